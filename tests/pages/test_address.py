"""What the address bar says and what it is read as."""

from __future__ import annotations

import pytest

from pages.shell import address
from sim.importers.links import LONGEST_LINK
from sim.scenario import Scenario
from sim.workloads.trace import Trace
from tests.sim.builders import host, scenario, vm


def test_what_is_written_is_read_again() -> None:
    parameters: dict[str, str] = {}
    start = scenario(host(), vm("mail"))

    address.write(parameters, language="fr", link=address.link_to(start), time_s=37_807.0)

    assert parameters["t"] == "10:30:07"
    assert address.read(parameters) == address.Wish(start, 37_807.0)


def test_what_is_not_said_is_taken_away() -> None:
    parameters = {"lang": "en", "s": "old", "t": "10:00:00", "other": "kept"}

    address.write(parameters, language="en", link=None, time_s=None)

    assert parameters == {"lang": "en", "other": "kept"}


def test_what_is_too_long_for_an_address_is_no_link() -> None:
    noise = tuple(float(n * 7919 % 10_000) / 100 for n in range(20_000))

    assert address.link_to(scenario(host(), vm("mail", workload=Trace(percentages=noise)))) is None
    assert len(address.link_to(Scenario()) or "") < LONGEST_LINK


@pytest.mark.parametrize("text", ["zzz", "1", "1%%%", "", "2abc", "1" + "A" * 100])
def test_a_bad_link_asks_for_nothing_and_says_why(text: str) -> None:
    wish = address.read({"s": text})

    assert wish.scenario is None
    assert (wish.problem is None) == (text == "")


@pytest.mark.parametrize(
    ("text", "time_s"), [("10:30", 37_800.0), ("26:00:00", 93_600.0), ("5", 5.0), ("-5", None), ("١:٢", None)]
)
def test_a_time_is_read_as_a_clock_or_as_seconds(text: str, time_s: float | None) -> None:
    assert address.read({"t": text}).time_s == time_s
