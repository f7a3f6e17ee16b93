"""The savings page: what is saved, what that costs, on which assumptions, and whether to own or to rent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

import numpy as np
import pandas as pd
import streamlit as st

from pages.panels.fields import ask
from pages.shell import keys
from pages.shell.session import Lab
from pages.shell.words import Words
from pages.views import savings as view
from pages.views.assumptions import ABOUT
from sim.catalogue.countries import CARBON_G_PER_KWH
from sim.frozen import Frozen
from sim.mechanisms.sourcing import Prices, plans
from sim.run import Run
from sim.scenario import Assumptions, Costs, LegacyServer, Scenario
from sim.study.savings import WORLDS, Bill, World, bills
from sim.text import N_, Message

RUNS = 10
"""Seeds that each world is run with: enough for an interval, quick enough to wait for."""
FORM = "savings"
MONTHS = 12
ASKED: Mapping[type[Frozen], Sequence[str]] = {
    Assumptions: ("pue", "price_per_kwh_eur"),
    Costs: ("host_price_eur", "legacy_price_eur", "life_years", "embodied_kg"),
    LegacyServer: ("cores", "idle_w", "max_w", "rack_units"),
}
PARTS: Mapping[type[Frozen], str] = {Assumptions: "assumptions", Costs: "costs", LegacyServer: "legacy_server"}
NEEDS: Mapping[str, Sequence[float]] = {
    N_("A steady firm: 20 cores"): [20.0] * MONTHS,
    N_("A seasonal shop: 2 cores, 40 in December"): [2.0] * (MONTHS - 1) + [40.0],
    N_("A start-up that doubles every month to 64"): [1.0, 2.0, 4.0, 8.0, 16.0, 32.0] + [64.0] * 6,
}
THIS_RACK = N_("This rack, all year")


@dataclass(slots=True)
class Count:
    """The bills of one scenario as far as they are known."""

    scenario: Scenario
    found: list[dict[World, Bill]] = field(default_factory=list)
    """One run of every world after the other."""
    stopped: bool = False

    @property
    def goes_on(self) -> bool:
        """Return whether there is more to run; without a first run there is nothing to show."""
        return len(self.found) < (1 if self.stopped else RUNS)

    def bills(self) -> dict[World, list[Bill]]:
        """Return every world's bills."""
        return {world: [one[world] for one in self.found] for world in WORLDS}


@lru_cache(maxsize=20 * RUNS)
def bills_of(scenario: Scenario, seed: int) -> dict[World, Bill]:
    """Return every world's bill with one seed, worked out once for all who look at the same scenario."""
    return {world: found[0] for world, found in bills(scenario, [seed]).items()}


def show(lab: Lab, words: Words) -> None:
    """Show the whole page."""
    _ = words._
    if not lab.run.machines:
        st.info(_("There is no machine in the lab yet: add some, or open a prepared scenario."))
        return
    found = _count(lab.scenario, words).bills()
    st.markdown(f"#### {words.say(view.headline(found))}")
    columns = st.columns(len(view.PICTURES))
    for column, picture in zip(columns, view.PICTURES, strict=True):
        with column:
            _heading(_(picture))
            st.plotly_chart(
                view.figure(found, picture, words), key=keys.field(FORM, picture), config={"displayModeBar": False}
            )
            st.caption(words.say(view.caption(found, picture)))
    _heading(_("What the saving costs"))
    st.table(view.rows(found, view.PRICE, words), hide_index=True)
    with st.expander(_("All numbers")):
        st.table(view.rows(found, view.NUMBERS, words), hide_index=True)
    _assumptions(lab, words)
    _sourcing(lab, words)


def _count(scenario: Scenario, words: Words) -> Count:
    """Run the three worlds often enough and show how far that is; who stops it keeps what is known by then."""
    _ = words._
    count = st.session_state.get(keys.SAVINGS)
    if count is None or count.scenario != scenario:
        count = st.session_state[keys.SAVINGS] = Count(scenario)
    place = st.empty()
    if count.goes_on:
        with place.container():
            progress = st.progress(0.0, _("Running three worlds {runs} times…").format(runs=RUNS))
            st.button(_("Stop here"), key=keys.button(f"{FORM}.stop"), on_click=partial(_stop, count))
            while count.goes_on:
                count.found.append(bills_of(scenario, scenario.seed + len(count.found)))
                progress.progress(len(count.found) / RUNS)
        place.empty()
    if len(count.found) < RUNS:
        with place.container(horizontal=True, vertical_alignment="center"):
            message = Message("{done} / {all}", {"done": len(count.found), "all": RUNS})
            st.info(_("Stopped early: {part} runs are done.").format(part=words.say(message)))
            st.button(_("Go on"), key=keys.button(f"{FORM}.go_on"), on_click=partial(_go_on, count))
    return count


