"""Present: a lesson on the projector."""

from __future__ import annotations

import streamlit as st

from pages.panels import present
from pages.shell import address, front, library

front.ensure()
lesson = library.lessons().get(st.query_params.get(address.LESSON, ""))
present.title(lesson, front.words())
if lesson:
    present.show(lesson, front.words())
else:
    present.choose(front.words())
