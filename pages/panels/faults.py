"""Break something: every fault that is registered, how far it would reach, and what failed already."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import ValidationError

from pages.panels.counter import Counter
from pages.panels.deeds import COMMON, deeds
from pages.panels.fields import ask
from pages.shell import keys
from pages.views import fault_map as view
from sim.actions import Action
from sim.actions.base import OnPart
from sim.mechanisms.site_graph import site_parts
from sim.scenario import WearRules
from sim.site import part_named
from sim.study.blast_radius import reach
from sim.study.what_if import WhatIf
from sim.text import N_, Message

PICK = keys.field("faults", "kind")


def show(counter: Counter) -> None:
    """Show the faults, their target, what they reach, and the button that breaks it."""
    _ = counter.words._
    faults = deeds("part", groups=("fault",)) | deeds("host", groups=("fault",)) | deeds("machine", groups=("fault",))
    first, second = st.columns(2)
    kind = first.selectbox(_("What breaks"), list(faults), format_func=lambda one: _(faults[one].label), key=PICK)
    fault = faults[kind]
    targets = _targets(counter, fault)
    if not targets:
        st.info(_("There is nothing to break at this time."))
        return
    target = second.selectbox(
        _("Where"),
        targets,
        index=targets.index(counter.lab.selected) if counter.lab.selected in targets else 0,
        format_func=lambda name: counter.words.say(part_named(name).title) if fault.target == "part" else name,
        key=keys.field("faults", kind if fault.target == "part" else fault.target),
    )
    obstacle = counter.obstacle(fault, target)
    if obstacle:
        st.caption(obstacle)
    asked = [name for name in fault.model_fields if name not in COMMON]
    answers = ask(fault, asked, form=keys.field("faults", kind), words=counter.words) if asked else {}
    wanted: dict[str, Any] = {"kind": kind, fault.target: target, **answers}
    if obstacle is None:
        _predict(counter, fault, wanted)
    counter.act_button("faults", _("Break it"), lambda: wanted, obstacle=obstacle)
    _replace(counter)
    _wear(counter)


def _targets(counter: Counter, fault: type[Action]) -> list[str]:
    if issubclass(fault, OnPart):
        return [part.name for part in site_parts(counter.lab.scenario, counter.hosts) if part.kind in fault.parts]
    return [thing.name for thing in (counter.hosts if fault.target == "host" else counter.machines)]


def _predict(counter: Counter, fault: type[Action], wanted: dict[str, Any]) -> None:
    """Say what the fault would do at this moment, before it is done."""
    words, _ = counter.words, counter.words._
    try:
        deed = fault.model_validate({**wanted, "at_s": counter.time_s})
    except ValidationError:  # the button will say what is wrong
        return
    if deed.at_s >= counter.run.end_s:
        return
    outcome, far = WhatIf(counter.run).outcome(deed), reach(counter.run, deed)
    if outcome.refused is not None:
        st.caption(words.say(outcome.refused))
        return
    with st.container(border=True, key=keys.card("prediction")):
        st.markdown(_("**What it would do now**"))
        st.markdown("\n".join(f"- {words.say(line)}" for line in view.prediction(far, outcome)))
        if way := view.chain(far, words):
            st.caption(way)
        if deed.console:
            with st.expander(_("What an administrator types and sees")):
                st.code(view.console(deed), language="console")


def _replace(counter: Counter) -> None:
    """Show the parts that have failed by now, each with the button that replaces it."""
    failed = [name for name, state in counter.run.part_states_at(counter.time_s).items() if state != "rebuilding"]
    if not failed:
        return
    st.markdown(counter.words._("**Failed parts**"))
    with st.container(horizontal=True):
        for name in failed:
            _replace_button(counter, name)


def _replace_button(counter: Counter, part: str) -> None:
    label = counter.words._("Replace: {part}").format(part=counter.words.say(part_named(part).title))
    counter.act_button(keys.field("repair_part", part), label, lambda: {"kind": "repair_part", "part": part})


def _wear(counter: Counter) -> None:
    """Show whether parts fail by themselves, and how much faster than in reality."""
    _, rules, form = counter.words._, counter.lab.scenario.wear, "wear"
    with st.expander(_("Parts that fail by themselves"), expanded=rules.enabled):
        st.caption(
            _("Each part fails as often as published rates say, times an acceleration; repairs take their time.")
        )
        answers = ask(WearRules, WearRules.model_fields, form=form, words=counter.words, current=rules.model_dump())
        if st.button(_("Set"), key=keys.button(form)):
            scenario = counter.lab.scenario.model_copy(update={"wear": WearRules.model_validate(answers)})
            counter.lab.define(scenario, Message(N_("Wear is set for the whole run.")))
            st.rerun()
