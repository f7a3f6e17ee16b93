"""Live migrations: all of them side by side, and each seen pass by pass."""

from __future__ import annotations

import streamlit as st

from pages.panels.counter import Counter
from pages.panels.fields import ask
from pages.shell import keys
from pages.views import migration as view
from sim.scenario import MigrationRules
from sim.text import N_, Message

FORM = "migrations"


def show(counter: Counter) -> None:
    """Show what has migrated in this run, and how; then by which rules."""
    _passes(counter)
    with st.expander(counter.words._("Rules of migration"), key=keys.field(FORM, "box")):
        _rules(counter)


def _passes(counter: Counter) -> None:
    words, migrations = counter.words, counter.run.migrations
    _ = words._
    if not migrations:
        st.info(_("Nothing migrates in this run: choose a machine under “Machines”, then “Migrate live to…”."))
        return
    st.dataframe(view.rows(migrations, words), hide_index=True)
    selected = [index for index, one in enumerate(migrations) if one.machine == counter.lab.selected]
    chosen = st.selectbox(
        _("Migration"),
        range(len(migrations)),
        index=selected[-1] if selected else len(migrations) - 1,
        format_func=lambda index: view.title(migrations[index], words),
        key=keys.field(FORM, f"one.{counter.lab.selected}"),
    )
    one = migrations[chosen]
    st.markdown(words.say(view.sentence(one)))
    if one.rounds:
        st.plotly_chart(view.figure(one, words), key=keys.field(FORM, "passes"), config={"displayModeBar": False})
        with st.expander(_("The numbers of this picture"), key=keys.field(FORM, "numbers")):
            st.dataframe(view.pass_rows(one, words), hide_index=True)


def _rules(counter: Counter) -> None:
    words, scenario = counter.words, counter.lab.scenario
    current = scenario.migration.model_dump()
    answers = ask(MigrationRules, MigrationRules.model_fields, form=FORM, words=words, current=current)
    st.caption(words._("These rules hold from the start of the run."))
    if st.button(words._("Set"), key=keys.button(FORM)):
        rules = MigrationRules.model_validate(answers)
        counter.lab.define(
            scenario.model_copy(update={"migration": rules}), Message(N_("Migrations have other rules now."))
        )
        st.rerun()
