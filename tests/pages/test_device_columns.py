"""What the chart of disks and network says must be what the run says."""

from __future__ import annotations

import numpy as np
import pytest

from pages.shell.words import words_for
from pages.views.columns import table_of
from pages.views.devices import DEVICES
from sim.study.devices import SHARED, datastores, device_use, links_mib_per_s
from tests.sim.builders import PLAIN, constant, do, host, run_of, vm

TURNING = {"kind": "hdd_15k", "disks": 4, "raid": "raid0"}
"""Disks that read 800 blocks per second, 5 ms each."""


def test_use_is_what_was_carried_of_what_could_be() -> None:
    run = run_of(
        host("host-a"),
        host("host-b"),
        vm("db", workload=constant(0.5, disk_iops_per_core=1000, network_mib_per_core=20)),
        vm("web", "host-b", workload=constant(1.0, disk_iops_per_core=10, network_mib_per_core=50)),
        do("move_machine", 1200, machine="db", to_host="host-b"),
        do("set_workload", 2400, machine="db", workload=constant(1.5, disk_iops_per_core=100)),
    )
    table, used = table_of(run), device_use(run)
    lengths_s = np.diff(table["time_s"])

    def amount(column: str, capacity: float) -> float:
        return float((table[column][:-1] / 100 * capacity * lengths_s).sum())

    store = datastores(run)[SHARED]
    assert amount("store.all.use", store.operations_per_s) == pytest.approx(used.operations[SHARED].integral())
    for name, capacity in links_mib_per_s(run).items():
        key = "all" if name == SHARED else str(run.host_index(name))
        assert amount(f"link.{key}.use", capacity) == pytest.approx(used.mib[name].integral())


def test_the_sentence_says_which_is_busiest_and_how_long_a_request_takes() -> None:
    reader = vm("db", workload=constant(0.4, disk_iops_per_core=1000, disk_read_fraction=1.0))
    run = run_of(host(), reader, assumptions=PLAIN, storage={"array": TURNING})

    table = table_of(run)
    sentence = words_for("en").say(DEVICES.sentence(run, table))

    assert table["store.all.latency"][0] == pytest.approx(10.0)
    assert sentence.startswith(
        "The shared array does 50% of what it can at most, at 00:00:00; a request then takes 10 ms."
    )


def test_many_hosts_are_drawn_as_the_busiest_of_them() -> None:
    crowd = [host(f"host-{n}") for n in range(6)]
    run = run_of(*crowd, vm("db", "host-3", workload=constant(0.5)), shared_storage=False)
    table = table_of(run)

    names = [line["name"] for line in DEVICES.figure(run, words_for("en"))["data"]]

    assert names == ["busiest datastore", "slowest datastore", "switch", "busiest uplink"]
    assert table["link.busiest.use"].tolist() == table["link.3.use"].tolist()
