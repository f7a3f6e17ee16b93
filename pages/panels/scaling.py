"""Autoscaling: which machine is copied as its load needs, by which rule, and within which limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.panels import service_change
from pages.panels.counter import Counter
from pages.panels.fields import ask
from pages.shell import keys
from pages.views import scaling as view
from sim.policies.autoscaling import SCALERS
from sim.services import Autoscaling, Services
from sim.text import N_

FORM = "scaling"
OFF = "off"
_TARGET = ("minimum", "maximum", "target_pct", "window_s", "every_s", "drain_s")
FIELDS: Mapping[str, tuple[str, ...]] = {
    OFF: (),
    "hpa": _TARGET,
    "prediction": _TARGET,
    "threshold": ("minimum", "maximum", "up_pct", "down_pct", "cooldown_s", "every_s", "drain_s"),
    "fixed": ("minimum", "drain_s"),
}
"""What each rule needs to be told; a new one what the target needs."""


def show(counter: Counter, settings: Services) -> None:
    """Show how one machine is scaled, to be set from now on or from the start of the run."""
    words = counter.words
    _, names = words._, view.scalable(counter.run)
    st.caption(
        _(
            "All that users ask of a machine is shared equally by its copies that serve. A container serves after a second, a VM after it has booted; whoever asks meanwhile waits."
        )
    )
    if not names:
        st.info(_("There is no machine here that could be copied."))
        return
    scaled = [one.machine for one in settings.scaling if one.machine in names]
    first, second = st.columns(2)
    first_name = names.index(scaled[0]) if scaled else 0
    name = first.selectbox(_("Machine"), names, index=first_name, key=keys.field(FORM, "machine"))
    current = settings.scaling_of(name)
    rules = [OFF, *SCALERS]
    titles = {OFF: N_("off")} | {key: rule.title for key, rule in SCALERS.items()}
    rule = second.selectbox(
        _("Rule"),
        rules,
        index=rules.index(current.rule if current else OFF),
        format_func=lambda one: _(titles[one]),
        key=keys.field(FORM, f"{name}.rule"),
    )
    held = (current or Autoscaling(machine=name)).model_dump()
    answers = ask(
        Autoscaling, FIELDS.get(rule, _TARGET), form=keys.field(FORM, f"{name}.{rule}"), words=words, current=held
    )

    def wanted() -> dict[str, Any]:
        others = [one.model_dump() for one in settings.scaling if one.machine != name]
        if rule == OFF:
            return settings.model_dump() | {"scaling": others}
        mine = held | answers | {"rule": rule}
        mine["maximum"] = max(mine["maximum"], mine["minimum"]) if rule == "fixed" else mine["maximum"]
        return settings.model_dump() | {"scaling": [*others, mine]}

    service_change.buttons(counter, FORM, wanted)
