"""What a browser cannot draw in motion, summed up: hosts by state, how busy they are, who is worst off."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from pages.shell.words import Words
from pages.views import scoreboard
from pages.views.view import Figure
from sim.run import HostState, Run
from sim.scenario import Scenario
from sim.steps import Floats
from sim.study import crowd
from sim.text import N_, Message

MOST_HOSTS = 100
MOST_MACHINES = 500
"""Measured on two cores that sixteen programs shared: 45 frames a second with 40 hosts and 200 machines, 27 with these."""

IDLE, BUSY = 0.1, 0.9
STATES: Mapping[HostState, str] = {
    "on": N_("on"),
    "booting": N_("booting"),
    "maintenance": N_("in maintenance"),
    "off": N_("off"),
    "failed": N_("failed"),
}


def is_too_large(scenario: Scenario) -> bool:
    """Return whether a browser could not play a run of this scenario smoothly."""
    added = [action.kind for action in scenario.actions]
    hosts = len(scenario.hosts) + added.count("add_host")
    return hosts > MOST_HOSTS or len(scenario.machines) + added.count("add_machine") > MOST_MACHINES


def introduction(run: Run) -> Message:
    """Say why there is no picture, and what there is instead."""
    text = N_(
        "{hosts} hosts and {machines} machines are more than a browser can play (up to {most_hosts} and"
        " {most_machines}): here they are summed up. Forms, numbers, links and downloads below work as ever."
    )
    facts = {
        "hosts": len(run.hosts),
        "machines": len(run.machines),
        "most_hosts": MOST_HOSTS,
        "most_machines": MOST_MACHINES,
    }
    return Message(text, facts)


@lru_cache(maxsize=8)
def totals(run: Run, baseline: Run, words: Words) -> pd.DataFrame:
    """Return the scoreboard at the end of the run beside the baseline's; with thousands of machines it takes a second."""
    return scoreboard.rows(run, baseline, words)


def states(run: Run, time_s: float, words: Words) -> pd.DataFrame:
    """Return how many hosts are in each state."""
    counts = crowd.host_states(run, time_s)
    return pd.DataFrame(
        {
            words._("Hosts that are"): [words._(STATES[state]) for state in counts],
            words._("Hosts"): list(counts.values()),
        }
    )


def distribution(uses: Floats, words: Words) -> pd.DataFrame:
    """Return how many hosts are used to each tenth of their CPU."""
    labels = [f"{10 * tenth}–{10 * (tenth + 1)} %" for tenth in range(crowd.TENTHS)]
    return pd.DataFrame({words._("CPU use"): labels, words._("Hosts"): crowd.tenths(uses)})


def figure(uses: Floats, words: Words) -> Figure:
    """Return the same as a bar for each tenth, with its number above it."""
    rows = distribution(uses, words)
    labels, counts = (rows[column].tolist() for column in rows.columns)
    bars = {"type": "bar", "x": labels, "y": counts, "text": counts, "textposition": "outside", "cliponaxis": False}
    return {
        "data": [bars | {"marker": {"color": "#0072B2"}, "hoverinfo": "x+y"}],
        "layout": {
            "height": 280,
            "margin": {"l": 56, "r": 16, "t": 24, "b": 48},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "separators": words.separators,
            "xaxis": {
                "automargin": True,
                "title": {"text": words._("CPU use")},
                "type": "category",
                "fixedrange": True,
            },
            "yaxis": {"title": {"text": words._("Hosts")}, "rangemode": "tozero", "fixedrange": True},
        },
    }


def sentence(uses: Floats) -> Message:
    """Say what the distribution shows."""
    if len(uses) == 0:
        return Message(N_("No host is on."))
    facts: dict[str, object] = {
        "hosts": len(uses),
        "middle_pct": 100.0 * float(np.median(uses)),
        "busy": int(np.count_nonzero(uses >= BUSY)),
        "idle": int(np.count_nonzero(uses < IDLE)),
    }
    text = N_(
        "{hosts} hosts are on; half of them are used to at least {middle_pct}. Used to less than a tenth: {idle}; to more than"
        " nine tenths: {busy}."
    )
    return Message(text, facts)


def worst(run: Run, time_s: float, words: Words) -> pd.DataFrame:
    """Return the machines that are worst off."""
    _, found = words._, crowd.worst_machines(run, time_s)
    return pd.DataFrame(
        {
            _("Machine"): [one.name for one in found],
            _("Host"): [one.host for one in found],
            _("Wants (cores)"): [words.number(one.wanted_cores, 2) for one in found],
            _("Gets (cores)"): [words.number(one.given_cores, 2) for one in found],
            _("Waits for (cores)"): [words.number(one.waiting_cores, 2) for one in found],
            _("Work lost so far (core-seconds)"): [words.number(one.lost_core_s, 0) for one in found],
        }
    )
