"""Teach: a class by a link, what it handed in, and everything to print."""

from __future__ import annotations

import streamlit as st

from pages.panels.teach import tabs
from pages.shell import front

front.ensure()
_ = front.words()._
front.title_line(lambda: st.markdown(f"· {_('Teach')}", width="content"))
front.keep_language()
tabs.show(front.words())
