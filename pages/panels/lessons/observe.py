"""What did you see? Each answer is compared with the run; a wrong one plays the part that matters once more."""

from __future__ import annotations

import streamlit as st

from pages.panels.lessons import stand
from pages.panels.lessons.sheet import Sheet
from pages.views.units import is_right, number_in, unit_of
from sim.teaching.lesson import Observe
from sim.teaching.measuring import quantity

TRIES = 2
"""Wrong answers after which the number is said."""
LONGEST = 20
"""Characters that a number may have."""


def show(sheet: Sheet) -> None:
    """Show the questions on the left, the lab on the right."""
    left, right = st.columns([1, 2.4], gap="medium")
    with left:
        for asked in sheet.lesson.observe:
            _question(sheet, asked)
        if is_done(sheet):
            st.button(sheet.words._("Next"), key=sheet.key("next"), type="primary", on_click=sheet.go_on)
    with right:
        stand.show(sheet, "run")


def is_done(sheet: Sheet) -> bool:
    """Return whether every question was answered rightly, or as often as it takes to be told the number."""
    return "observe" in sheet.work.done or _next(sheet) is None


def _next(sheet: Sheet) -> Observe | None:
    """Return the question to answer next; None when all are settled."""
    return next((asked for asked in sheet.lesson.observe if not _is_settled(sheet, asked)), None)


def _is_settled(sheet: Sheet, asked: Observe) -> bool:
    answers = sheet.work.observations.get(asked.number, ())
    number = sheet.numbers[asked.number]
    return len(answers) >= TRIES or any(is_right(asked, answer, number) for answer in answers)


def _label(sheet: Sheet, asked: Observe) -> str:
    unit, _factor = unit_of(asked.number)
    text = sheet.title(asked.question)
    return f"{text} ({sheet.words._(unit)})" if unit else text


def _question(sheet: Sheet, asked: Observe) -> None:
    _, key = sheet.words._, sheet.key("observe", asked.number)
    answers = sheet.work.observations.get(asked.number, ())
    # No box for numbers: a browser of another language would drop the comma and make 539 of 53,9.
    said = sheet.words.plain(answers[-1]) if answers else ""
    written = st.text_input(_label(sheet, asked), said, max_chars=LONGEST, key=key)
    with st.container(horizontal=True):
        compared = st.button(
            _("Compare with the run"),
            key=f"{key}.check",
            type="primary" if asked == _next(sheet) else "secondary",
            on_click=lambda: _compare(sheet, asked, key),
        )
        st.button(_("Show me where"), key=f"{key}.look", on_click=lambda: _play(sheet, asked))
    if compared and number_in(written) is None:
        st.warning(_("Write a number, such as {example}.").format(example=sheet.words.plain(12.5)))
    elif answers:
        _tell(sheet, asked, answers)


def _compare(sheet: Sheet, asked: Observe, key: str) -> None:
    answer = number_in(st.session_state[key])
    if answer is None:
        return
    before = sheet.work.observations
    sheet.note(observations=before | {asked.number: (*before.get(asked.number, ()), answer)})
    if is_done(sheet):
        sheet.finish("observe")
    if not is_right(asked, answer, sheet.numbers[asked.number]):
        _play(sheet, asked)


def _play(sheet: Sheet, asked: Observe) -> None:
    """Lay out the run that the question is about, and play the part of it that answers."""
    number = sheet.lesson.numbers[asked.number]
    attempt = sheet.lesson.attempt(number.bench, number.attempt)
    if attempt is not None and attempt != sheet.desk.attempt(sheet.lesson, "run"):
        sheet.desk.show(sheet.lesson, attempt, asked.replay.from_s)
    sheet.desk.play_again(asked.replay.from_s, asked.replay.until_s)


def _tell(sheet: Sheet, asked: Observe, answers: tuple[float, ...]) -> None:
    words = sheet.words
    seen = words.say(quantity(asked.number, sheet.numbers[asked.number]))
    if is_right(asked, answers[-1], sheet.numbers[asked.number]):
        st.success(words._("Right: the run says {number}.").format(number=seen))
    elif len(answers) < TRIES:
        st.warning(words._("The run says something else. Look again: the part that matters is playing."))
    else:
        st.warning(words._("The run says {number}. Look once more where you can see it.").format(number=seen))