def _stop(count: Count) -> None:
    count.stopped = True


def _go_on(count: Count) -> None:
    count.stopped = False


def _heading(text: str) -> None:
    st.markdown(f"##### {text}")


def _assumptions(lab: Lab, words: Words) -> None:
    """Let the reader change what the numbers rest on; the lab goes on with the new ones."""
    _ = words._
    with st.expander(_("On these assumptions: change them"), expanded=True):
        answers = {
            model: ask(model, names, form=keys.field(FORM, PARTS[model]), words=words, current=_current(lab, model))
            for model, names in ASKED.items()
        }
        countries = sorted(CARBON_G_PER_KWH, key=words.country)
        country = st.selectbox(
            _("Country that the electricity comes from"),
            countries,
            index=countries.index(lab.scenario.assumptions.country),
            format_func=lambda code: _("{country}: {grams} g CO₂e per kWh").format(
                country=words.country(code), grams=words.number(CARBON_G_PER_KWH[code])
            ),
            key=keys.field(FORM, "country"),
        )
        answers[Assumptions]["country"] = country
        sources = {ABOUT[model][name].source for model, names in ASKED.items() for name in names}
        st.caption(_("Sources: {sources}.").format(sources="; ".join(sorted(_(one) for one in sources if one))))
        if st.button(_("Count with these"), key=keys.button(FORM)):
            changed = {
                PARTS[model]: getattr(lab.scenario, PARTS[model]).model_copy(update=values)
                for model, values in answers.items()
            }
            lab.define(lab.scenario.model_copy(update=changed), Message(N_("The savings are counted anew.")))
            st.rerun()
        if lab.notice is not None and lab.notice.level == "warning":
            st.warning(words.say(lab.notice.message))


def _current(lab: Lab, model: type[Frozen]) -> Mapping[str, object]:
    values: Mapping[str, object] = getattr(lab.scenario, PARTS[model]).model_dump()
    return values


def _sourcing(lab: Lab, words: Words) -> None:
    """Show what a year of needs costs, owned, rented, or both."""
    _ = words._
    _heading(_("Own, rent, or both?"))
    first, second = st.columns([1, 2])
    with first:
        needs = {THIS_RACK: [_used_cores(lab.run)] * MONTHS} | dict(NEEDS)
        picked = st.selectbox(_("Needs of"), list(needs), format_func=_, key=keys.field(FORM, "needs"))
        prices = ask(
            Costs,
            ("own_host_eur_per_month", "rent_eur_per_core_h"),
            form=keys.field(FORM, "sourcing"),
            words=words,
            current=_current(lab, Costs),
        )
        table = pd.DataFrame({_("Month"): range(1, MONTHS + 1), _("Cores"): needs[picked]})
        edited = st.data_editor(
            table,
            hide_index=True,
            disabled=[_("Month")],
            column_config={_("Cores"): st.column_config.NumberColumn(min_value=0.0, format="localized")},
            height=200,
            key=keys.field(FORM, f"months.{picked}"),
        )
    cores = [max(float(value), 0.0) for value in np.nan_to_num(edited[_("Cores")].to_numpy(dtype=float))]
    ways = plans(cores, Prices(float(prices["own_host_eur_per_month"] or 0), float(prices["rent_eur_per_core_h"] or 0)))
    with second:
        st.plotly_chart(view.plans_figure(ways, words), key=keys.field(FORM, "plans"), config={"displayModeBar": False})
        st.caption(words.say(view.plans_sentence(ways)))
        st.caption(
            _(
                "An own host has 16 cores, of which 80% are planned with, and there is one to spare. "
                "Prices are illustrations: type your own."
            )
        )
        with st.expander(_("As a table")):
            st.table(view.plans_rows(ways, words), hide_index=True)


def _used_cores(run: Run) -> float:
    """Return the CPU that the machines of a run are given on average, in cores."""
    given = sum(run.cpu_of(machine.name, "given_cores").integral() for machine in run.machines)
    return round(given / run.end_s, 2)
