"""What the page tests share: the app, opened by a visitor."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.visitor import PATIENCE_S, OpenApp
from tests.places import ROOT


@pytest.fixture
def open_app() -> OpenApp:
    """Return a function that opens the lab as a visitor with these parameters in the address."""

    def opened(**parameters: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_S)
        for name, value in {"lang": "en", **parameters}.items():
            at.query_params[name] = value
        return at.switch_page("pages/lab.py").run()

    return opened
