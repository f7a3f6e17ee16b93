"""Explain: prediction and run side by side, why it is so, and where the numbers come from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.panels.lessons import attempts
from pages.panels.lessons.sheet import Sheet
from sim.teaching.measure import Number
from sim.teaching.measuring import quantity
from sim.teaching.metrics import METRICS


def show(sheet: Sheet) -> None:
    """Show what was predicted, what the run said, and why."""
    _, lesson = sheet.words._, sheet.lesson
    left, right = st.columns([3, 2], gap="large")
    with left:
        _prediction(sheet)
        if sheet.tries_first:
            attempts.show(sheet)
        for paragraph in lesson.explain:
            st.markdown(sheet.say(paragraph))
        st.button(_("Next"), key=sheet.key("next"), type="primary", on_click=sheet.go_on)
    with right:
        st.caption(_("Where the numbers come from: computed from the runs of this lesson"))
        st.table(_numbers(sheet), hide_index=True)
        st.caption(_("What the model leaves out"))
        st.markdown(sheet.say(lesson.model_limits))


def _prediction(sheet: Sheet) -> None:
    options, chosen = sheet.lesson.predict.options, sheet.work.prediction
    if chosen is not None and chosen < len(options):
        said = sheet.words._("You said: {prediction}").format(prediction=sheet.title(options[chosen].text))
        (st.success if options[chosen].correct else st.info)(said)
    st.markdown(f"**{sheet.say(sheet.lesson.predict.reveal)}**")


def _numbers(sheet: Sheet) -> pd.DataFrame:
    _ = sheet.words._
    rows = [
        (
            _title(sheet, name),
            _("all") if number.of == "*" else number.of.replace("*", "…"),
            _run(sheet, number),
            sheet.words.say(quantity(name, sheet.numbers[name])).replace(" ", "\xa0"),  # with its unit
        )
        for name, number in sheet.lesson.numbers.items()
    ]
    return pd.DataFrame(rows, columns=[_("Number"), _("Of"), _("In which run"), _("Value")])


def _run(sheet: Sheet, number: Number) -> str:
    """Return what the run is called that a number was measured in."""
    solutions = sheet.lesson.challenge.fixtures
    labels = {one.key: one.label for one in solutions.misconceptions} | {"answer": solutions.answer.label}
    if number.bench == "challenge" and number.attempt in labels:
        return sheet.title(labels[number.attempt])
    bench = sheet.lesson.bench if number.bench == "run" else sheet.lesson.challenge_bench
    return ", ".join(sheet.title(name) for name in bench.name_of(number.attempt)) or sheet.words._("as it begins")


def _title(sheet: Sheet, name: str) -> str:
    return sheet.words._(METRICS[sheet.lesson.numbers[name].metric].title)
