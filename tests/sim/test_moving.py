"""What is said before a move is what comes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.actions import ACTIONS
from sim.engine import simulate
from sim.frozen import plugin_from
from sim.importers.ready import read_ready_scenario
from sim.scenario import Scenario
from sim.study.moving import prospects
from sim.units import HOUR_S

READY = Path(__file__).parents[2] / "assets" / "scenarios"
AT_S = 10 * HOUR_S


@pytest.mark.parametrize("story", ["sme", "vm-container-microvm", "maintenance", "twelve-servers"])
def test_what_is_said_before_a_move_is_what_comes_of_it(story: str) -> None:
    scenario = read_ready_scenario(READY / f"{story}.yaml").scenario
    run = simulate(scenario)

    for machine in run.machines[:6]:
        for prospect in prospects(run, machine.name, AT_S):
            kind = prospect.kind or "move_machine"
            assert _refusal(scenario, kind, machine.name, prospect.place) == (None if prospect.kind else prospect.why)
            if kind == "move_machine" and prospect.kind:
                live = "migrate_machine" if scenario.shared_storage else "migrate_storage"
                assert _refusal(scenario, live, machine.name, prospect.place) is not None


def _refusal(scenario: Scenario, kind: str, machine: str, place: str) -> object:
    """Return with what reason an action is refused; None when it is done."""
    action = plugin_from(ACTIONS, "kind", {"kind": kind, "machine": machine, "to_host": place, "at_s": AT_S})
    after = scenario.with_action(action)
    position = next(index for index, one in enumerate(after.actions) if one is action)
    return dict(simulate(after).refused).get(position)
