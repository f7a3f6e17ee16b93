"""What the open scenario is about: its card, and what the other tabs are for."""

from __future__ import annotations

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import front
from pages.shell.words import Words
from pages.views.typography import unbroken
from sim.importers.ready import Card, Texts
from sim.text import N_

HEADINGS = (
    ("how_it_works", N_("How it works")),
    ("things_to_notice", N_("Things to notice")),
    ("things_to_try", N_("Things to try")),
    ("extending_it", N_("Extending it")),
    ("left_out", N_("What the model leaves out")),
)


def show(counter: Counter) -> None:
    """Show what the scenario shows; little enough to be made anew with every click in the picture."""
    _, prepared = counter.words._, front.ready().get(counter.lab.scenario.key)
    if prepared:
        st.markdown(unbroken(prepared.summary.in_language(counter.words.tag)))
        if prepared.card:
            show_card(prepared.card, counter.words)
    st.caption(
        _(
            "Everything that can be done in the picture can be done by the plain forms of these tabs too. "
            "“Log & numbers” holds the table and the sentence behind each chart."
        )
    )


def show_card(card: Card, words: Words) -> None:
    """Show a card, two headings side by side where there is room."""
    for first in range(0, len(HEADINGS), 3):
        for column, (field, heading) in zip(st.columns(3), HEADINGS[first : first + 3], strict=False):
            column.markdown(f"**{words._(heading)}**\n\n{_text(getattr(card, field), words)}")


def _text(texts: Texts | tuple[Texts, ...], words: Words) -> str:
    if isinstance(texts, Texts):
        return unbroken(texts.in_language(words.tag))
    return "\n".join(f"- {_text(text, words)}" for text in texts)
