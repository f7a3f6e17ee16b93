"""Scenarios: everything that is prepared, to be opened in the lab."""

from __future__ import annotations

import streamlit as st

from pages.panels import gallery
from pages.shell import front

front.ensure()
_ = front.words()._
title = _("Scenarios")
front.title_line(lambda: st.markdown(f"· {title}", width="content"))
front.keep_language()
gallery.show(front.words())
