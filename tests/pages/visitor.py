"""What a visitor of the app has and does."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from pages.shell import keys
from pages.shell.session import Lab

PATIENCE_S = 120
"""For one run of a page. Generous: other tests, or other people, may need the processor too."""
OpenApp = Callable[..., AppTest]


def lab_of(at: AppTest) -> Lab:
    """Return the visitor's lab."""
    found: Lab = at.session_state[keys.LAB]
    return found


def open_tab(at: AppTest, position: int) -> AppTest:
    """Open one of the tabs below the live view."""
    at.session_state[keys.TABS] = at.tabs[position].label
    return at.run()
