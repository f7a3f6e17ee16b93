"""The front door of VirtLab: page set-up, language, navigation."""

from __future__ import annotations

import streamlit as st

from pages.shell import front

st.set_page_config(page_title="VirtLab", page_icon="🖥️", layout="wide", initial_sidebar_state="collapsed")
front.enter()
_ = front.words()._
page = st.navigation(
    [
        st.Page("pages/lab.py", title=_("Lab"), default=True),
        st.Page("pages/model.py", title=_("Model & glossary")),
    ],
    position="top",
)
page.run()
