"""The stage of the journeys, and what must hold in every one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.chromium import chromium
from benchmarks.server import running_app
from tests.journeys.patience import PATIENCE_S
from tests.journeys.visitor import Visitor

HERE = Path(__file__).parent
PATIENCE_MS = 1000 * PATIENCE_S
RERUNS = 2
"""A real browser on a shared machine may starve for seconds; a defect fails three times all the same."""

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let a journey that fails be tried again, and no other test; ``-rR`` lists what was (``--force-reruns 0``: never)."""
    if config.pluginmanager.hasplugin("rerunfailures"):
        for item in items:
            if item.path.is_relative_to(HERE):
                item.add_marker(pytest.mark.flaky(reruns=RERUNS))


@pytest.fixture(scope="session")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "server.log"


@pytest.fixture(scope="session")
def address(server_log: Path) -> Iterator[str]:
    """Return the address of the app, which one server serves to all journeys."""
    with running_app(server_log) as app:
        yield app.address


# Not for the whole session: while Playwright runs, no other test could start an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def new_visitor(address: str, server_log: Path, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Return a way to let in somebody who was never here before.

    At the end: nobody's browser asked for anything outside or complained, and the server wrote no traceback.
    """
    visitors: list[Visitor] = []
    before = len(server_log.read_bytes())  # what an earlier journey left there is not held against this one

    def let_in(language: str = "en", **looks: Any) -> Visitor:
        context = browser.new_context(**({"viewport": {"width": 1366, "height": 768}, "locale": language} | looks))
        context.set_default_timeout(PATIENCE_MS)
        visitors.append(Visitor(context.new_page(), address, language))
        return visitors[-1]

    yield let_in
    for visitor in visitors:
        visitor.page.context.close()
    for visitor in visitors:
        assert visitor.complaints == []
        assert visitor.asked_outside == []
    assert b"Traceback" not in server_log.read_bytes()[before:]


@pytest.fixture
def visitor(new_visitor: Callable[..., Visitor]) -> Visitor:
    """Return somebody with an English browser on a laptop."""
    return new_visitor()
