"""Experiments: the rack of the lab run many times, over seeds and settings."""

from __future__ import annotations

import streamlit as st

from pages.panels import experiment
from pages.shell import front
from pages.shell.session import lab

front.ensure()
_ = front.words()._
front.title_line(lambda: st.markdown(f"· {_('Experiments')}", width="content"))
front.keep_address(lab())
experiment.show(lab().scenario, front.words())
