"""Present: a lesson, or the run of the lab, on the projector."""

from __future__ import annotations

import streamlit as st

from pages.panels import present
from pages.shell import address, front, library
from pages.shell.session import lab

front.ensure()
lesson = library.lessons().get(st.query_params.get(address.LESSON, ""))
if lesson:
    present.title(lesson, front.words())
    present.show(lesson, front.words())
elif address.TIME in st.query_params:
    present.show_run(lab(), front.words())
else:
    present.title(lesson, front.words())
    present.choose(front.words())
