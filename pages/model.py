"""Model and glossary: what is computed, on what assumptions, what is left out, and what the words mean."""

from __future__ import annotations

import streamlit as st

from pages.shell import front
from pages.shell.session import lab
from pages.views import assumptions, glossary

front.ensure()
_ = front.words()._
front.title_line(lambda: st.markdown(f"· {_('Model & glossary')}", width="content"))
front.keep_address(lab())

st.subheader(_("What is computed"))
for subject, sentence in glossary.MECHANISMS:
    st.markdown(f"**{_(subject)}** – {_(sentence)}")

st.subheader(_("Assumptions of this run"))
st.caption(_("Numbers that nobody measured in this rack. A scenario file can change each of them."))
st.table(assumptions.rows(lab().scenario, front.words()), hide_index=True)

st.subheader(_("What is left out"))
for sentence in glossary.LEFT_OUT:
    st.markdown(f"- {_(sentence)}")

st.subheader(_("Glossary"))
st.table(glossary.rows(front.words()), hide_index=True)
