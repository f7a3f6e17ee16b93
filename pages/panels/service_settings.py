"""How balancing, power management and consolidation are set, and the weights of a policy of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.panels import service_change
from pages.panels.counter import Counter
from pages.panels.fields import ask
from pages.shell import keys
from sim.policies.consolidation import SELECTORS
from sim.policies.overload import OVERLOADS
from sim.policies.weighing import Weights
from sim.services import OWN, RULE_TITLES, Balancing, Consolidation, PowerManagement, Services
from sim.text import N_

FORM = "services"
BALANCING: Mapping[str, tuple[str, ...]] = {
    "drs": ("mode", "level", "hold_rounds", "margin", "every_s", "rest_s"),
    "proxmox": ("mode", "threshold", "hold_rounds", "margin", "every_s", "rest_s"),
    OWN: ("mode", "hold_rounds", "every_s", "rest_s"),
}
"""What each balancing rule needs to be told; a new one what Proxmox’s needs."""
CONSOLIDATION = ("enabled", "spare_hosts", "every_s", "rest_s")


def show(counter: Counter, settings: Services) -> None:
    """Show the settings of the services that move machines and switch hosts."""
    words = counter.words
    _ = words._
    st.markdown(f"**{_('Balancing')}**")
    rule = _choose(counter, N_("Rule"), RULE_TITLES, settings.balancing.rule)
    now = settings.balancing.model_dump()
    balancing = (
        now
        | ask(Balancing, BALANCING.get(rule, BALANCING["proxmox"]), form=FORM, words=words, current=now)
        | {"rule": rule}
    )
    if rule == OWN:
        balancing |= {"weights": _weights(counter, settings.balancing.weights)}
    st.markdown(f"**{_('Power management')}**")
    fields = PowerManagement.model_fields
    power = ask(
        PowerManagement, fields, form=keys.field(FORM, "power"), words=words, current=settings.power.model_dump()
    )
    st.markdown(f"**{_('Consolidation')}**")
    current = settings.consolidation.model_dump()
    packing = ask(Consolidation, CONSOLIDATION, form=keys.field(FORM, "packing"), words=words, current=current)
    overloads = {name: one.title for name, one in OVERLOADS.items()}
    selectors = {name: one.title for name, one in SELECTORS.items()}
    packing["overload"] = _choose(counter, N_("A host is overloaded by"), overloads, settings.consolidation.overload)
    packing["selection"] = _choose(counter, N_("Who leaves it"), selectors, settings.consolidation.selection)
    answers = {"balancing": balancing, "power": power, "consolidation": packing}
    service_change.buttons(counter, FORM, lambda: settings.model_dump() | answers)


def _weights(counter: Counter, current: Weights) -> dict[str, Any]:
    """Show the weights of a policy of one's own."""
    words = counter.words
    st.caption(
        words._(
            "Your own policy: machines leave hosts above or below your thresholds, and go where the weighted sum falls most. A weight of 0 leaves a term out; the first three compare hosts, in parts of what they have."
        )
    )
    return ask(
        Weights, Weights.model_fields, form=keys.field(FORM, "weights"), words=words, current=current.model_dump()
    )


def _choose(counter: Counter, label: str, titles: Mapping[str, str], current: str) -> str:
    """Show a choice among the rules of a registry."""
    _, names = counter.words._, list(titles)
    chosen: str = st.selectbox(
        _(label),
        names,
        index=names.index(current),
        format_func=lambda one: _(titles[one]),
        key=keys.field(FORM, f"rule.{label}"),
    )
    return chosen
