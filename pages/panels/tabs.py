"""The plain forms below the live view, in tabs; only the open tab is made."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, chain

import streamlit as st

from pages.panels import (
    about,
    challenge_maker,
    fault_map,
    faults,
    hosts,
    isolation,
    machines,
    migrations,
    numbers,
    own_load,
    protection,
    services,
    share,
    timeline,
    when,
)
from pages.panels.counter import Counter
from pages.shell import front, keys
from pages.shell.session import lab
from sim.text import N_, Message

Tab = tuple[str, Callable[[Counter], None]]
GROUPS: tuple[tuple[Tab, ...], ...] = (
    ((N_("This scenario"), about.show),),
    (
        (N_("Machines"), machines.show),
        (N_("Hosts"), hosts.show),
        (N_("Your own load"), own_load.show),
        (N_("Migrations"), migrations.show),
        (N_("Services"), services.show),
    ),
    (
        (N_("Break something"), faults.show),
        (N_("Fault map"), fault_map.show),
        (N_("Isolation"), isolation.show),
        (N_("Protection"), protection.show),
    ),
    ((N_("What was done"), timeline.show), (N_("Log & numbers"), numbers.show)),
    ((N_("Share"), share.show), (N_("Make a challenge"), challenge_maker.show)),
)
"""The tabs, those that belong together side by side: what runs, what breaks, what was seen, what goes to others."""
TABS: tuple[Tab, ...] = tuple(chain.from_iterable(GROUPS))
_ENDS = tuple(accumulate(map(len, GROUPS[:-1])))
WEAR = N_("Parts fail by themselves here, {acceleration} times as often as in reality.")


@st.fragment(key=keys.FORMS)
def show() -> None:
    """Show the notice, the time at which the forms act, undo and redo, and the tabs; keep the address true."""
    words, mine = front.words(), lab()
    front.keep_address(mine)
    at_s = when.ask(mine, words)
    if mine.notice:
        say = st.warning if mine.notice.level == "warning" else st.success
        say(words.say(mine.notice.message))
    if mine.scenario.wear.enabled:
        st.caption(words.say(Message(WEAR, {"acceleration": mine.scenario.wear.acceleration})))
    counter = Counter(mine, words, at_s)
    st.html(f"<style>{_gaps()}</style>")
    for tab, (_name, fill) in zip(
        st.tabs([words._(name) for name, _fill in TABS], key=keys.TABS, on_change="rerun"), TABS, strict=True
    ):
        with tab:
            if tab.open:
                fill(counter)


def _gaps() -> str:
    """Return the rule of the style sheet that sets the groups of tabs apart."""
    last = ", ".join(f":nth-child({end})" for end in _ENDS)
    return f".st-key-{keys.TABS} > * > [role=tablist] > [role=tab]:is({last}) {{ margin-inline-end: 1.1rem; }}"
