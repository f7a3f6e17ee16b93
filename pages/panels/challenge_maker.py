"""“Make this a challenge”: the rack of the lab with goals that a run must reach, as a link or a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.panels.counter import Counter
from pages.panels.teach import link
from pages.shell import keys
from pages.shell.runs import run_of
from pages.shell.words import Words
from pages.views.units import unit_of
from sim.scenario import Scenario
from sim.teaching.classroom import GROUPS, Classroom, Task
from sim.teaching.goals import LONGEST_NAMES, MOST_GOALS, Goal, findings, value_of
from sim.teaching.measuring import quantity
from sim.teaching.metrics import METRICS
from sim.teaching.work import LONGEST_LINE, LONGEST_NOTE
from sim.text import N_

FORM = "challenge_maker"
BEFORE, NOW = "before", "now"
DIRECTIONS: Mapping[str, str] = {"at_most": N_("at most"), "at_least": N_("at least")}


def key(*parts: object) -> str:
    """Return the key of a widget of this form."""
    return keys.field(FORM, ".".join(map(str, parts)))


def show(counter: Counter) -> None:
    """Show the rack to begin with, the goals with what the run says now, and the link."""
    _ = counter.words._
    left, right = st.columns(2, gap="large")
    with left:
        begins = st.radio(
            _("The challenge begins with"),
            [BEFORE, NOW],
            format_func={
                BEFORE: _("the rack before anything was done: what you did is a solution"),
                NOW: _("the rack with everything that was done"),
            }.__getitem__,
            key=key("begins"),
        )
        title = st.text_input(_("Title"), max_chars=LONGEST_LINE, key=key("title"))
        text = st.text_area(_("What is to be done"), max_chars=LONGEST_NOTE, key=key("text"))
        goals = _goals(counter)
        locked = st.multiselect(
            _("Locked: the class cannot…"),
            GROUPS,
            format_func=lambda group: _(link.GROUP_NAMES[group]),
            key=key("locked"),
            placeholder=_("nothing is locked"),
        )
    start = counter.lab.opening if begins == BEFORE else counter.lab.scenario
    with right:
        _judge(goals, start, counter)
        task = Task(title=title.strip(), text=text.strip(), scenario=start, goals=tuple(goals))
        link.offer(Classroom(task=task, locked=tuple(locked), language=counter.words.tag), counter.words, FORM)


def _goals(counter: Counter) -> list[Goal]:
    _ = counter.words._
    count = st.number_input(_("Goals"), 1, MOST_GOALS, 1, key=key("count"), width=160)
    return [_goal(counter, number) for number in range(int(count))]


def _goal(counter: Counter, number: int) -> Goal:
    """Ask for one goal; thresholds are typed in the unit in which people say them."""
    _ = counter.words._
    with st.container(border=True, key=keys.card(f"goal.{number}")):
        metric = st.selectbox(
            _("Number of the run"),
            list(METRICS),
            format_func=lambda one: _(METRICS[one].title),
            key=key("metric", number),
        )
        of = st.text_input(
            _("Of the machines"),
            "*",
            max_chars=LONGEST_NAMES,
            key=key("of", number),
            help=_("Names separated by commas; * stands for any part of a name."),
        )
        value = value_of(metric, of, counter.lab.scenario, run_of)
        said = counter.words.say(quantity(metric, value))
        st.caption(_("In the lab’s run it is {value}.").format(value=said))
        unit, factor = unit_of(metric)
        first, second = st.columns(2)
        way = first.selectbox(
            _("It must be"), list(DIRECTIONS), format_func=lambda one: _(DIRECTIONS[one]), key=key("way", number)
        )
        label = _("Limit ({unit})").format(unit=_(unit)) if unit else _("Limit")
        limit = second.number_input(
            label, value=round(value * factor, 2), format="%g", key=key("limit", number, metric)
        )
    return Goal(metric=metric, of=of, **{way: limit / factor})


def _judge(goals: Sequence[Goal], start: Scenario, counter: Counter) -> None:
    """Say whether there is anything to do, and whether what was done in the lab reaches the goals."""
    words = counter.words
    _ = words._
    if all(finding.met for finding in findings(goals, start, run_of)):
        st.warning(_("Doing nothing already reaches every goal: change a limit."))
    if start != counter.lab.scenario:
        _solution(goals, counter.lab.scenario, words)


def _solution(goals: Sequence[Goal], scenario: Scenario, words: Words) -> None:
    found = findings(goals, scenario, run_of)
    met = sum(finding.met for finding in found)
    say = st.success if met == len(found) else st.info
    say(words._("What you did in the lab reaches {met} of {all} goals.").format(met=met, all=len(found)))
