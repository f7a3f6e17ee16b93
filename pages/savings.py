"""Savings: the rack of the lab beside one server per application, over a year."""

from __future__ import annotations

import streamlit as st

from pages.panels import savings
from pages.shell import front
from pages.shell.session import lab

front.ensure()
_ = front.words()._
front.title_line(lambda: st.markdown(f"· {_('Savings')}", width="content"))
front.keep_address(lab())
savings.show(lab(), front.words())
