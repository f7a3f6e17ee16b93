"""A student's report: one page of HTML that opens offline and prints, and holds its data as JSON.

What somebody typed is text and never anything else: everything is escaped, and the page forbids itself to run scripts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pages.shell.words import Words
from pages.views.columns import table_of
from pages.views.html import STYLE, escaped, heading, kept, plain, rows_of, table, typed
from pages.views.payload import CHARTS
from pages.views.report_task import challenges
from pages.views.svg import definitions, legend, svg
from pages.views.units import answer_text, is_right
from sim.errors import SimError
from sim.importers.ready import Texts
from sim.teaching.bench import Attempt, Bench
from sim.teaching.checker import check
from sim.teaching.handin import OPENING
from sim.teaching.lesson import Lesson
from sim.teaching.measuring import numbers, quantity, sentence
from sim.teaching.metrics import Simulate
from sim.teaching.promises import Promise
from sim.teaching.work import Book, Kept, LessonWork, Mark
from sim.text import N_, Message
from sim.units import clock

MARKS: Mapping[Mark, str] = {"always": N_("always"), "conditions": N_("under conditions"), "no": N_("no")}
MOST_TOGETHER = 12
"""Rows of a table that stay on one page with their heading."""
SECURITY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class Course:
    """What the project has to teach, and how its scenarios become runs."""

    lessons: Mapping[str, Lesson]
    promises: Mapping[str, Promise]
    beliefs: Mapping[str, Texts]
    """What many people believe, by the number that wrong answers carry."""
    simulate: Simulate


def report(book: Book, course: Course, words: Words, *, made_on: str) -> str:
    """Return the whole page; ``made_on`` says the day on which it was made."""
    _ = words._
    begun = [lesson for lesson in course.lessons.values() if book.work(lesson.id).begun]
    title = _("Report")
    parts = [
        f"<h1>VirtLab · {escaped(title)}</h1>",
        rows_of(
            (_("Name"), book.name),
            (_("Group"), book.group),
            (_("Made on"), made_on),
            (_("Variant of the loads"), words.number(book.variant)),
        ),
        typed(book.note),
        _summary(book, begun, words),
        _promises(book, course, words),
        *(_lesson(book, lesson, course, words) for lesson in begun),
        challenges(book, course.simulate, words),
    ]
    return (
        f'<!doctype html><html lang="{escaped(words.tag)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{SECURITY}">'
        f'<meta name="viewport" content="width=device-width"><title>VirtLab · {escaped(title)} · {escaped(book.name)}</title>'
        f"<style>{STYLE}</style></head><body>{definitions()}{''.join(parts)}{data_block(book)}</body></html>\n"
    )


def data_block(book: Book) -> str:
    """Return the work as JSON in a block that no browser runs, and that nothing typed can close."""
    text = json.dumps(json.loads(book.to_json()), ensure_ascii=True).replace("<", "\\u003c").replace("&", "\\u0026")
    return f"{OPENING}{text}</script>"


def _text(text: Texts, words: Words, values: Mapping[str, float]) -> str:
    return plain(words.say(sentence(text.in_language(words.tag), values)))


def _summary(book: Book, begun: Sequence[Lesson], words: Words) -> str:
    _ = words._
    rows = []
    for lesson in begun:
        work = book.work(lesson.id)
        state = _("solved") if work.solved else _("not solved")
        points = _("{score} of 100").format(score=work.best_score)
        rows.append((f"{lesson.id} {lesson.title.in_language(words.tag)}", state, points, words.number(work.tries)))
    return table((_("Lesson"), _("Challenge"), _("Points"), _("Solutions checked")), rows)


def _promises(book: Book, course: Course, words: Words) -> str:
    _ = words._
    if not book.promises:
        return ""
    rows = []
    for promise in course.promises.values():
        marks = book.promises.get(promise.id)
        said = [_(MARKS[mark]) if mark else "–" for mark in ((marks.before, marks.after) if marks else (None, None))]
        rows.append((promise.id, promise.claim.in_language(words.tag), *said))
    heads = ("", _("What is said of virtualization"), _("Before the lessons"), _("After the lessons"))
    return heading(_("Promise board"), 2) + table(heads, rows)


def _lesson(book: Book, lesson: Lesson, course: Course, words: Words) -> str:
    work, seed = book.work(lesson.id), lesson.seed + book.variant
    values = numbers(lesson, course.simulate, seed)
    parts = [
        f"<h2 class='lesson'>{escaped(lesson.id)} · {escaped(lesson.title.in_language(words.tag))}</h2>",
        _prediction(lesson, work, course, words, values),
        _observations(lesson, work, words, values),
        _quiz(lesson, work, course, words, values),
        _challenge(lesson, work, course, words, seed),
        _done(lesson, work, words),
        "".join(_figure(lesson, chart, course, words, seed) for chart in work.kept),
        heading(words._("Notes"), 3) + typed(work.note) if work.note.strip() else "",
    ]
    return "".join(parts)


def _prediction(lesson: Lesson, work: LessonWork, course: Course, words: Words, values: Mapping[str, float]) -> str:
    _ = words._
    options = lesson.predict.options
    if work.prediction is None or work.prediction >= len(options):
        return ""
    chosen = options[work.prediction]
    return heading(_("Predict"), 3) + rows_of(
        (_("Question"), lesson.predict.text.in_language(words.tag)),
        (_("Prediction"), chosen.text.in_language(words.tag)),
        (_("because…"), work.because),
        (_("The run"), _text(lesson.predict.reveal, words, values)),
        (_("Right"), _("yes") if chosen.correct else _belief(chosen.tag, course, words)),
    )


def _belief(tag: str | None, course: Course, words: Words) -> str:
    if tag is None or tag not in course.beliefs:
        return words._("no")
    belief = course.beliefs[tag].in_language(words.tag)
    return words._("no – {tag}: “{belief}”").format(tag=tag, belief=belief)


def _observations(lesson: Lesson, work: LessonWork, words: Words, values: Mapping[str, float]) -> str:
    _ = words._
    rows = []
    for asked in lesson.observe:
        answers = work.observations.get(asked.number, ())
        right = bool(answers) and is_right(asked, answers[-1], values[asked.number])
        rows.append(
            (
                asked.question.in_language(words.tag),
                ", ".join(answer_text(asked.number, answer, words) for answer in answers) or "–",
                words.say(quantity(asked.number, values[asked.number])),
                _("yes") if right else _("no"),
            )
        )
    heads = (_("What did you see?"), _("Answers"), _("The run"), _("Right"))
    return heading(_("What did you see?"), 3) + table(heads, rows)


def _quiz(lesson: Lesson, work: LessonWork, course: Course, words: Words, values: Mapping[str, float]) -> str:
    _ = words._
    rows = []
    for position, question in enumerate(lesson.quiz):
        answers = [k for k in work.quiz.get(str(position), ()) if k < len(question.options)]
        if answers:
            first = question.options[answers[0]]
            right = _("yes") if first.correct else _belief(first.tag, course, words)
            texts = [_text(text, words, values) for text in (question.stem, first.text, first.feedback)]
            rows.append((*texts[:2], right, texts[2], words.number(len(answers))))
    heads = (_("Question"), _("First answer"), _("Right"), _("Feedback"), _("Answers"))
    return heading(_("Quiz"), 3) + table(heads, rows) if rows else ""


def _challenge(lesson: Lesson, work: LessonWork, course: Course, words: Words, seed: int) -> str:
    _ = words._
    if not work.tries:
        return ""
    result = check(lesson, work.challenge, course.simulate, seed)
    rows = [
        (
            words.say(finding.text) if isinstance(finding.text, Message) else finding.text.in_language(words.tag),
            words.say(finding.status),
            _("met") if finding.met else _("missing"),
        )
        for finding in result.findings
    ]
    points = _("{score} of 100 points now, {best} at best").format(score=result.score, best=work.best_score)
    hints = words.n_("{n} hint", "{n} hints", work.hints).format(n=work.hints)
    helped = [points, hints, *([_("begun from a worked start")] if work.worked_start else [])]
    task = escaped(lesson.challenge.task.in_language(words.tag))
    criteria = table((_("Criterion"), _("State"), ""), rows)
    return kept(heading(_("Challenge"), 3), f"<p>{task}</p>{criteria}<p>{escaped(' · '.join(helped))}</p>")


def _done(lesson: Lesson, work: LessonWork, words: Words) -> str:
    _ = words._
    rows = [
        *_log(_("Run"), lesson.bench, work.run, words),
        *_log(_("Challenge"), lesson.challenge_bench, work.challenge, words),
    ]
    if not rows:
        return ""
    title, heads = heading(_("What was chosen and done"), 3), ("", _("Time or setting"), "")
    return kept(title, table(heads, rows)) if len(rows) <= MOST_TOGETHER else title + table(heads, rows)


def _log(where: str, bench: Bench, attempt: Attempt, words: Words) -> list[tuple[str, str, str]]:
    chosen = [
        (where, setting.label.in_language(words.tag), option.label.in_language(words.tag))
        for setting, option in zip(bench.settings, bench.chosen(attempt), strict=True)
        if setting.key in attempt.choices
    ]
    return chosen + [(where, clock(action.at_s), words.say(action.sentence())) for action in attempt.actions]


def _figure(lesson: Lesson, chart: Kept, course: Course, words: Words, seed: int) -> str:
    view = next((view for view in CHARTS if view.key == chart.chart), None)
    bench = lesson.bench if chart.bench == "run" else lesson.challenge_bench
    if view is None:
        return ""
    try:
        run = course.simulate(bench.scenario_of(chart.attempt, seed))
    except SimError:  # the lesson has changed since
        return ""
    columns, figure = table_of(run), view.figure(run, words)
    said = words.say(view.sentence(run, columns))
    where = words._("Run") if chart.bench == "run" else words._("Challenge")
    chosen = [option for _bench, _setting, option in _log(where, bench, Attempt(choices=chart.attempt.choices), words)]
    title = " · ".join([words._(view.title), where, *chosen])
    return f"<figure>{svg(figure, columns, f'{title}: {said}', words.number)}{legend(figure)}<figcaption><b>{escaped(title)}</b> {escaped(said)}</figcaption></figure>"
