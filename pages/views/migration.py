"""The picture of a live migration: what each pass sent, what the machine spoiled of it meanwhile, and the pause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.shell.words import Words
from pages.views.assumptions import CHOICES
from pages.views.palette import COLOURS, LIMIT
from sim.run import Migration, MigrationOutcome, MigrationRound, RoundKind
from sim.text import N_, Message
from sim.units import clock

OUTCOMES: Mapping[MigrationOutcome, str] = {
    "waiting": N_("waits for its turn"),
    "under_way": N_("under way"),
    "done": N_("arrived"),
    "cancelled": N_("stayed where it was"),
    "lost": N_("died on the way"),
}
PASSES: Mapping[RoundKind, str] = {"disk": N_("disk"), "memory": N_("pass {n}"), "pause": N_("pause")}


def title(migration: Migration, words: Words) -> str:
    """Return who went where, and when."""
    return words._("{machine}, {source} → {target}, {clock}").format(
        machine=migration.machine,
        source=migration.source,
        target=migration.target or "?",
        clock=clock(migration.asked_s),
    )


def sentence(migration: Migration) -> Message:
    """Say what became of a migration, and why."""
    facts = {
        "machine": migration.machine,
        "host": migration.target,
        "total_s": migration.total_s,
        "downtime_s": migration.downtime_s,
        "data_mib": migration.data_mib,
        "rounds": sum(one.what == "memory" for one in migration.rounds),
    }
    if migration.start_s is None:
        return Message(N_("{machine} has not begun to migrate: hosts take part in a few migrations at a time."), facts)
    if migration.outcome == "under_way":
        return Message(N_("{machine} is still on its way: {rounds} passes in {total_s}."), facts)
    if migration.outcome == "done":
        return Message(_ARRIVED[_way(migration)], facts)
    reason = migration.reason or Message("")
    return Message(N_("{machine} did not arrive: {reason} {data_mib} had been sent."), facts | {"reason": reason})


_ARRIVED = {
    "post_copy": N_(
        "{machine} moved first, with a pause of {downtime_s}, and fetched every page once: {data_mib} in {total_s}."
    ),
    "forced": N_(
        "It never converged: {machine} wrote its memory as fast as it was sent, and after {rounds} passes it was stopped for {downtime_s}."
    ),
    "converged": N_(
        "Each pass had less to send than the one before: after {rounds} passes and {total_s}, {machine} paused for {downtime_s}."
    ),
}


def _way(migration: Migration) -> str:
    if migration.mode == "post_copy":
        return "post_copy"
    return "forced" if migration.forced else "converged"


def figure(migration: Migration, words: Words) -> go.Figure:
    """Return a pair of bars per pass: what was sent, and what must be sent again; the pause stands out."""
    _ = words._
    names = _names(migration.rounds, words)
    sent = [one.sent_mib for one in migration.rounds]
    fills = [LIMIT if one.what == "pause" else COLOURS[0] for one in migration.rounds]
    shapes = ["x" if one.what == "pause" else "" for one in migration.rounds]
    lasted = [words.duration(one.end_s - one.start_s) for one in migration.rounds]
    bars = go.Bar(
        x=names,
        y=sent,
        name=_("sent"),
        marker={"color": fills, "pattern": {"shape": shapes}},
        text=lasted if len(names) <= MOST_LABELS else None,
        textposition="outside",
        cliponaxis=False,
        customdata=lasted,
        hovertemplate="%{x}: %{y:,.0f} MiB, %{customdata}<extra></extra>",
    )
    again = go.Bar(
        x=names,
        y=[one.dirtied_mib for one in migration.rounds],
        name=_("written meanwhile, to be sent again"),
        marker={"color": COLOURS[1], "pattern": {"shape": "/"}},
        hovertemplate="%{x}: %{y:,.0f} MiB<extra></extra>",
    )
    layout = {
        "barmode": "group",
        "margin": {"l": 64, "r": 8, "t": 24, "b": 40},
        "height": 320,
        "separators": words.separators,
        "legend": {"orientation": "h", "y": 1.12},
        "xaxis": {"type": "category", "fixedrange": True},
        "yaxis": {"title": {"text": _("MiB")}, "rangemode": "tozero", "fixedrange": True},
    }
    return go.Figure([bars, again], layout)


MOST_LABELS = 12
"""Passes up to which the duration of each is written above it."""


def _names(rounds: Sequence[MigrationRound], words: Words) -> list[str]:
    """Return what each pass is called: passes over the memory are counted."""
    names, passes = [], 0
    for one in rounds:
        passes += one.what == "memory"
        names.append(words._(PASSES[one.what]).format(n=passes))
    return names


def pass_rows(migration: Migration, words: Words) -> pd.DataFrame:
    """Return one row per pass: the numbers behind the picture."""
    _ = words._
    table = [
        (
            name,
            clock(one.start_s),
            words.duration(one.end_s - one.start_s),
            words.memory(one.sent_mib),
            words.memory(one.dirtied_mib),
            words.number(one.rate_mib_per_s),
            words.share(100.0 * one.throttle),
        )
        for name, one in zip(_names(migration.rounds, words), migration.rounds, strict=True)
    ]
    columns = ["", _("Begins"), _("Lasts"), _("Sent"), _("Written meanwhile"), _("MiB/s"), _("CPU throttled by")]
    return pd.DataFrame(table, columns=columns)


def rows(migrations: Sequence[Migration], words: Words) -> pd.DataFrame:
    """Return one row per migration, so that machines can be compared."""
    _ = words._
    table = [
        (
            one.machine,
            f"{one.source} → {one.target or '?'}",
            _(CHOICES[one.mode]),
            clock(one.start_s) if one.start_s is not None else "–",
            words.number(sum(each.what == "memory" for each in one.rounds)),
            words.memory(one.data_mib),
            words.duration(one.total_s),
            words.duration(one.downtime_s),
            _(OUTCOMES[one.outcome]),
        )
        for one in migrations
    ]
    columns = [
        _("Machine"),
        _("From → to"),
        _("Mode"),
        _("Begins"),
        _("Passes"),
        _("Sent"),
        _("Lasts"),
        _("Pause"),
        _("Outcome"),
    ]
    return pd.DataFrame(table, columns=columns)
