"""Present mode: a lesson, or the run of the lab, as slides of one picture, one number and one question each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from pages.shell.words import Words
from pages.views.columns import Table, table_of
from pages.views.cpu import CPU
from pages.views.memory import MEMORY
from pages.views.payload import CHARTS
from pages.views.response import RESPONSE
from pages.views.svg import LEFT, RIGHT, WIDTH, definitions, legend, svg
from pages.views.thumbnail import thumbnail
from pages.views.typography import unbroken
from pages.views.units import answer_text, unit_of
from pages.views.view import View
from sim.importers.ready import Texts
from sim.run import Run
from sim.steps import Floats, total
from sim.study.metrics import full_cores
from sim.teaching.lesson import Lesson, Observe, Step
from sim.teaching.measuring import sentence
from sim.text import N_
from sim.units import HOUR_S

INSTANTS = 241
"""The number beside a chart is told at so many instants of the run."""
PLOT = {"left": LEFT / WIDTH, "right": 1.0 - RIGHT / WIDTH}
"""Where the time axis of a chart begins and ends, as parts of its width."""

ASKED = (
    (CPU, N_("When does somebody wait for the CPU, and why then?")),
    (MEMORY, N_("How much of the promised memory is really in use?")),
    (RESPONSE, N_("What do the users notice, and when?")),
)
"""What a class is asked about any run: a chart, and the question that it answers."""


def presented_run(run: Run, title: str, words: Words, *, at_s: float) -> dict[str, Any]:
    """Return the run of the lab for a projector: charts that play, each with a question, from ``at_s`` on."""
    slides = [_chart(view, run, words._(question), at_s, words) for view, question in ASKED]
    return {"language": words.tag, "title": title, "slides": slides, "words": dict(_words(words))}


def presented(
    lesson: Lesson, numbers: Mapping[str, float], run_of_attempt: Callable[[str], Run], words: Words
) -> dict[str, Any]:
    """Return a lesson for a projector; every number and every answer waits until it is asked for."""

    def say(text: Texts) -> str:
        # A slide is plain text: the emphasis of the lesson's page would be read as stars.
        return words.say(sentence(unbroken(text.in_language(words.tag)), numbers)).replace("*", "")

    slides = [_question(lesson, say, words)]
    slides += [_step(step, run_of_attempt(step.attempt), lesson, say, words) for step in lesson.steps]
    slides += [_number(asked, numbers, say, words) for asked in lesson.observe]
    slides.append({"question": lesson.predict.text.in_language(words.tag), "reveal": say(lesson.predict.reveal)})
    return {
        "language": words.tag,
        "title": f"{lesson.id} · {lesson.title.in_language(words.tag)}",
        "slides": slides,
        "words": dict(_words(words)),
    }


def _question(lesson: Lesson, say: Callable[[Texts], str], words: Words) -> dict[str, Any]:
    told = words._("What stands in the rack")
    return {
        "question": say(lesson.predict.text),
        "options": [{"text": say(option.text), "correct": option.correct} for option in lesson.predict.options],
        "reveal": say(lesson.predict.reveal),
        "picture": thumbnail(lesson.bench.scenario, told),
    }


def _step(step: Step, run: Run, lesson: Lesson, say: Callable[[Texts], str], words: Words) -> dict[str, Any]:
    view = next(one for one in CHARTS if one.key == lesson.bench.charts[0])
    return _chart(view, run, say(step.text), step.at_s, words)


def _chart(view: View, run: Run, question: str, at_s: float, words: Words) -> dict[str, Any]:
    figure, table = view.figure(run, words), table_of(run)
    name = f"{words._(view.title)}: {words.say(view.sentence(run, table))}"
    measure, parts_pct = _measure(view, run, table, np.linspace(0.0, run.end_s, INSTANTS))
    return {
        "question": question,
        "picture": definitions() + svg(figure, table, name, words.number),
        "legend": legend(figure),
        "plot": PLOT,
        "open_part": at_s / run.end_s,
        "hours": run.end_s / HOUR_S,
        "measure": words._(measure),
        "pct": [round(float(part), 1) for part in parts_pct],
    }


def _measure(view: View, run: Run, table: Table, instants_s: Floats) -> tuple[str, Floats]:
    """Return what is told beside a chart, and how much of it there is at each instant, in percent."""
    here = np.searchsorted(table["time_s"], instants_s, side="right") - 1
    if view is MEMORY:
        promised = table["memory.configured"]
        active = np.divide(table["memory.active"], promised, out=np.zeros_like(promised), where=promised > 0)
        return N_("Active memory"), 100.0 * active[here]
    if view is RESPONSE:
        return N_("Machines that run"), table["rack.up"][here]
    used = total([run.host_cpu_of(host.name, "used_cores") for host in run.hosts], run.end_s)
    return N_("CPU"), 100.0 * used.sample(instants_s) / sum(full_cores(run, host) for host in run.hosts)


def _number(asked: Observe, numbers: Mapping[str, float], say: Callable[[Texts], str], words: Words) -> dict[str, Any]:
    _unit, factor = unit_of(asked.number)
    number = round(numbers[asked.number] * factor, 2)
    return {"question": say(asked.question), "reveal": answer_text(asked.number, number, words)}


def _words(words: Words) -> Iterator[tuple[str, Any]]:
    _ = words._
    yield "hands", _("Hands for:")
    yield "back", {"key": "←", "text": _("Back")}
    yield "next", {"key": "→", "text": _("Next")}
    yield "run", {"key": _("Space"), "text": _("Run or pause")}
    yield "vote", {"key": "P", "text": _("Count the hands")}
    yield "reveal", {"key": "R", "text": _("Reveal or hide")}
