"""What protects against what, as a table and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from pages.shell.words import Words
from sim.mechanisms.availability import downtime_s_per_year
from sim.study.promises import PROTECTIONS, THREATS, Outcome, outcome
from sim.study.reliability import Promise
from sim.study.replications import Compared
from sim.text import N_, Message


def said(found: Outcome) -> Message:
    """Say what users had of it."""
    if found.unnoticed:
        return Message(N_("✓ nobody notices"))
    if not found.back:
        return Message(N_("✗ not back by midnight"))
    if found.lost_s:
        return Message(
            N_("back after {outage_s}; {lost_s} of work lost"), {"outage_s": found.outage_s, "lost_s": found.lost_s}
        )
    return Message(N_("back after {outage_s}"), {"outage_s": found.outage_s})


def rows(words: Words) -> pd.DataFrame:
    """Return one row per threat and one column per protection."""
    _ = words._
    table: dict[str, list[str]] = {_("At 14:00"): [_(threat.title) for threat in THREATS.values()]}
    for key, protection in PROTECTIONS.items():
        table[_(protection.title)] = [words.say(said(outcome(threat, key))) for threat in THREATS]
    return pd.DataFrame(table)


def sentence() -> Message:
    """Say how the cases end, and what the best single protection still leaves users with."""
    cases = [outcome(threat, key) for threat in THREATS for key in PROTECTIONS]
    missed_s = {key: sum(outcome(threat, key).outage_s for threat in THREATS) for key in PROTECTIONS}
    best = min(missed_s, key=lambda key: missed_s[key])
    return Message(
        N_(
            "Of {cases} cases, users notice nothing in {unnoticed}, and {unanswered} end without the service being back by midnight. Whoever buys one protection alone does best with “{protection_title}”, and still misses the service for {outage_s} in all."
        ),
        {
            "cases": len(cases),
            "unnoticed": sum(case.unnoticed for case in cases),
            "unanswered": sum(not case.back for case in cases),
            "protection_title": PROTECTIONS[best].title,
            "outage_s": missed_s[best],
        },
    )


PROMISES: Mapping[Promise, str] = MappingProxyType(
    {
        "none": N_("Nothing"),
        "high_availability": N_("High availability"),
        "fault_tolerance": N_("Fault tolerance"),
    }
)


def compared_rows(found: Mapping[Promise, Compared], words: Words) -> pd.DataFrame:
    """Return one row per promise: predicted, measured with its interval, and whether they agree."""
    _ = words._
    measured = [one.measured for one in found.values()]
    return pd.DataFrame(
        {
            _("Protection"): [_(PROMISES[promise]) for promise in found],
            _("Predicted (%)"): [words.number(100.0 * one.predicted, 4) for one in found.values()],
            _("Measured (%)"): [words.number(100.0 * one.mean, 4) for one in measured],
            _("95% sure: from"): [words.number(100.0 * one.low, 4) for one in measured],
            _("to"): [words.number(100.0 * min(one.high, 1.0), 4) for one in measured],
            _("They agree"): ["✓ " + _("yes") if one.agrees else "✗ " + _("no") for one in found.values()],
        }
    )


def compared_sentence(found: Mapping[Promise, Compared]) -> Message:
    """Say what each promise leaves of a year's downtime."""
    down_s = {promise: downtime_s_per_year(one.measured.mean) for promise, one in found.items()}
    return Message(
        N_(
            "At this rate of crashes users would miss the machine for {none_s} a year without protection, for {ha_s} with high availability, and for {ft_s} with fault tolerance."
        ),
        {"none_s": down_s["none"], "ha_s": down_s["high_availability"], "ft_s": down_s["fault_tolerance"]},
    )
