"""Services: set them, follow their advice or not, read why, and see whether you do better than they."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from pages.panels import contest, scaling, service_settings
from pages.panels.counter import Counter
from pages.panels.fields import ask
from pages.shell import keys
from pages.shell.runs import run_of
from pages.views import scaling as scaling_view
from pages.views import services as view
from sim.actions.services import SetPlacementRules
from sim.run import Advice
from sim.study.scaling import standing
from sim.study.services import AFTER_A_LOOK_S, followed_by_hand, least_hosts, open_advice, services_at, without
from sim.units import clock

MOST_FOLLOWED = 5
"""Moves whose day without them is simulated too: the last ones."""
FORM, RULES = service_settings.FORM, "set_placement_rules"


def show(counter: Counter) -> None:
    """Show what the services do, how they are set, what they advise now, why, and how they compare with the learner."""
    words = counter.words
    settings = services_at(counter.run, counter.time_s)
    for said in view.status(settings):
        st.markdown(words.say(said))
    st.markdown(words.say(view.bound(*least_hosts(counter.run, counter.time_s))))
    for one in settings.scaling:
        st.markdown(words.say(scaling_view.status(one, standing(counter.run, one.machine, counter.time_s))))
    _advice(counter)
    with st.expander(words._("Set the services"), key=keys.field(FORM, "box")):
        service_settings.show(counter, settings)
    with st.expander(words._("Copies that follow the load (autoscaling)"), key=keys.field(scaling.FORM, "box")):
        scaling.show(counter, settings)
    if counter.machines:
        with st.expander(words._(SetPlacementRules.label), key=keys.field(RULES, "box")):
            _rules(counter)
    with st.expander(words._("What services decided, and why"), key=keys.field(FORM, "why")):
        _why(counter)
    _contests(counter)


def _contests(counter: Counter) -> None:
    """Show the learner against the services and, where machines are scaled, the rules of that against each other."""
    boxes = [(contest.SERVICES, counter.words._("You against the services"), contest.of_services)]
    if counter.lab.scenario.services.scaling:
        boxes.append(
            (contest.SCALING, counter.words._("The rules of autoscaling against each other"), contest.of_scaling)
        )
    for form, title, show_it in boxes:
        with st.expander(title, key=keys.field(form, "box"), on_change="rerun") as box:
            if box.open:
                show_it(counter)


def _rules(counter: Counter) -> None:
    """Show with whom and where a machine may run, and let it be changed from now on."""
    words, machines = counter.words, {machine.name: machine for machine in counter.machines}
    name = st.selectbox(words._("Machine"), list(machines), key=keys.field(RULES, "machine"))
    current = machines[name].model_dump(include={"apart", "together"})
    first, second = st.columns([2, 1])
    with first:
        answers = ask(SetPlacementRules, current, form=keys.field(RULES, name), words=words, current=current)
    hosts = ["", *(host.name for host in counter.hosts)]
    held = machines[name].only_on
    only_on = second.selectbox(
        words._("Only on the host"),
        hosts,
        index=hosts.index(held) if held in hosts else 0,
        format_func=lambda one: one or "–",
        key=keys.field(RULES, f"{name}.only_on"),
    )
    st.caption(
        words._("Rules move nothing by themselves: they count for the next move or start, by hand or by a service.")
    )
    counter.act_button(RULES, words._("Set"), lambda: {"kind": RULES, "machine": name, "only_on": only_on} | answers)


def _advice(counter: Counter) -> None:
    """Show what is advised now, each to be followed as an action like any other, and what came of what was followed."""
    words = counter.words
    found = open_advice(counter.run, counter.time_s)
    if not found and services_at(counter.run, counter.time_s).balancing.mode == "recommend":
        st.caption(words._("Nothing is advised at this time."))
    elif found:
        heading = words._("Advice at this time")
        st.markdown(f"**{heading}**")
    for position, advice in enumerate(found):
        text, button = st.columns([5, 1], vertical_alignment="center")
        text.markdown(f"{words.say(view.what(advice))}. {words.say(advice.reason)}")
        with button:
            after = replace(counter, at_s=max(counter.time_s, advice.time_s + AFTER_A_LOOK_S))
            after.act_button(keys.field(FORM, f"follow.{position}"), words._("Do it"), partial(_deed, advice))
    if found:
        st.caption(words._("Each advice counts on those before it. The service looks again after what you did."))
    _next_advice(counter)
    followed = followed_by_hand(counter.run, counter.time_s)
    if followed:
        heading = words._("What came of the advice that you followed")
        st.markdown(f"**{heading}**")
        days = [(one, run_of(without(counter.run, one))) for one in followed[-MOST_FOLLOWED:]]
        st.table(view.brought_rows(counter.run, days, words), hide_index=True)
        st.caption(
            words._(
                "Loads go on changing while a machine moves: the last column is the same five minutes, with the same loads, had that one move not been made."
            )
        )


def _next_advice(counter: Counter) -> None:
    """Show the way to the time at which something is advised next."""
    later = [one.time_s for one in counter.run.advice if one.time_s > counter.time_s and one.machine]
    advised = [at_s for at_s in later if open_advice(counter.run, at_s)]
    if counter.at_s is not None or not advised:
        return
    label = counter.words._("Next advice: {time}").format(time=clock(advised[0]))
    if st.button(label, key=keys.button(keys.field(FORM, "next"))):
        counter.lab.go_to(advised[0])
        st.rerun()


def _deed(advice: Advice) -> Mapping[str, Any]:
    """Return the action that does by hand what was advised."""
    return {"kind": advice.kind, "machine": advice.machine, "to_host": advice.target}


def _why(counter: Counter) -> None:
    words = counter.words
    if not counter.run.advice:
        st.info(words._("No service decided anything in this run."))
        return
    st.dataframe(view.why_rows(counter.run, words), hide_index=True)
    st.caption(
        words._(
            "Imbalance, or the score of your own weights, is measured by the rule of the service from what machines want. “Measured after” is that of the five minutes after the machine arrived, with everything else that happened."
        )
    )
