"""Break something: every fault that is registered, and whom it hits."""

from __future__ import annotations

import streamlit as st

from pages.panels.counter import Counter
from pages.panels.deeds import COMMON, deeds
from pages.panels.fields import ask
from pages.shell import keys

PICK = keys.field("faults", "kind")


def show(counter: Counter) -> None:
    """Show the faults, their target, what they reach, and the button that breaks it."""
    _ = counter.words._
    faults = deeds("host", groups=("fault",)) | deeds("machine", groups=("fault",))
    first, second = st.columns(2)
    kind = first.selectbox(_("What breaks"), list(faults), format_func=lambda one: _(faults[one].label), key=PICK)
    fault = faults[kind]
    targets = [thing.name for thing in (counter.hosts if fault.target == "host" else counter.machines)]
    if not targets:
        st.info(_("There is nothing to break at this time."))
        return
    picked = targets.index(counter.lab.selected) if counter.lab.selected in targets else 0
    target = second.selectbox(_("Where"), targets, index=picked, key=keys.field("faults", fault.target))
    obstacle = counter.obstacle(fault, target)
    if obstacle:
        st.caption(obstacle)
    asked = [name for name in fault.model_fields if name not in COMMON]
    answers = ask(fault, asked, form=keys.field("faults", kind), words=counter.words) if asked else {}
    counter.act_button(
        "faults", _("Break it"), lambda: {"kind": kind, fault.target: target, **answers}, obstacle=obstacle
    )
