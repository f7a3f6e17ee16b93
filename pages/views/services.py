"""Services in words and tables: what they are set to, what they advise, why, and what it brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pages.shell.words import Words
from pages.views.history import candidate_text
from sim.policies.overload import OVERLOADS
from sim.run import Advice, Run
from sim.services import OWN, RULE_TITLES, Services
from sim.study.services import brought
from sim.text import N_, Message
from sim.units import clock

NAMES: Mapping[str, str] = {
    "balancing": N_("Balancing"),
    "power": N_("Power management"),
    "consolidation": N_("Consolidation"),
    "scaling": N_("Autoscaling"),
}
WHAT: Mapping[str, str] = {
    "migrate_machine": N_("Migrate {machine} to {host}"),
    "migrate_storage": N_("Migrate {machine} to {host}"),
    "switch_on_host": N_("Switch {host} on"),
    "switch_off_host": N_("Switch {host} off"),
    "start_machine": N_("Start {machine} on {host}"),
    "stop_machine": N_("Stop {machine} on {host}"),
    "": N_("Leave all as it is"),
}
_BALANCING = {
    "off": N_("Nobody evens out the loads of hosts: machines move by hand."),
    "recommend": N_("{rule_title} advises how to even out the loads of hosts; whether to follow is up to you."),
    "automatic": N_("{rule_title} evens out the loads of hosts by itself."),
}
_BY_WEIGHTS = {
    "off": _BALANCING["off"],
    "recommend": N_("Moves are advised by your own weights; whether to follow is up to you."),
    "automatic": N_("Machines are moved by your own weights."),
}


def status(services: Services) -> list[Message]:
    """Say what the services do."""
    balancing, power = services.balancing, services.power
    if services.consolidation.enabled:
        return [
            Message(
                N_("Consolidation packs machines on as few hosts as carry them: overloaded by {rule_title}."),
                {"rule_title": OVERLOADS[services.consolidation.overload].title},
            )
        ]
    sentences = _BY_WEIGHTS if balancing.rule == OWN else _BALANCING
    said = [Message(sentences[balancing.mode], {"rule_title": RULE_TITLES[balancing.rule]})]
    if power.enabled:
        band = {"lowest_pct": power.lowest_pct, "highest_pct": power.highest_pct}
        said.append(
            Message(N_("Hosts are switched off below {lowest_pct} of CPU use and on again above {highest_pct}."), band)
        )
    else:
        said.append(Message(N_("Nobody switches hosts off and on by itself.")))
    return said


def bound(least: int, on: int) -> Message:
    """Say how far the hosts that are on are from the fewest that any placement could do with."""
    facts: dict[str, object] = {"least": least, "on": on, "gap": on - least}
    return Message(
        N_("Hosts on: {on}. By the sum of their CPU and memory, all machines need {least} at least (gap: {gap})."),
        facts,
    )


def what(advice: Advice) -> Message:
    """Say what was advised."""
    return Message(WHAT[advice.kind], {"machine": advice.machine, "host": advice.target or "–"})


def why_rows(run: Run, words: Words) -> pd.DataFrame:
    """Return one row per advice: what, why, among whom, what was expected, what became of it, and what it brought."""
    _ = words._
    return pd.DataFrame(
        {
            _("Time"): [clock(one.time_s) for one in run.advice],
            _("Service"): [_(NAMES[one.service]) for one in run.advice],
            _("What"): [words.say(what(one)) for one in run.advice],
            _("From"): [one.source or "–" for one in run.advice],
            _("Imbalance before"): [_measured(one, one.before, words) for one in run.advice],
            _("Expected after"): [_measured(one, one.after, words) for one in run.advice],
            _("Measured after"): [_measured(one, brought(run, one), words) for one in run.advice],
            _("Became of it"): [_fate(one, words) for one in run.advice],
            _("Why"): [words.say(one.reason) for one in run.advice],
            _("Candidates"): [" · ".join(candidate_text(each, words) for each in one.candidates) for one in run.advice],
        }
    )


def brought_rows(run: Run, followed: Sequence[tuple[Advice, Run]], words: Words) -> pd.DataFrame:
    """Return one row per advice that a person followed: what was expected of it, and what was measured.

    Each comes with the run of the same day without that one move.
    """
    _ = words._
    return pd.DataFrame(
        {
            _("Advised at"): [clock(one.time_s) for one, _instead in followed],
            _("What"): [words.say(what(one)) for one, _instead in followed],
            _("Imbalance before"): [_measured(one, one.before, words) for one, _instead in followed],
            _("Expected after"): [_measured(one, one.after, words) for one, _instead in followed],
            _("Measured after"): [_measured(one, brought(run, one), words) for one, _instead in followed],
            _("At that time without the move"): [
                _measured(one, brought(run, one, instead), words) for one, instead in followed
            ],
        }
    )


def _measured(advice: Advice, value: float | None, words: Words) -> str:
    """Return an imbalance as a share, a score of one's own weights as a number."""
    if value is None or not advice.rule:
        return "–"
    return words.number(value, 3) if advice.rule == OWN else words.share(100.0 * value)


def _fate(advice: Advice, words: Words) -> str:
    if advice.why_not is not None:
        return words.say(advice.why_not)
    return words._("done") if advice.followed else words._("advised")
