"""Lessons: the cards, or the one lesson that the address names."""

from __future__ import annotations

import streamlit as st

from pages.panels.lessons import cards, classroom, one, promises, task
from pages.shell import address, front, keeper, library
from pages.shell.desk import desk, settle

front.ensure()
lesson = library.lessons().get(st.query_params.get(address.LESSON, ""))
cards.title(lesson, front.words())
settle(lesson.id if lesson else None)
keeper.offer(front.words())
if not classroom.show(desk(), front.words()):
    pass  # first the name: it gives everybody loads of their own
elif desk().classroom.task:
    task.show(desk(), front.words())
elif lesson:
    one.show(lesson)
else:
    cards.show(desk(), front.words())
    if not desk().classroom.own_loads:
        cards.variant(desk(), front.words())
    classroom.open_file(desk(), front.words())
    with st.expander(
        front.words()._("Promise board: what is said of virtualization, and what you hold of it"), key="promise_board"
    ):
        promises.show(desk(), front.words())
keeper.keep()
