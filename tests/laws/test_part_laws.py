"""What holds of parts that fail, whichever they are: fewer faults and more redundancy never hurt anybody."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.actions import Action
from sim.engine import simulate
from sim.mechanisms.dependency import Dependencies, Need
from sim.scenario import Scenario
from sim.study.metrics import availability
from tests.sim.builders import books, do, host, scenario, vm

EXACT = 1e-9
PARTS = {
    "utility_fails": ("utility",),
    "generator_fails": ("generator",),
    "ups_fails": ("ups A", "ups B"),
    "feed_fails": ("feed A", "feed B"),
    "switch_fails": ("switch 1", "switch 2"),
    "controller_fails": ("array controller 1", "array controller 2"),
    "array_fails": ("array enclosure",),
    "disk_fails": ("array disk 1", "array disk 2", "array disk 5", "host-a disk 1", "host-a disk 2"),
    "psu_fails": ("host-a psu 1", "host-a psu 2", "host-b psu 1"),
    "nic_fails": ("host-a nic 1", "host-a nic 2", "host-b nic 1"),
    "path_fails": ("host-a path 1", "host-b path 2"),
}
CHOICES = [(kind, part) for kind, parts in PARTS.items() for part in parts]


@st.composite
def faults(draw: st.DrawFn) -> tuple[Action, ...]:
    """Return faults of some parts, each at most once, some of them repaired."""
    chosen = draw(st.lists(st.sampled_from(CHOICES), unique=True, max_size=6))
    return tuple(
        do(
            kind,
            draw(st.sampled_from([60.0, 300.0, 600.0, 900.0])),
            part=part,
            repair_after_s=draw(st.sampled_from([None, 30.0, 700.0])),
        )
        for kind, part in chosen
    )


def rack(
    deeds: tuple[Action, ...], *, lean: dict[str, Any] | None = None, site: dict[str, Any] | None = None
) -> Scenario:
    """Return two hosts with a machine each, with less redundancy where ``lean`` and ``site`` say so."""
    fields = lean or {}
    hosts = (host("host-a", **fields), host("host-b", **fields))
    return scenario(*hosts, vm("mail"), vm("shop", "host-b"), *deeds, site=site or {})


def available(world: Scenario) -> list[float]:
    """Return the availability of every machine."""
    run = simulate(world)
    return [float(availability(run, machine.name)[0]) for machine in run.machines]


@settings(max_examples=40)
@given(faults(), st.data())
def test_without_one_of_the_faults_nobody_is_worse_off(deeds: tuple[Action, ...], data: st.DataObject) -> None:
    if not deeds:
        return
    spared = data.draw(st.sampled_from(range(len(deeds))))
    fewer = tuple(deed for position, deed in enumerate(deeds) if position != spared)
    for less, more in zip(available(rack(fewer)), available(rack(deeds)), strict=True):
        assert less >= more - EXACT


@settings(max_examples=40)
@given(
    faults(),
    st.sampled_from(
        [
            ({"power_supplies": 1}, {}),
            ({"psu_feeds": ("A", "A")}, {}),
            ({"nics": ({},)}, {}),
            ({"raid": "raid0"}, {}),
            ({}, {"generator": False}),
            ({}, {"ups_autonomy_s": 20.0}),
            ({}, {"switches": 1}),
            ({}, {"controllers": 1}),
            ({}, {"paths": 1}),
        ]
    ),
)
def test_more_redundancy_leaves_nobody_worse_off(
    deeds: tuple[Action, ...], leaner: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    lean, site = leaner
    poor = rack(deeds, lean=lean, site=site)
    # A part that is there in addition may fail too, but that is another question.
    missing = [id(poor.actions[index]) for index, _why in simulate(poor).refused]
    deeds = tuple(deed for deed in deeds if id(deed) not in missing)
    for with_more, with_less in zip(available(rack(deeds)), available(rack(deeds, lean=lean, site=site)), strict=True):
        assert with_more >= with_less - EXACT


@settings(max_examples=15)
@given(faults())
def test_the_same_faults_give_the_same_run(deeds: tuple[Action, ...]) -> None:
    one, other = simulate(rack(deeds)), simulate(rack(deeds))
    assert books(one) == books(other)
    assert one.parts == other.parts
    assert one.story() == other.story()


@st.composite
def graphs(draw: st.DrawFn) -> dict[int, list[Need[int]]]:
    """Return who needs what among a few nodes, each of which needs some of those before it."""
    needs: dict[int, list[Need[int]]] = {}
    for node in range(draw(st.integers(1, 12))):
        groups = (
            draw(st.lists(st.lists(st.sampled_from(range(node)), unique=True, min_size=1), max_size=3)) if node else []
        )
        needs[node] = [Need(draw(st.integers(1, len(group))), tuple(group)) for group in groups]
    return needs


@given(graphs(), st.data())
def test_a_graph_on_top_of_another_says_the_same_and_its_walls_stand_where_a_fault_ends(
    needs: dict[int, list[Need[int]]], data: st.DataObject
) -> None:
    failed = data.draw(st.sets(st.sampled_from(range(len(needs)))))
    whole, low = Dependencies(needs), data.draw(st.integers(0, len(needs)))
    stacked = Dependencies(needs, base=Dependencies({node: needs[node] for node in range(low)}))
    down = whole.down(failed)
    assert set(stacked.down(failed)) == set(down)
    touched = {node for node in needs if any(other in down for need in needs[node] for other in need.of)}
    assert set(whole.walls(failed)) == set(stacked.walls(failed)) == touched - set(down)
    for node in down:
        assert stacked.way(failed, node)[0] in failed
