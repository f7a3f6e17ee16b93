"""The stand on which a lesson's lab stands: the picture, what may be decided, and what may be done in plain forms."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.panels import machines, numbers, picture, when
from pages.panels.counter import Counter
from pages.panels.deeds import deeds, show_deeds
from pages.panels.lessons.sheet import Sheet
from pages.shell import library
from pages.views.payload import CHARTS
from sim.actions import Action, Target
from sim.teaching.bench import Bench, Setting
from sim.teaching.work import LONGEST_NOTE, BenchName, Kept
from sim.text import N_

GROUPS = ("power", "build", "resources", "protection", "fault")


def show(sheet: Sheet, name: BenchName) -> None:
    """Show the lab with the controls that the lesson needs, and below it the same in plain forms."""
    bench, mine = library.bench_of(sheet.lesson, name), sheet.desk.lab(sheet.lesson, name)
    frame = picture.Frame(
        actions=tuple(kind for kind in bench.controls if sheet.desk.classroom.allows(kind)),
        charts=bench.charts,
        scores=bench.scores,
        replay=sheet.desk.replay if name == "run" else None,
        keeps_work=False,
    )
    picture.show(mine, sheet.words, key=sheet.key("live", name), frame=frame)
    _below(sheet, name)


def ask_settings(sheet: Sheet, name: BenchName) -> None:
    """Show what is decided before the run."""
    chosen = sheet.desk.attempt(sheet.lesson, name).choices
    for setting in library.bench_of(sheet.lesson, name).settings:
        _setting(sheet, name, setting, chosen.get(setting.key, setting.options[0].key))


def _setting(sheet: Sheet, name: BenchName, setting: Setting, chosen: str) -> None:
    key = sheet.key("setting", name, setting.key)
    options = {option.key: option for option in setting.options}
    st.session_state[key] = chosen if chosen in options else setting.options[0].key

    def label(option: str) -> str:
        text, points = sheet.title(options[option].label), options[option].points
        return sheet.words._("{option} ({n} points)").format(option=text, n=points) if points else text

    st.selectbox(
        sheet.title(setting.label),
        list(options),
        format_func=label,
        key=key,
        on_change=lambda: sheet.desk.choose(sheet.lesson, name, setting.key, st.session_state[key]),
    )


Tab = tuple[str, Callable[[Sheet, BenchName, Counter], None]]


def _below(sheet: Sheet, name: BenchName) -> None:
    """Show the tabs below the picture; only the open one is made."""
    mine = sheet.desk.lab(sheet.lesson, name)
    if mine.notice and mine.notice.level == "warning":
        st.warning(sheet.words.say(mine.notice.message))
    shown = TABS if library.bench_of(sheet.lesson, name).controls else TABS[:1] + TABS[2:]
    names = [sheet.words._(title) for title, _fill in shown]
    opened = st.tabs(names, key=sheet.key("tabs", name), on_change="rerun")
    for tab, (_title, fill) in zip(opened, shown, strict=True):
        with tab:
            if tab.open:
                fill(sheet, name, Counter(mine, sheet.words, None))


def _keep(sheet: Sheet, name: BenchName, _counter: Counter) -> None:
    """Show a button for each chart, which puts it into the report."""
    _ = sheet.words._
    shown = [view for view in CHARTS if view.key in library.bench_of(sheet.lesson, name).charts]
    with st.container(horizontal=True):
        for view in shown:
            label = _("Keep this chart: {title}").format(title=_(view.title))
            if st.button(label, key=sheet.key("keep", name, view.key)):
                kept = Kept(chart=view.key, bench=name, attempt=sheet.desk.attempt(sheet.lesson, name))
                if kept not in sheet.work.kept:
                    sheet.note(kept=(*sheet.work.kept, kept))
                st.toast(_("The chart is in your report."))
    note = sheet.key("note", name)
    st.text_area(
        _("My notes (they are in the report)"),
        sheet.work.note,
        max_chars=LONGEST_NOTE,
        key=note,
        on_change=lambda: sheet.note(note=st.session_state[note]),
    )


def _do(sheet: Sheet, name: BenchName, counter: Counter) -> None:
    """Show everything that can be done in the picture as plain forms."""
    bench = library.bench_of(sheet.lesson, name)
    at_s = when.ask(counter.lab, counter.words)
    counter = Counter(counter.lab, counter.words, at_s)
    if "add_machine" in bench.controls:
        with st.expander(counter.words._("Add a machine"), key=sheet.key("add", name)):
            machines.new_machine(counter)
    _things(sheet, bench, counter, "machine", [machine.name for machine in counter.machines])
    _things(sheet, bench, counter, "host", [host.name for host in counter.hosts])


def _things(sheet: Sheet, bench: Bench, counter: Counter, target: Target, names: list[str]) -> None:
    possible: dict[str, type[Action]] = {
        kind: action for kind, action in deeds(target, groups=GROUPS).items() if kind in bench.controls
    }
    if not possible or not names:
        return
    label = counter.words._("Machine") if target == "machine" else counter.words._("Host")
    show_deeds(counter, possible, st.selectbox(label, names, key=sheet.key("pick", target)))


def _numbers(_sheet: Sheet, _name: BenchName, counter: Counter) -> None:
    numbers.show(counter)


TABS: tuple[Tab, ...] = (
    (N_("Keep & note"), _keep),
    (N_("Plain forms"), _do),
    (N_("Log & numbers"), _numbers),
)
