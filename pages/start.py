"""The start page: a guess, a run that answers it, and the doors to everything else."""

from __future__ import annotations

import streamlit as st

from pages.panels import doors
from pages.shell import address, front, masthead

front.ensure()
if st.query_params.get(address.SCENARIO) or st.query_params.get(address.TIME):
    # Links that were passed on before there was a start page name none.
    st.switch_page("pages/lab.py", query_params=st.query_params.to_dict())
masthead.show()
front.keep_language()
doors.show_question(front.words())
doors.show(front.words())
front.settle()
