"""A task of the teacher's own: a rack, what is to be done there, and the plain forms for it."""

from __future__ import annotations

import streamlit as st

from pages.panels import machines, numbers, picture, when
from pages.panels.counter import Counter
from pages.panels.deeds import deeds, show_deeds
from pages.panels.lessons.classroom import PLAIN
from pages.shell import keys
from pages.shell.desk import Desk
from pages.shell.runs import run_of
from pages.shell.session import Lab
from pages.shell.words import Words
from sim.actions import ACTIONS, Target
from sim.teaching.bench import Attempt
from sim.teaching.classroom import GROUPS, Task
from sim.teaching.own_challenges import goals_met, judged
from sim.teaching.work import LONGEST_NOTE
from sim.text import Message

FORM = "task"


def show(desk: Desk, words: Words) -> None:
    """Show what is to be done on the left, the rack on the right."""
    task = desk.classroom.task
    if task is None:
        return
    left, right = st.columns([1, 2.4], gap="medium")
    mine = desk.task_lab(task)
    with left:
        _say(task)
        _goals(desk, task, words)
        _hand_in(desk, words)
    with right:
        allowed = tuple(kind for kind in ACTIONS if desk.classroom.allows(kind))
        frame = picture.Frame(actions=allowed, keeps_work=False)
        picture.show(mine, words, key=desk.key(FORM, "live"), frame=frame)
        _below(desk, mine, words)


def _say(task: Task) -> None:
    if task.title:
        st.markdown(f"#### {task.title.translate(PLAIN)}")
    if task.text:
        st.markdown(task.text.translate(PLAIN))


def _goals(desk: Desk, task: Task, words: Words) -> None:
    """Show what the run must reach and what it reaches now, and write down how far that is."""
    attempt = desk.task_attempt(task)
    found = judged(task, attempt, run_of)
    for finding in found:
        mark = f"✓ {words._('met')}" if finding.met else f"✗ {words._('missing')}"
        what = words.say(finding.text) if isinstance(finding.text, Message) else ""
        st.markdown(f"**{mark}** – {what.translate(PLAIN)} *{words.say(finding.status)}*")
    missing = sum(not finding.met for finding in found)
    if found and not missing:
        st.success(words._("Solved: every criterion is met."))
    elif found:
        st.info(words.n_("{n} criterion is missing.", "{n} criteria are missing.", missing).format(n=missing))
    _write_down(desk, attempt, goals_met(found), solved=bool(found) and not missing)


def _write_down(desk: Desk, attempt: Attempt, met: int, *, solved: bool) -> None:
    work, another = desk.task_work, desk.checks_another(FORM, attempt)
    if not another or attempt == work.done:
        return
    better = met > work.met
    desk.note_task(
        done=attempt,
        best=attempt if better else work.best,
        met=met if better else work.met,
        tries=work.tries + 1,
        solved=work.solved or solved,
    )


def _hand_in(desk: Desk, words: Words) -> None:
    """Show the place for notes, and the way to the report."""
    key = desk.key(FORM, "note")
    st.text_area(
        words._("My notes (they are in the report)"),
        desk.task_work.note,
        max_chars=LONGEST_NOTE,
        key=key,
        on_change=lambda: desk.note_task(note=st.session_state[key]),
    )
    st.page_link("pages/report.py", label=words._("To my report, to hand it in"))


def _below(desk: Desk, mine: Lab, words: Words) -> None:
    _ = words._
    if mine.notice and mine.notice.level == "warning":
        st.warning(words.say(mine.notice.message))
    forms, log = st.tabs([_("Plain forms"), _("Log & numbers")], key=desk.key(FORM, "tabs"), on_change="rerun")
    with forms:
        if forms.open:
            _forms(desk, Counter(mine, words, when.ask(mine, words)))
    with log:
        if log.open:
            numbers.show(Counter(mine, words, None))


def _forms(desk: Desk, counter: Counter) -> None:
    if desk.classroom.allows("add_machine"):
        with st.expander(counter.words._("Add a machine"), key=desk.key(FORM, "add")):
            machines.new_machine(counter)
    _things(counter, "machine", [machine.name for machine in counter.machines])
    _things(counter, "host", [host.name for host in counter.hosts])


def _things(counter: Counter, target: Target, names: list[str]) -> None:
    possible = {kind: one for kind, one in deeds(target, groups=GROUPS).items() if one.group not in counter.lab.locked}
    if possible and names:
        label = counter.words._("Machine") if target == "machine" else counter.words._("Host")
        show_deeds(counter, possible, st.selectbox(label, names, key=keys.field(FORM, target)))
