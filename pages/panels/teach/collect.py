"""Collect hand-ins: drop the files of a class, and see what thirty students understood."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from pages.panels.lessons.classroom import PLAIN
from pages.shell import address, keys, library, uploads
from pages.shell.words import Words
from pages.views import handins as view
from pages.views.handins import Judged
from sim.engine import simulate
from sim.errors import SimError
from sim.teaching.alike import likenesses
from sim.teaching.beliefs import tallies
from sim.teaching.classroom import Classroom
from sim.teaching.handin import Collected, collect, replay
from sim.teaching.own_challenges import replay_challenges

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

FORM = "collect"
FOUND = keys.field(FORM, "found")
"""What the files of this moment hold, read once."""
JUDGED = keys.field(FORM, "judged")
"""What their replay gave, worked out once."""
MOST_SAID = 20
"""Refusals that are shown one by one."""
RUNS = 64
"""Runs that one collection keeps: those that students share. The lab's own are not pushed out."""


def show(words: Words) -> None:
    """Show the box for the files, and what is in them."""
    _ = words._
    st.caption(
        _(
            "Reports of students as they downloaded them, or a zip archive of them. They are read on this server for this page and not kept."
        )
    )
    files = uploads.ask_many(_("Reports"), ["html", "json", "zip"], keys.field(FORM, "files"), words)
    if not files:
        st.session_state.pop(FOUND, None)
        st.session_state.pop(JUDGED, None)
        return
    found = _found(files)
    judged = _judged(found, _given(found, words), words)
    for message in found.refused[:MOST_SAID]:
        st.warning(words.say(message).translate(PLAIN))
    if len(found.refused) > MOST_SAID:
        st.warning(_("and {n} more files that cannot be read").format(n=len(found.refused) - MOST_SAID))
    if judged:
        _results(_of_group(judged, words), words)


def _found(files: Sequence[UploadedFile]) -> Collected:
    """Return what the files hold, read once for the same files."""
    names = tuple(file.file_id for file in files)
    kept = st.session_state.get(FOUND)
    if kept and kept[0] == names:
        found: Collected = kept[1]
        return found
    found = collect((file.name, file.getvalue()) for file in files)
    st.session_state[FOUND] = (names, found)
    st.session_state.pop(JUDGED, None)
    return found


def _given(found: Collected, words: Words) -> tuple[Classroom, ...]:
    """Return the challenges that were given out: from class files among the reports, or from the link."""
    if found.classes or not any(one.book.tasks for one in found.handins):
        return found.classes
    _ = words._
    link = st.text_input(
        _("Link of your challenge"),
        key=keys.field(FORM, "link"),
        help=_(
            "These reports hold a challenge of your own. They are replayed on it as you gave it out: paste its link, or drop the class file with the reports."
        ),
    ).strip()
    if not link:
        st.info(_("Paste the link of your challenge, or drop its class file with the reports: then it is replayed."))
        return ()
    texts = parse_qs(urlsplit(link).query).get(address.CLASS, [""])
    try:
        return (Classroom.from_link(texts[0]),)
    except SimError as error:
        st.warning(words.say(error.message))
        return ()


def _judged(found: Collected, given: tuple[Classroom, ...], words: Words) -> list[Judged]:
    """Return every hand-in with its replay, worked out once for the same files and the same challenge."""
    kept = st.session_state.get(JUDGED)
    if kept and kept[0] == given:
        judged: list[Judged] = kept[1]
        return judged
    judged = []
    bar = st.progress(0.0, words._("Every solution is run once more…"))
    remembered, alike = lru_cache(maxsize=RUNS)(simulate), likenesses(found.handins)
    for place, handin in enumerate(found.handins):
        replays = replay(handin.book, library.lessons(), remembered)
        replays += replay_challenges(handin.book, given, remembered)
        judged.append(Judged(handin, replays, alike.get(place, ())))
        bar.progress((place + 1) / len(found.handins))
    bar.empty()
    st.session_state[JUDGED] = (given, judged)
    return judged


def _of_group(judged: list[Judged], words: Words) -> list[Judged]:
    groups = sorted({one.handin.book.group.strip() for one in judged})
    if len(groups) < 2:  # noqa: PLR2004 - nothing to choose
        return judged
    nobody = words._("without a group")
    chosen = st.multiselect(
        words._("Groups"),
        groups,
        format_func=lambda group: group or nobody,
        key=keys.field(FORM, "groups"),
        placeholder=words._("every group"),
    )
    return [one for one in judged if not chosen or one.handin.book.group.strip() in chosen]


def _results(judged: list[Judged], words: Words) -> None:
    _ = words._
    differs = sum(one.agrees is False for one in judged)
    count = words.n_("{n} hand-in", "{n} hand-ins", len(judged)).format(n=len(judged))
    said = words.n_("{n} differs from its replay", "{n} differ from their replay", differs).format(n=differs)
    st.markdown(f"**{count}** · {said}")
    table = view.table(judged, words)
    st.dataframe(
        table,
        hide_index=True,
        column_config={table.columns[0]: {"pinned": True}},
        key=keys.field(FORM, "table"),
    )
    st.caption(
        _(
            "Replay: the solution in the file was run again, and gave the points that the file states, or not. What differs or resembles is a reason to talk with somebody, not a verdict."
        )
    )
    st.download_button(
        _("Table as CSV"),
        view.safe_csv(table, words),
        "virtlab-class.csv",
        "text/csv",
        key=keys.field(FORM, "csv"),
        on_click="ignore",
    )
    _beliefs(judged, words)
    written = _("What they wrote")
    st.markdown(f"#### {written}")
    with st.container(height=420, key=keys.field(FORM, "texts")):
        st.html(view.writings(judged, library.lessons(), words))


def _beliefs(judged: list[Judged], words: Words) -> None:
    _ = words._
    found = tallies([one.handin.book for one in judged], library.lessons())
    if not found:
        return
    believed = _("What they believed")
    st.markdown(f"#### {believed}")
    st.caption(words.say(view.sentence(found, library.beliefs(), words)))
    if view.tags(found):
        st.plotly_chart(
            view.figure(found, library.beliefs(), words), key=keys.field(FORM, "map"), config={"displayModeBar": False}
        )
        st.caption(
            _(
                "A column is a belief, and a number says how many answers rest on it. Point at it, or open the table, to read the belief."
            )
        )
    with st.expander(_("The same as a table"), key=keys.field(FORM, "map.table")):
        st.dataframe(view.belief_table(found, library.beliefs(), words), hide_index=True)
