"""Challenge: a task, the lab, and what is met and missing at this moment."""

from __future__ import annotations

import streamlit as st

from pages.panels.lessons import attempts, helps, onward, stand
from pages.panels.lessons.sheet import Sheet
from pages.shell import library
from sim.teaching.checker import Finding, Result


def show(sheet: Sheet) -> None:
    """Show the task and its criteria on the left, the lab on the right."""
    left, right = st.columns([1, 2.4], gap="medium")
    with left:
        st.markdown(sheet.title(sheet.lesson.challenge.task))
        stand.ask_settings(sheet, "challenge")
        result = _judge(sheet)
        _verdict(sheet, result)
        if result.passed and sheet.work.step == "challenge":
            onward.show(sheet)
        with st.container(gap="xsmall"):
            for finding in result.findings:
                st.markdown(_line(sheet, finding))
        helps.show(sheet)
        _buttons(sheet)
        if sheet.work.solved:
            attempts.show(sheet)
    with right:
        stand.show(sheet, "challenge")


def _judge(sheet: Sheet) -> Result:
    """Check what is chosen and done at this moment, and write down how good it is."""
    attempt = sheet.desk.attempt(sheet.lesson, "challenge")
    result = library.result_of(sheet.lesson, attempt, sheet.desk.book.variant)
    work = sheet.work
    another = sheet.desk.checks_another(sheet.lesson.id, attempt)
    if result.passed:
        sheet.finish("challenge")
    sheet.note(
        challenge=attempt,
        best=attempt if result.score > work.best_score else work.best,
        tries=work.tries + another,
        best_score=max(work.best_score, result.score),
        solved=work.solved or result.passed,
    )
    return result


def _verdict(sheet: Sheet, result: Result) -> None:
    _ = sheet.words._
    points = _("{score} of 100 points now, {best} at best").format(score=result.score, best=sheet.work.best_score)
    if result.passed:
        st.success(_("Solved: every criterion is met."))
    else:
        missing = sum(not finding.met for finding in result.findings)
        said = sheet.words.n_("{n} criterion is missing.", "{n} criteria are missing.", missing).format(n=missing)
        st.info(f"{said} {points}")


def _line(sheet: Sheet, finding: Finding) -> str:
    _ = sheet.words._
    mark = "✓ " + _("met") if finding.met else "✗ " + _("missing")
    return f"**{mark}** – {sheet.say(finding.text)} *{sheet.say(finding.status)}*"


def _buttons(sheet: Sheet) -> None:
    _ = sheet.words._
    label, key = _("Begin the challenge again"), sheet.key("again")
    st.button(label, key=key, on_click=lambda: sheet.desk.begin_again(sheet.lesson, "challenge"))
    if sheet.work.step == "try":
        st.button(_("Next"), key=sheet.key("next"), type="primary", on_click=sheet.go_on)
