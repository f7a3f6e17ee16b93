"""Lessons from the files in which they are written; every complaint names the file, the line and the field."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.errors import ImportRefusedError, InvalidScenarioError, SimError, UnknownNameError
from sim.importers.documents import Document, Place
from sim.importers.ready import Texts
from sim.scenario import Scenario, complaint
from sim.teaching.bench import Attempt, Bench
from sim.teaching.lesson import Lesson
from sim.text import N_

Complaint = tuple[Place, SimError]
READ_BEFORE = (
    "title",
    "goal",
    "situation",
    "bench",
    "predict.text",
    "predict.options",
    "observe",
    "challenge.task",
    "challenge.bench",
    "challenge.fixtures",
    "teacher",
)
"""Texts that are read before anything has run, or without a run: they name no numbers."""


def lessons_from(documents: Sequence[Document], ready: Mapping[str, Scenario]) -> dict[str, Lesson]:
    """Return the lessons by their ids, L1 before L10.

    ``ready`` holds the scenarios that a lesson may name. Raise an ImportRefusedError for the first file
    that is wrong.
    """
    lessons = [lesson_from(document, ready) for document in documents]
    return {lesson.id: lesson for lesson in sorted(lessons, key=lambda lesson: int(lesson.id[1:]))}


def lesson_from(document: Document, ready: Mapping[str, Scenario]) -> Lesson:
    """Return the lesson that one file holds.

    Raise an ImportRefusedError with everything that is wrong with it, each with its file, line and field.
    """
    try:
        lesson = Lesson.model_validate(document.content, context={"ready": ready})
    except ValidationError as error:
        raise _refused(document, list(_complaints(error, ()))) from error
    except UnknownNameError as error:  # pydantic lets it pass, and so it does not say where
        name = error.args[1]
        place = next((place for place, value in _values(document.content, ()) if value == name), ())
        raise _refused(document, [(place, error)]) from error
    wrong = list(_contradictions(lesson))
    if lesson.id != document.key:
        facts = {"key": document.key, "found": lesson.id}
        wrong.append((("id",), InvalidScenarioError(N_("must be “{key}”, as the file is named, got “{found}”"), facts)))
    if wrong:
        raise _refused(document, wrong)
    return lesson


def _refused(document: Document, complaints: Sequence[Complaint]) -> ImportRefusedError:
    # Only authors of lessons see this.
    ordered = sorted(complaints, key=lambda one: document.line_of(one[0]))
    sentences = [f"{document.file}, line {document.line_of(place)}: {_said(place, why)}" for place, why in ordered]
    return ImportRefusedError("{complaints}", {"complaints": "\n".join(sentences)})


def _said(place: Place, why: SimError) -> str:
    field, sentence = ".".join(str(part) for part in place), str(why)
    return sentence if not field or sentence.startswith(field) else f"{field}: {sentence}"


def _complaints(error: ValidationError, place: Place) -> Iterator[Complaint]:
    """Yield every complaint of pydantic with its place, those of plug-ins in the file included."""
    for detail in error.errors(include_url=False):
        inner = detail.get("ctx", {}).get("error")
        where = (*place, *(part for part in detail["loc"]))
        if isinstance(inner, ValidationError):
            yield from _complaints(inner, where)
        else:
            yield where, complaint(detail | {"loc": where})


def _values(content: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """Yield every single value of a file with its place."""
    if isinstance(content, Mapping):
        for name, member in content.items():
            yield from _values(member, (*place, name))
    elif isinstance(content, list):
        for position, member in enumerate(content):
            yield from _values(member, (*place, position))
    else:
        yield place, content


# What a schema cannot say


def _contradictions(lesson: Lesson) -> Iterator[Complaint]:
    yield from _unknown_numbers(lesson)
    yield from _unknown_attempts(lesson)
    for place, bench in _benches(lesson):
        yield from _impossible_choices(bench, place)
    if lesson.challenge.worked_start:
        yield from _contradiction(
            lesson.challenge_bench, lesson.challenge.worked_start.attempt, ("challenge", "worked_start")
        )
    trials = {trial.key for trial in lesson.challenge.trials}
    for position, criterion in enumerate(lesson.challenge.criteria):
        if criterion.trial and criterion.trial not in trials:
            yield ("challenge", "criteria", position, "trial"), _unknown("trial", criterion.trial, trials)


def _benches(lesson: Lesson) -> Iterator[tuple[Place, Bench]]:
    yield ("bench",), lesson.bench
    if lesson.challenge.bench:
        yield ("challenge", "bench"), lesson.challenge.bench


def _unknown_numbers(lesson: Lesson) -> Iterator[Complaint]:
    """Yield the places of texts that name a number that the lesson does not have, in any language."""
    for place, text in texts_in(lesson):
        known: Mapping[str, Any] = {} if ".".join(map(str, place)).startswith(READ_BEFORE) else lesson.numbers
        for language in text.languages:
            try:
                names = {name for _, name, _, _ in string.Formatter().parse(text.in_language(language)) if name}
            except ValueError as error:
                yield (*place, language), InvalidScenarioError(N_("a brace is missing: {problem}"), {"problem": error})
                continue
            for name in sorted(names - known.keys()):
                yield (*place, language), _unknown("number", name, known)
    for position, asked in enumerate(lesson.observe):
        if asked.number not in lesson.numbers:
            yield ("observe", position, "number"), _unknown("number", asked.number, lesson.numbers)
        elif lesson.numbers[asked.number].bench != "run":
            problem = N_("asks for a number of the challenge: nobody has seen it yet")
            yield ("observe", position, "number"), InvalidScenarioError(problem)


def _unknown_attempts(lesson: Lesson) -> Iterator[Complaint]:
    for place, bench in _benches(lesson):
        for name in bench.names:
            if bench.attempt(name) is None:
                yield (*place, "names", name), _unknown("attempt", name, bench.attempts)
    for name, number in lesson.numbers.items():
        if lesson.attempt(number.bench, number.attempt) is None:
            yield ("numbers", name, "attempt"), _unknown("attempt", number.attempt, lesson.bench.attempts)
    for position, step in enumerate(lesson.steps):
        if lesson.bench.attempt(step.attempt) is None:
            yield ("steps", position, "attempt"), _unknown("attempt", step.attempt, lesson.bench.attempts)
    yield from _unknown_references(lesson)


def _unknown_references(lesson: Lesson) -> Iterator[Complaint]:
    """Yield the numbers that are said in percent of what does not exist."""
    run, challenge = lesson.bench, lesson.challenge_bench
    asked: list[tuple[Place, Bench, str | None]] = [
        (("numbers", name), run if number.bench == "run" else challenge, number.percent_of)
        for name, number in lesson.numbers.items()
    ]
    asked += [
        (("challenge", "criteria", position), challenge, criterion.percent_of)
        for position, criterion in enumerate(lesson.challenge.criteria)
    ]
    for place, bench, reference in asked:
        if reference and bench.attempt(reference) is None:
            yield (*place, "percent_of"), _unknown("attempt", reference, bench.attempts)


def _impossible_choices(bench: Bench, place: Place) -> Iterator[Complaint]:
    """Yield what is wrong with the scenarios that choices lead to: each option alone, and each attempt."""
    for position, setting in enumerate(bench.settings):
        for number, option in enumerate(setting.options):
            where = (*place, "settings", position, "options", number)
            if not option.refused:
                yield from _contradiction(bench, Attempt(choices={setting.key: option.key}), where)
    settings = {setting.key: setting for setting in bench.settings}
    for name, attempt in bench.attempts.items():
        where = (*place, "attempts", name)
        for key, chosen in attempt.choices.items():
            if key not in settings:
                yield (*where, "choices", key), _unknown("setting", key, settings)
            elif settings[key].option(chosen) is None:
                yield (*where, "choices", key), _unknown("option", chosen, [one.key for one in settings[key].options])
        yield from _contradiction(bench, attempt, where)


def _contradiction(bench: Bench, attempt: Attempt, place: Place) -> Iterator[Complaint]:
    try:
        bench.scenario_of(attempt, seed=1)
    except SimError as error:
        yield place, error


def texts_in(part: Any, place: Place = ()) -> Iterator[tuple[Place, Texts]]:
    """Yield every text of a lesson, with its place."""
    if isinstance(part, Texts):
        yield place, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from texts_in(getattr(part, name), (*place, name))
    elif isinstance(part, tuple):
        for position, member in enumerate(part):
            yield from texts_in(member, (*place, position))


def _unknown(kind: str, name: str, known: Any) -> SimError:
    facts = {"kind": kind, "name": name, "known": ", ".join(sorted(known)) or "none"}
    return InvalidScenarioError(N_("no {kind} named “{name}” (known: {known})"), facts)
