"""Exercises: numbers to work out, as many as one likes, each with its worked solution."""

from __future__ import annotations

import streamlit as st

from pages.panels import exercise
from pages.shell import front
from pages.shell.session import lab

front.ensure()
_ = front.words()._
front.title_line(lambda: st.markdown(f"· {_('Exercises')}", width="content"))
front.keep_address(lab())
exercise.show(front.words())
