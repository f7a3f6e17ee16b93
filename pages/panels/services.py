"""Services: set them, follow their advice or not, read why, and see whether you do better than they."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from pages.panels.counter import Counter
from pages.panels.fields import ask
from pages.shell import keys
from pages.shell.runs import run_of
from pages.views import services as view
from sim.actions.services import SetPlacementRules
from sim.errors import SimError
from sim.policies.balance import BALANCERS
from sim.policies.consolidation import SELECTORS
from sim.policies.overload import OVERLOADS
from sim.run import Advice
from sim.scenario import Scenario
from sim.services import Balancing, Consolidation, PowerManagement, Services
from sim.study.services import CONTESTANTS, least_hosts, left_to, open_advice, services_at
from sim.text import N_, Message

FORM, CONTEST, RULES = "services", "contest", "set_placement_rules"
BALANCING = ("mode", "level", "threshold", "hold_rounds", "margin", "every_s", "rest_s")
CONSOLIDATION = ("enabled", "spare_hosts", "every_s", "rest_s")


def show(counter: Counter) -> None:
    """Show what the services do, how they are set, what they advise now, why, and how they compare with the learner."""
    words = counter.words
    settings = services_at(counter.run, counter.time_s)
    for said in view.status(settings):
        st.markdown(words.say(said))
    st.markdown(words.say(view.bound(*least_hosts(counter.run, counter.time_s))))
    _advice(counter)
    with st.expander(words._("Set the services"), key=keys.field(FORM, "box")):
        _settings(counter, settings)
    if counter.machines:
        with st.expander(words._(SetPlacementRules.label), key=keys.field(RULES, "box")):
            _rules(counter)
    with st.expander(words._("What services decided, and why"), key=keys.field(FORM, "why")):
        _why(counter)
    with st.expander(words._("You against the services"), key=keys.field(CONTEST, "box"), on_change="rerun") as box:
        if box.open:
            _contest(counter)


def _settings(counter: Counter, settings: Services) -> None:
    """Show the settings of all services, which count from now on, or from the start of the run."""
    words = counter.words
    _ = words._
    st.markdown(f"**{_('Balancing')}**")
    rule = _choose(counter, N_("Rule"), BALANCERS, settings.balancing.rule)
    balancing = ask(Balancing, BALANCING, form=FORM, words=words, current=settings.balancing.model_dump())
    st.markdown(f"**{_('Power management')}**")
    fields = PowerManagement.model_fields
    power = ask(
        PowerManagement, fields, form=keys.field(FORM, "power"), words=words, current=settings.power.model_dump()
    )
    st.markdown(f"**{_('Consolidation')}**")
    current = settings.consolidation.model_dump()
    packing = ask(Consolidation, CONSOLIDATION, form=keys.field(FORM, "packing"), words=words, current=current)
    packing["overload"] = _choose(counter, N_("A host is overloaded by"), OVERLOADS, settings.consolidation.overload)
    packing["selection"] = _choose(counter, N_("Who leaves it"), SELECTORS, settings.consolidation.selection)
    answers = {"balancing": balancing | {"rule": rule}, "power": power, "consolidation": packing}
    with st.container(horizontal=True):
        counter.act_button(FORM, _("Set from now on"), lambda: {"kind": "set_services", "services": answers})
        if st.button(_("Set from the start of the run"), key=keys.button(keys.field(FORM, "start"))):
            _set_from_the_start(counter, answers)


def _choose(counter: Counter, label: str, rules: Mapping[str, Any], current: str) -> str:
    """Show a choice among the rules of a registry."""
    _, names = counter.words._, list(rules)
    chosen: str = st.selectbox(
        _(label),
        names,
        index=names.index(current),
        format_func=lambda one: _(rules[one].title),
        key=keys.field(FORM, f"rule.{label}"),
    )
    return chosen


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


def _set_from_the_start(counter: Counter, answers: Mapping[str, Any]) -> None:
    lab = counter.lab
    try:
        scenario = Scenario.checked(lab.scenario.model_dump() | {"services": answers})
    except SimError as error:
        lab.refuse(error.message)
    else:
        lab.define(scenario, Message(N_("Services have other settings from the start.")))
    st.rerun()


def _advice(counter: Counter) -> None:
    """Show what is advised now; each can be followed, as an action like any other."""
    words = counter.words
    found = open_advice(counter.run, counter.time_s)
    if not found:
        st.caption(words._("Nothing is advised at this time."))
        return
    heading = words._("Advice at this time")
    st.markdown(f"**{heading}**")
    for position, advice in enumerate(found):
        text, button = st.columns([5, 1], vertical_alignment="center")
        text.markdown(f"{words.say(view.what(advice))}. {words.say(advice.reason)}")
        with button:
            counter.act_button(keys.field(FORM, f"follow.{position}"), words._("Do it"), partial(_deed, advice))
    st.caption(words._("Each advice counts on those before it. The service looks again after what you did."))


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
            "Imbalance is measured by the rule of the service, from what machines want. “Measured after” is that of the five minutes after the machine arrived, with everything else that happened."
        )
    )


def _contest(counter: Counter) -> None:
    """Show the same scenario left to nobody and to each service, beside what the learner did."""
    words, scenario = counter.words, counter.lab.scenario
    runs = {words._("You"): counter.run}
    runs |= {words._(title): run_of(left_to(key, scenario)) for key, (title, _services) in CONTESTANTS.items()}
    st.table(view.score_rows(runs, words), hide_index=True)
    st.caption(
        words._(
            "The same loads and faults with the same random numbers. In all columns but the first, moving machines and switching hosts is left to the service. A star marks the best. “Compare A | B” shows the curves."
        )
    )
