"""The two ways to give services other settings: from now on, or from the start of the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import keys
from sim.errors import SimError
from sim.scenario import Scenario
from sim.text import N_, Message


def buttons(counter: Counter, form: str, wanted: Callable[[], Mapping[str, Any]]) -> None:
    """Show both buttons; ``wanted`` returns the settings of all services."""
    _ = counter.words._
    with st.container(horizontal=True):
        counter.act_button(form, _("Set from now on"), lambda: {"kind": "set_services", "services": wanted()})
        if st.button(_("Set from the start of the run"), key=keys.button(keys.field(form, "start"))):
            _set_from_the_start(counter, wanted())


def _set_from_the_start(counter: Counter, services: Mapping[str, Any]) -> None:
    lab = counter.lab
    try:
        scenario = Scenario.checked(lab.scenario.model_dump() | {"services": services})
    except SimError as error:
        lab.refuse(error.message)
    else:
        lab.define(scenario, Message(N_("Services have other settings from the start.")))
    st.rerun()
