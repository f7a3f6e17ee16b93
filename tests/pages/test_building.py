"""The row above the rack: what it says of the building's parts at every moment."""

from __future__ import annotations

from typing import Any

from pages.shell.words import words_for
from pages.views.building import building
from sim.actions import Action
from tests.sim.builders import do, host, run_of, vm


def groups(*deeds: Action, **fields: object) -> dict[str, dict[str, Any]]:
    """Return the groups of a rack of one host, by their titles."""
    return {one["title"]: one for one in building(run_of(host(), vm("mail"), *deeds, **fields), words_for("en"))}


def downs(group: dict[str, Any]) -> list[tuple[float, bool]]:
    """Return when a group goes down and comes back."""
    return [
        (time_s, down)
        for (time_s, down), before in zip(group["down"], [False, *(down for _t, down in group["down"])], strict=False)
        if down != before
    ]


def test_every_part_of_the_building_stands_in_one_group() -> None:
    found = groups(shared_storage=True)

    assert list(found) == ["Mains", "Feed A", "Feed B", "Switch 1", "Switch 2", "Storage"]
    assert [name for name, *_rest in found["Feed A"]["parts"]] == ["feed A", "ups A"]
    assert "host-a path 2" in [name for name, *_rest in found["Storage"]["parts"]]
    assert "Storage" not in groups(shared_storage=False)


def test_a_group_is_down_when_what_it_needs_is_and_nothing_failed_in_it() -> None:
    found = groups(
        do("utility_fails", 600, part="utility"),
        do("ups_fails", 700, part="ups A"),
        do("generator_fails", 900, part="generator"),
        do("repair_part", 2400, part="generator"),
    )

    assert downs(found["Mains"]) == [(900.0, True), (2400.0, False)], "until then the generator carries it"
    assert downs(found["Feed A"]) == [(700.0, True)], "a feed hangs on its UPS"
    assert found["Feed A"]["broken"][-1][1] == [["ups A", "UPS A"]]
    assert downs(found["Feed B"]) == [(1500.0, True), (2400.0, False)], "its battery lasts for ten minutes"
    assert downs(found["Switch 1"]) == [(1500.0, True), (2400.0, False)], "one feed is enough"
