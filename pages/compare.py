"""Compare A | B: two runs on one clock."""

from __future__ import annotations

import streamlit as st

from pages.panels import compare
from pages.shell import front
from pages.shell.session import lab

front.ensure()
_ = front.words()._
front.title_line(lambda: st.markdown(f"· {_('Compare A | B')}", width="content"))
front.keep_address(lab())
compare.show(lab(), front.words())
