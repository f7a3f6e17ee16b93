"""What a teacher prints of a lesson, one A4 page each: the worksheet, the key, and the guide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from pages.shell.words import Words
from pages.views.html import heading, plain
from pages.views.mixed import in_order
from pages.views.typography import unbroken
from pages.views.units import answer_text
from sim.importers.ready import Texts
from sim.teaching.bench import Attempt, Bench
from sim.teaching.challenge import Misconception
from sim.teaching.checker import Result
from sim.teaching.curriculum import Curriculum
from sim.teaching.lesson import Lesson
from sim.teaching.measuring import quantity, sentence
from sim.text import Message
from sim.units import clock

SKETCH = (
    '<svg class="sketch" viewBox="0 0 640 88" aria-hidden="true" fill="none" stroke="#000" stroke-width=".7">'
    '<path d="M30 6V72H300M350 6V72H620"/>'
    '<path stroke-dasharray="2 3" d="M97 6V72M165 6V72M232 6V72M417 6V72M485 6V72M552 6V72"/>'
    '<g fill="#000" stroke="none" font-size="9" font-family="sans-serif">{ticks}</g></svg>'
)
BOX, RIGHT = "☐", "<b>☑</b>"


@dataclass(frozen=True)
class Material:
    """A lesson with everything that its pages need: its numbers, and what its solutions are worth."""

    lesson: Lesson
    words: Words
    values: Mapping[str, float]
    judge: Callable[[Attempt], Result]
    curriculum: Curriculum

    def say(self, text: Texts | Message) -> str:
        """Return a text with its numbers, escaped."""
        if isinstance(text, Message):
            return escape(unbroken(self.words.say(text)))
        return escape(unbroken(plain(self.words.say(sentence(text.in_language(self.words.tag), self.values)))))

    def number(self, name: str) -> str:
        """Return one of the lesson's numbers, escaped."""
        return escape(self.words.say(quantity(name, self.values[name])))

    @property
    def title(self) -> str:
        """Return what the lesson is called, escaped."""
        return f"{escape(self.lesson.id)} · {self.say(self.lesson.title)}"


def worksheet(material: Material) -> str:
    """Return the student's page as HTML: it works with the projector alone, too."""
    _, lesson = material.words._, material.lesson
    name, group, because = escape(_("Name")), escape(_("Group")), escape(_("because…"))
    before, after, yours = escape(_("before")), escape(_("after")), escape(_("In your words: why is it so?"))
    options = _options([material.say(option.text) for option in lesson.predict.options])
    rows = [(material.say(asked.question), "", "") for asked in lesson.observe]
    heads = (_("What did you see?"), _("I saw"), _("The run says"))
    quiz = "".join(
        f"<p>{k}. {material.say(one.stem)}</p>{_options([material.say(one.options[option].text) for option in in_order(one)])}"
        for k, one in enumerate(lesson.quiz[:2], start=1)
    )
    ticks = "".join(
        f'<text x="{left + hour * 270 / 24}" y="84" text-anchor="middle">{hour} h</text>'
        for left in (30, 350)
        for hour in (0, 6, 12, 18, 24)
    )
    labels = f'<text x="34" y="13">{before}</text><text x="354" y="13">{after}</text>'
    parts = [
        f"<p>{name} ______________________________ {group} ____________</p><h1>{material.title}</h1>",
        f'<p class="small">{material.say(lesson.situation)}</p>',
        heading(_("Predict"), 2),
        f"<p>{material.say(lesson.predict.text)}</p>{options}<p>{because}</p>{_lines(1)}",
        heading(_("What did you see?"), 2),
        _table(heads, rows, widths=(64, 18, 18)),
        heading(_("Sketch the curve, before and after"), 2),
        SKETCH.replace("{ticks}", ticks + labels),
        heading(_("Explain"), 2),
        f"<p>{yours}</p>{_lines(3)}",
        heading(_("Quiz"), 2),
        quiz,
    ]
    return f"<section>{''.join(parts)}</section>"


def key(material: Material) -> str:
    """Return the answers as HTML: what the runs say, and why the usual attempts fail."""
    _, lesson = material.words._, material.lesson
    predict = _options([material.say(option.text) for option in lesson.predict.options], _right(lesson.predict.options))
    rows = [
        (
            material.say(asked.question),
            material.number(asked.number),
            f"± {escape(answer_text(asked.number, asked.tolerance, material.words))}",
        )
        for asked in lesson.observe
    ]
    quiz = "".join(
        f"<p>{k}. {material.say(one.stem)}</p>{_answers(material, k - 1)}" for k, one in enumerate(lesson.quiz, start=1)
    )
    solution = lesson.challenge.fixtures.answer
    done = "".join(f"<li>{line}</li>" for line in _done(material, lesson.challenge_bench, solution.attempt))
    usual = "".join(f"<li>{_failure(material, one)}</li>" for one in lesson.challenge.fixtures.misconceptions)
    model, fails = escape(_("A solution:")), escape(_("Why the usual attempts fail:"))
    title = escape(_("Key"))
    parts = [
        f"<h1>{title} · {material.title}</h1>",
        heading(_("Predict"), 2),
        f"<p>{material.say(lesson.predict.text)}</p>{predict}<p>{material.say(lesson.predict.reveal)}</p>",
        heading(_("What did you see?"), 2),
        _table((_("Question"), _("The run says"), _("accepted")), rows, widths=(64, 18, 18)),
        heading(_("Quiz"), 2),
        quiz,
        heading(_("Challenge"), 2),
        f"<p>{material.say(lesson.challenge.task)}</p><p>{model} {material.say(lesson.challenge.hints[-1])}</p>",
        f"<ul>{done}</ul><p>{fails}</p><ul>{usual}</ul>",
    ]
    return f'<section class="small">{"".join(parts)}</section>'


