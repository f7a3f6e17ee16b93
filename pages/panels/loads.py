"""Choose a load and set its numbers: the menu is the registry of workloads."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.panels.fields import ask
from pages.shell import keys
from pages.shell.words import Words
from sim.workloads import WORKLOADS, Workload

SELDOM = (
    "service_time_s",
    "timeout_s",
    "threads",
    "active_memory",
    "disk_iops_per_core",
    "disk_read_fraction",
    "network_mib_per_core",
    "noise",
    "noise_persistence",
    "weekend_factor",
    "group",
    "correlation",
)
"""Fields that many workloads have and few people need."""


def ask_load(form: str, words: Words, current: Workload, *, beside: DeltaGenerator | None = None) -> dict[str, Any]:
    """Show the menu of loads, in the column ``beside`` if there is one, and the fields of the chosen one.

    Return the load as plain values.
    """
    _ = words._
    patterns = list(WORKLOADS)
    chosen: str = (beside or st).selectbox(
        _("Load"),
        patterns,
        index=patterns.index(current.pattern),
        format_func=lambda pattern: _(WORKLOADS[pattern].title),
        key=keys.field(form, "pattern"),
    )
    model = WORKLOADS[chosen]
    st.caption(_(model.summary))
    own = [name for name in model.model_fields if name not in ("pattern", *SELDOM)]
    values = current.model_dump() if current.pattern == chosen else None
    numbers = keys.field(form, chosen)
    answers = ask(model, own, form=numbers, words=words, current=values)
    with st.expander(_("Requests, memory, disk, network, noise"), key=keys.field(numbers, "seldom")):
        seldom = [name for name in SELDOM if name in model.model_fields]
        answers |= ask(model, seldom, form=numbers, words=words, current=values)
    return {"pattern": chosen, **answers}
