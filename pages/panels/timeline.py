"""What was done: every action in its place in time, to be moved, taken out, or begun again from there."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import keys
from sim.actions import Action
from sim.catalogue.commands import PRODUCTS
from sim.study.commands import commands
from sim.text import N_, Message
from sim.units import DAY_S, clock

FORM = "timeline"
MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - a day of the run, not of the calendar


def show(counter: Counter) -> None:
    """Show the actions in their order, each with what can be done about it and what an administrator would type."""
    _, lab = counter.words._, counter.lab
    actions = lab.scenario.actions
    if not actions:
        st.info(_("Nothing was done yet. What you do in the picture or in these tabs will stand here."))
        return
    refused = dict(counter.run.refused)
    for position, action in enumerate(actions):
        with st.container(border=True, key=keys.card(f"deed.{position}")):
            st.markdown(f"**{clock(action.at_s)}** {counter.words.say(action.sentence())}")
            if position in refused:
                st.warning(counter.words.say(refused[position]))
            _change(counter, position, action)
            _typed(counter, action)


def _change(counter: Counter, position: int, action: Action) -> None:
    """Show what can be done about one action."""
    _, lab, actions = counter.words._, counter.lab, counter.lab.scenario.actions
    form = keys.field(FORM, f"{position}.{action.kind}.{action.at_s:g}")
    at, move, take_out, branch = st.columns([2, 1, 1, 2], vertical_alignment="bottom")
    day = action.at_s // DAY_S * DAY_S
    wished = at.time_input(_("When"), _time_of_day(action.at_s), key=keys.field(form, "at"), step=60)
    if move.button(_("Move there"), key=keys.button(f"{form}.move")):
        moved = action.model_copy(update={"at_s": day + _seconds(wished)})
        _set(counter, (*actions[:position], moved, *actions[position + 1 :]), N_("You moved an action in time."))
    if take_out.button(_("Take out"), key=keys.button(f"{form}.out")):
        _set(counter, (*actions[:position], *actions[position + 1 :]), N_("You took an action out."))
    label = _("Branch: forget what follows") if position + 1 < len(actions) else _("Nothing follows")
    if branch.button(label, key=keys.button(f"{form}.branch"), disabled=position + 1 == len(actions)):
        lab.go_to(action.at_s)
        _set(counter, actions[: position + 1], N_("The run goes on from here in another way."))


def _set(counter: Counter, actions: tuple[Action, ...], said: str) -> None:
    ordered = tuple(sorted(actions, key=lambda action: action.at_s))
    counter.lab.define(counter.lab.scenario.model_copy(update={"actions": ordered}), Message(said))
    st.rerun()


def _typed(counter: Counter, action: Action) -> None:
    """Show the command for each product that has one."""
    typed = commands(counter.run, action)
    if typed:
        with st.expander(counter.words._("What an administrator would type")):
            for product, command in typed.items():
                st.caption(counter.words._(PRODUCTS[product]))
                st.code(command, language="bash", wrap_lines=True)


def _time_of_day(time_s: float) -> time:
    return (MIDNIGHT + timedelta(seconds=time_s % DAY_S)).time()


def _seconds(wished: time) -> float:
    return wished.hour * 3600.0 + wished.minute * 60.0 + wished.second