def guide(material: Material) -> str:
    """Return the teacher's page as HTML: overview, the course of the hour, what students say, and the limits."""
    _, lesson, teacher = material.words._, material.lesson, material.lesson.teacher
    tag = material.words.tag
    objectives = "".join(
        f"<li>{escape(one)} {escape(material.curriculum.objectives[one].in_language(tag))}</li>"
        for one in lesson.objectives
    )
    provisional = _("{course} (provisional)")
    codes = [
        escape((provisional if one.provisional else "{course}").format(course=one.title.in_language(tag)))
        for one in material.curriculum.serving(lesson.objectives)
    ]
    steps = [(escape(_(name)), escape(material.words.number(minutes))) for name, minutes in timings(lesson)]
    explained = "".join(f"<p>{material.say(one)}</p>" for one in lesson.explain)
    ticket = material.say(lesson.quiz[-1].stem)
    title, minutes = escape(_("Guide")), escape(_("{n} min").format(n=lesson.minutes))
    needs = escape(_("Needed: a browser for every two students, or one projector and the worksheet."))
    sections = (
        (_("Warm-up"), material.say(teacher.warm_up)),
        (_("What students will say"), material.say(teacher.students_say)),
        (_("What the runs show"), explained),
        (_("To discuss"), material.say(teacher.discuss)),
        (_("For those who are quick"), material.say(teacher.extension)),
        (_("Exit ticket"), ticket),
        (_("What the model leaves out"), material.say(lesson.model_limits)),
    )
    body = "".join(f"{heading(name, 2)}<div>{text}</div>" for name, text in sections)
    course = _table((_("Step"), _("Minutes")), steps, widths=(70, 30))
    return (
        f'<section class="small"><h1>{title} · {material.title}</h1><p>{material.say(lesson.goal)} ({minutes}) {needs}</p>'
        f"<ul>{objectives}</ul><p>{' · '.join(codes)}</p>{course}{body}</section>"
    )


PARTS: Mapping[str, float] = {
    "Predict": 0.15,
    "Run": 0.25,
    "What did you see?": 0.1,
    "Explain": 0.15,
    "Quiz": 0.1,
    "Challenge": 0.25,
}
"""Which part of a lesson each step takes, by the name that the lesson's page gives it; the challenge takes what is left."""


def timings(lesson: Lesson) -> list[tuple[str, int]]:
    """Return how many minutes each step of a lesson takes; together they are the lesson's minutes."""
    given = {name: max(round(part * lesson.minutes), 1) for name, part in PARTS.items()}
    given["Challenge"] = max(lesson.minutes - sum(given.values()) + given["Challenge"], 1)
    return list(given.items())


def _answers(material: Material, place: int) -> str:
    question = material.lesson.quiz[place]
    options = [question.options[option] for option in in_order(question)]
    texts = [f"{material.say(one.text)} <i>{escape(f'({one.tag})') if one.tag else ''}</i>" for one in options]
    return _options(texts, _right(options))


def _right(options: Sequence[object]) -> int:
    return next(k for k, option in enumerate(options) if getattr(option, "correct", False))


def _done(material: Material, bench: Bench, attempt: Attempt) -> list[str]:
    chosen = [
        material.words._("{setting}: {option}").format(
            setting=material.say(setting.label), option=material.say(option.label)
        )
        for setting, option in zip(bench.settings, bench.chosen(attempt), strict=True)
        if setting.key in attempt.choices
    ]
    return chosen + [f"{clock(action.at_s)} {material.say(action.sentence())}" for action in attempt.actions]


def _failure(material: Material, usual: Misconception) -> str:
    """Return what a usual attempt is, and the first criterion that it misses."""
    result = material.judge(usual.attempt)
    missed = result.obstacle or next((finding for finding in result.findings if not finding.met), None)
    tag = f" ({escape(usual.tag)})" if usual.tag else ""
    if missed is None:
        return f"{material.say(usual.label)}{tag}"
    criterion, status = material.say(missed.text).rstrip("."), material.say(missed.status)
    said = material.words._("{criterion}: {status}").format(criterion=criterion, status=status)
    return f"{material.say(usual.label)}{tag} – {said}"


def _options(texts: Sequence[str], right: int | None = None) -> str:
    """Return answers to tick; the marks are text, for a style sheet would show them on paper alone."""
    items = "".join(f"<li>{RIGHT if k == right else BOX} {text}</li>" for k, text in enumerate(texts))
    return f'<ul class="options">{items}</ul>'


def _lines(count: int) -> str:
    return '<div class="line"></div>' * count


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[int]) -> str:
    columns = "".join(
        f'<th style="width:{width}%">{escape(head)}</th>' for head, width in zip(heads, widths, strict=True)
    )
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"
