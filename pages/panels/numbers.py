"""Log and numbers: every chart as a table with its sentence, what happened, what was decided and why, and the books."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from pages.panels import listing, one_machine
from pages.panels.counter import Counter
from pages.shell import keys
from pages.shell.words import Words
from pages.views import books, history
from pages.views.crowd import is_too_large, totals
from pages.views.payload import CHARTS, full_table
from pages.views.view import readable_rows


def show(counter: Counter) -> None:
    """Show the whole run in words and numbers."""
    words, run, baseline = counter.words, counter.run, counter.lab.baseline
    _ = words._
    _table(_("At the end of the run, beside one server per application"), totals(run, baseline, words))
    with st.expander(
        _("One machine: CPU, disk and network, requests, memory"), key=keys.field("numbers", "one_machine")
    ):
        one_machine.show(counter)
    table = {} if is_too_large(run.scenario) else full_table(run, baseline)
    for view in CHARTS if table else ():
        with st.expander(_(view.title), key=keys.field("numbers", view.key)):
            st.markdown(words.say(view.sentence(run, table)))
            rows = partial(readable_rows, view.figure(run, words), table, words)
            shown = rows()
            localized = st.column_config.NumberColumn(format="localized")
            st.dataframe(shown, hide_index=True, column_config=dict.fromkeys(shown.columns[1:], localized))
            _save(view.key, rows, words)
    with st.expander(_("What happened"), key=keys.field("numbers", "events")):
        st.dataframe(history.event_rows(run, words), hide_index=True)
        _save("events", partial(history.event_rows, run, words), words)
    with st.expander(_("What was decided, and why"), key=keys.field("numbers", "decisions")):
        listing.show(history.decision_rows(run, words), _("Nothing was decided in this run."))
        _save("decisions", partial(history.decision_rows, run, words), words)
    _table(_("The books balance"), books.rows(run, words))


def _save(name: str, rows: Callable[[], pd.DataFrame], words: Words) -> None:
    """Offer a table for a spreadsheet; it is written only when somebody asks for it."""
    point = words.separators[0]
    st.download_button(
        words._("Save the table (CSV)"),
        lambda: rows().to_csv(index=False, sep=";" if point == "," else ",", decimal=point).encode("utf-8-sig"),
        f"virtlab-{name}.csv",
        "text/csv",
        key=keys.field("numbers", f"csv.{name}"),
        on_click="ignore",
    )


def _table(title: str, rows: pd.DataFrame) -> None:
    st.markdown(f"**{title}**")
    st.table(rows, hide_index=True)
