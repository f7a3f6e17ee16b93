"""Model and glossary: what is computed, on what assumptions, what is left out, and what the words mean."""

from __future__ import annotations

import streamlit as st

from pages.panels import assumptions as assumptions_form
from pages.shell import front, keys, masthead
from pages.shell.session import lab
from pages.views import assumptions, constants, glossary, product_names

front.ensure()
_ = front.words()._
masthead.show(
    _("Model & glossary"),
    _("What is computed, on which assumptions, what is left out, and what the words mean."),
)
front.keep_address(lab())
CONTENTS = (
    _("What is computed"),
    _("Assumptions of this run"),
    _("Fixed numbers of CPU, memory, disk and network"),
    _("What is left out"),
    _("Glossary"),
    _("The same thing in other products"),
)
st.markdown(" · ".join(f"[{title}](#{place})" for place, title in enumerate(CONTENTS, start=1)))

st.subheader(_("What is computed"), anchor="1")
for subject, sentence in glossary.MECHANISMS:
    st.markdown(f"**{_(subject)}** – {_(sentence)}")

st.subheader(_("Assumptions of this run"), anchor="2")
st.caption(_("Numbers that nobody measured in this rack. A scenario file can change each of them."))
st.table(assumptions.rows(lab().scenario, front.words()), hide_index=True)
with st.expander(_("Change them")):
    assumptions_form.show(lab(), front.words())

st.subheader(_("Fixed numbers of CPU, memory, disk and network"), anchor="3")
st.table(constants.rows(front.words()), hide_index=True)

st.subheader(_("What is left out"), anchor="4")
for sentence in glossary.LEFT_OUT:
    st.markdown(f"- {_(sentence)}")

st.subheader(_("Glossary"), anchor="5")
st.table(glossary.rows(front.words()), hide_index=True)

st.subheader(_("The same thing in other products"), anchor="6")
st.caption(_("What each mechanism and each figure of the lab is called where you will meet it next."))
product = st.selectbox(
    _("Product"),
    [None, *range(len(product_names.PRODUCTS))],
    format_func=lambda one: _("all of them") if one is None else _(product_names.PRODUCTS[one]),
    key=keys.field("model", "product"),
)
st.table(product_names.rows(front.words(), product), hide_index=True)
