"""The isolation matrix, confirmed by runs: what it says happens, and what it excludes does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.engine import simulate
from sim.importers.ready import read_ready_scenario
from sim.run import Run
from sim.study.isolation import ATTACKS, QUESTIONS, Threat, matrix
from tests.places import ROOT
from tests.sim.builders import PLAIN, constant, container, do, host, run_of, scenario, vm

AT_S = 600.0
DEEDS: dict[Threat, dict[str, Any]] = {
    "corruption": {"kind": "corrupt_data"},
    "ransomware": {"kind": "ransomware"},
    "worm": {"kind": "ransomware", "worm": True},
    "leak": {"kind": "leak_data"},
    "crash": {"kind": "crash_guest"},
    "panic": {"kind": "panic_kernel"},
    "load": {"kind": "set_workload", "workload": {"pattern": "constant", "cores": 16.0, "timeout_s": None}},
    "container_escape": {"kind": "container_escape"},
    "vm_escape": {"kind": "vm_escape"},
    "side_channel": {"kind": "side_channel"},
}


def rack() -> tuple[Any, ...]:
    """Return machines of every kind, with a bridge of every kind between some of them."""
    common = {"folders": ({"name": "common"},)}
    reader = {"folders": ({"name": "common", "access": "read_only"},)}
    small: dict[str, Any] = {"memory_mib": 1024, "disk_gib": 10, "vcpus": 4, "workload": constant(1.0)}
    return (
        host(smt=True, patched=False),
        host("host-b"),
        vm("files", **small | common),
        vm("books", **small | common | {"reservation_cores": 4.0}),
        vm("intranet", "host-b", **small | reader | {"depends_on": ("files",)}),
        vm("mail", "host-b", **small | {"administrator": "office"}),
        vm("till", "host-b", **small | {"administrator": "office", "network": "tills"}),
        vm("old", "host-b", **small | {"patched": False}),
        vm("docker", "host-b", **small),
        container("web", "docker", workload=constant(0.5)),
        container("api", "docker", workload=constant(0.5)),
        container("bare", workload=constant(0.5)),
    )


def test_there_is_a_deed_for_every_threat() -> None:
    assert DEEDS.keys() == QUESTIONS.keys()


@pytest.mark.parametrize("threat", QUESTIONS)
def test_the_matrix_says_what_a_run_does(threat: Threat) -> None:
    before = run_of(*rack(), assumptions=PLAIN, duration_s=7200.0)
    cells = matrix(before, threat, AT_S)
    for source in {source for source, _ in cells}:
        fields = dict(DEEDS[threat])
        after = run_of(
            *rack(), do(fields.pop("kind"), AT_S, machine=source, **fields), assumptions=PLAIN, duration_s=7200.0
        )
        for target in [target for one, target in cells if one == source]:
            cell = cells[source, target]
            if cell.verdict == "none":
                continue
            happened = _happened(threat, before, after, target)
            assert happened or cell.verdict != "reached" or threat == "load", (source, target, cell.reason.english())
            assert cell.verdict == "reached" or not happened, (source, target, cell.reason.english())


def _happened(threat: Threat, before: Run, after: Run, target: str) -> bool:
    """Return whether what the threat means came to a machine."""
    if threat in ATTACKS:
        data = after.data_at(target, 7100.0)
        return data.exposed if ATTACKS[threat].harm == "exposed" else data.damaged
    if threat == "load":
        times_s = [600.0 + 60.0 * minute for minute in range(100)]
        given = [run.cpu_of(target, "given_cores").sample(times_s) for run in (before, after)]
        return bool((abs(given[0] - given[1]) > 1e-9).any())
    return any(change.state == "crashed" for change in after.history(target) if change.time_s >= AT_S)


def test_depending_on_a_machine_is_errors_and_not_contagion() -> None:
    run = simulate(scenario(host(), vm("shop-db"), vm("shop-web", depends_on=("shop-db",))))
    cells = matrix(run, "ransomware", 0.0)
    assert cells["shop-db", "shop-web"].verdict == "errors"
    assert cells["shop-web", "shop-db"].verdict == "safe"


def test_a_reservation_is_a_wall_against_a_noisy_neighbour() -> None:
    run = run_of(*rack(), assumptions=PLAIN)
    cells = matrix(run, "load", AT_S)
    assert cells["files", "books"].verdict == "safe"
    assert cells["books", "files"].verdict == "reached"
    assert cells["files", "mail"].verdict == "safe"


def test_the_ready_scenario_takes_one_two_or_five() -> None:
    ready = read_ready_scenario(Path(ROOT) / "assets" / "scenarios" / "ransomware.yaml").scenario
    names = [machine.name for machine in ready.machines]

    def encrypted(*actions: Any) -> int:
        run = simulate(ready.model_copy(update={"actions": (*actions, *ready.actions)}))
        return sum(run.is_corrupted_at(name, 12 * 3600.0) for name in names)

    assert encrypted() == 2
    assert encrypted(do("unmount_folder", 60, machine="accounting", folder="common")) == 1
    assert encrypted(*(do("mount_folder", 60, machine=name, folder="common") for name in names)) == 5
