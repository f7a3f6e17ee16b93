"""Disks and network: how busy they are, and how long a disk request takes."""

from __future__ import annotations

from typing import Any

import numpy as np

from pages.shell.words import Words
from pages.views.columns import Table
from pages.views.device_columns import MS_PER_S, key_of
from pages.views.palette import LIMIT, colour, dash
from pages.views.view import Figure, Trace, View, drawn, layout, trace
from sim.mechanisms.disk import CONGESTION
from sim.run import Run
from sim.study.devices import SHARED, datastores, links_mib_per_s
from sim.text import N_, Message

MOST_LINES = 4
"""Datastores and uplinks that are drawn one by one; of more, the busiest at each moment."""
BUSIEST = "busiest"
TICKS_MS = (0.01, 1.0, 100.0)


def figure(run: Run, words: Words) -> Figure:
    """Return the use of every datastore (filled lines) and link (thin lines), and below it the latency of datastores."""
    _ = words._
    lines: list[Trace] = []
    for position, (key, used, waited) in enumerate(_stores(run)):
        look = {"width": 2.5, "color": colour(position), "dash": dash(position)}
        lines.append(trace(f"store.{key}.use", name=words.say(used), line=look))
        lines.append(trace(f"store.{key}.latency", unit="ms", name=words.say(waited), yaxis="y2", line=look))
    for position, (key, title) in enumerate(_links(run), start=len(lines)):
        look = {"width": 1.3, "color": colour(position), "dash": dash(position)}
        lines.append(trace(f"link.{key}.use", name=words.say(title), line=look))
    return drawn(lines, _layout(run, words), unit="%")


def _stores(run: Run) -> list[tuple[str, Message, Message]]:
    """Return the key of each datastore that is drawn, with the titles of its use and of its latency."""
    names = list(datastores(run))
    if len(names) > MOST_LINES:
        return [(BUSIEST, Message(N_("busiest datastore")), Message(N_("slowest datastore")))]
    return [
        (
            key_of(run, name),
            _named(name, N_("shared array"), N_("disks of {host}")),
            _named(name, N_("latency of the array"), N_("latency on {host}")),
        )
        for name in names
    ]


def _links(run: Run) -> list[tuple[str, Message]]:
    """Return the key and the title of each link that is drawn."""
    names = list(links_mib_per_s(run))
    if len(names) > MOST_LINES + 1:
        return [(key_of(run, SHARED), Message(N_("switch"))), (BUSIEST, Message(N_("busiest uplink")))]
    return [(key_of(run, name), _named(name, N_("switch"), N_("uplink of {host}"))) for name in names]


def sentence(run: Run, table: Table) -> Message:
    """Say which datastore and which link get busiest, and how long a disk request then takes."""
    stores, links = list(datastores(run)), list(links_mib_per_s(run))
    busiest = max(stores, key=lambda name: _peak(table, f"store.{key_of(run, name)}.use"), default=None)
    link = max(links, key=lambda name: _peak(table, f"link.{key_of(run, name)}.use"))
    carried = Message(
        N_("{link} carries {link_pct} of what it can at most."),
        {
            "link": _named(link, N_("The switch"), N_("The uplink of {host}")),
            "link_pct": _peak(table, f"link.{key_of(run, link)}.use"),
        },
    )
    if busiest is None:
        return carried
    column = table[f"store.{key_of(run, busiest)}.use"]
    when = int(np.argmax(column))
    latency_ms = float(table[f"store.{key_of(run, busiest)}.latency"][when])
    if not np.isfinite(latency_ms):
        return carried
    return Message(
        N_("{store} does {disk_pct} of what it can at most, at {at_s}; a request then takes {latency_s}. {link}"),
        {
            "store": _named(busiest, N_("The shared array"), N_("The datastore of {host}")),
            "disk_pct": float(column[when]),
            "at_s": float(table["time_s"][when]),
            "latency_s": latency_ms / MS_PER_S,
            "link": carried,
        },
    )


def _peak(table: Table, column: str) -> float:
    return float(np.max(table[column], initial=0.0))


def _named(name: str, shared: str, own: str) -> Message:
    return Message(shared) if name == SHARED else Message(own, {"host": name})


def _layout(run: Run, words: Words) -> dict[str, Any]:
    congested = {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "yref": "y",
        "y0": 100 * CONGESTION,
        "y1": 100 * CONGESTION,
        "line": {"color": LIMIT, "width": 1.5, "dash": "dash"},
        "label": {"text": words._("congested"), "textposition": "end", "font": {"size": 10}},
    }
    return layout(
        run,
        words,
        shapes=[congested],
        yaxis={
            "domain": [0.45, 1],
            "range": [0, 108],
            "tickvals": [0, 50, 100],
            "ticksuffix": " %",
            "fixedrange": True,
        },
        yaxis2={
            "type": "log",
            "domain": [0, 0.33],
            "range": [-2.2, 3],
            "tickvals": list(TICKS_MS),
            "ticktext": [words.duration(tick / MS_PER_S) for tick in TICKS_MS],
            "fixedrange": True,
        },
    )


DEVICES = View("devices", N_("Disk and network"), figure, sentence)
