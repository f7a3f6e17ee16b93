"""The first thirty seconds: twelve servers that hardly work, one host, and what a run says to a guess."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pages.shell.words import Words
from pages.views.palette import colour
from sim.run import Run
from sim.steps import Floats, Steps
from sim.study.baseline import server_name
from sim.study.metrics import total_power_w, utilisation
from sim.text import N_, Message
from sim.units import JOULE_PER_KWH, MINUTE_S

INSTANTS_S = 5 * MINUTE_S
"""The picture shows the day in steps of this length."""
GUESSES: tuple[int | None, ...] = (4, 6, 12, None)
"""How many servers somebody may expect on the host; None for as many as one likes."""


def first_seconds(run: Run, before: Run, words: Words, *, open_at_s: float) -> dict[str, Any]:
    """Return what the picture of the start page shows: ``run`` on its one host, ``before`` on a server per application."""
    host, edges_s = run.hosts[0], np.arange(0.0, run.end_s + 1, INSTANTS_S)
    machines = [machine for machine in run.machines if machine.kind == "vm"]
    cpu = 100.0 * utilisation(run, host.name).values
    servers = [
        {
            "name": machine.name,
            "color": colour(run.machine_index(machine.name)),
            "vcpus": machine.vcpus,
            "pct": _rounded(100.0 * utilisation(before, server_name(machine.name)).means(edges_s)),
            "given": _rounded(run.cpu_of(machine.name, "given_cores").means(edges_s)),
        }
        for machine in machines
    ]
    size = Message(N_("{cores} cores, {memory}"), {"cores": host.cores, "memory": words.memory(host.memory_mib)})
    return {
        "language": words.tag,
        "open_part": open_at_s / run.end_s,
        "servers": servers,
        "host": {"size": words.say(size), "pct": _rounded(_highest(utilisation(run, host.name), cpu, edges_s))},
        "kwh_before": _rounded(total_power_w(before).until(edges_s) / JOULE_PER_KWH),
        "kwh_after": _rounded(total_power_w(run).until(edges_s) / JOULE_PER_KWH),
        "guesses": [
            {"label": label_of(guess, words), "said": words.say(said_to(guess, run, before))} for guess in GUESSES
        ],
        "format": {"percent": words._("{n}%"), "gauge": words._("{now} (most so far: {most})")},
        "words": _texts(run, before, words),
    }


def label_of(guess: int | None, words: Words) -> str:
    """Return what the button of a guess says."""
    return words._("As many as you like") if guess is None else words.number(guess)


def said_to(guess: int | None, run: Run, before: Run) -> Message:
    """Say what a run answers to a guess."""
    fields = numbers(run, before) | {"guess": float(guess or 0)}
    if guess is None:
        return Message(
            N_(
                "It holds all {all}: at the busiest moment {peak_pct} of its CPU is in use. But of its memory {promised_pct} "
                "are promised already: that would run out next. And it takes {saved_pct} less energy."
            ),
            fields,
        )
    if guess < len(run.machines):
        return Message(
            N_(
                "You said {guess}. It holds {all}, with {spare_pct} of its CPU to spare even at the busiest moment. "
                "And it takes {saved_pct} less energy."
            ),
            fields,
        )
    return Message(
        N_(
            "Right: it holds {all}, with {spare_pct} of its CPU to spare even at the busiest moment. And it takes {saved_pct} less energy."
        ),
        fields,
    )


def numbers(run: Run, before: Run) -> dict[str, float]:
    """Return the numbers that the answers name, measured on the two runs."""
    host = run.hosts[0]
    peak_pct = 100.0 * utilisation(run, host.name).maximum()
    means = [utilisation(before, one.name).mean() for one in before.hosts]
    promised_mib = sum(machine.memory_mib for machine in run.machines)
    energy = total_power_w(run).integral() / total_power_w(before).integral()
    return {
        "all": float(len(run.machines)),
        "cores": float(host.cores),
        "vcpus": float(before.hosts[0].cores),
        "mean_pct": float(round(100.0 * float(np.mean(means)))),
        "peak_pct": float(round(peak_pct)),
        "spare_pct": float(100 - round(peak_pct)),
        "promised_pct": float(round(100.0 * promised_mib / host.guest_memory_mib)),
        "saved_pct": float(round(100.0 * (1.0 - energy))),
    }


def _texts(run: Run, before: Run, words: Words) -> dict[str, str]:
    _, measured = words._, numbers(run, before)
    question = Message(
        N_(
            "{all} servers of {vcpus} cores work at about {mean_pct} on average. How many of them fit, as virtual "
            "machines, on one host with {cores} cores, without slowing down?"
        ),
        measured,
    )
    return {
        "question": words.say(question),
        "before": _("One server per application"),
        "after": _("One host"),
        "kwh": _("kWh since midnight"),
        "cpu": _("CPU"),
        "off": _("off"),
        "choose": _("Choose an answer: a run of the whole day will say whether it is right."),
        "busiest": _("{n} at the busiest moment"),
        "empty": _("Nothing runs on it yet."),
        "given": words.say(Message(N_("{all} machines with {vcpus} vCPU each, on {cores} cores"), measured)),
        "moving": _("The machines move to the host. Then a day passes in six seconds."),
        "why": _("Why? Begin lesson 1"),
        "lab": _("See it in the lab"),
        "again": _("Once more"),
        "play": _("Play"),
        "pause": _("Pause"),
    }


def _highest(steps: Steps, values: Floats, edges_s: Floats) -> Floats:
    """Return the highest value between every two edges."""
    first = steps.rows_at(edges_s[:-1])
    last = np.maximum(steps.rows_at(np.nextafter(edges_s[1:], 0.0)), first)
    return np.array([values[start : end + 1].max() for start, end in zip(first, last, strict=True)])


def _rounded(values: Sequence[float] | Floats) -> list[float]:
    return [round(float(value), 2) for value in values]
