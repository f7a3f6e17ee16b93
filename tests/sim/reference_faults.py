"""The racks and the faults of reference cases, in the model's words.

A fault is written as what happens to what, with particulars in brackets: ``psu_failed:h1(1 of 2)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.scenario import Scenario
from sim.study.blast_radius import Reach
from sim.study.what_if import Outcome

Deed = Mapping[str, Any]

FAULTS: dict[str, Callable[[str, str], Sequence[Deed]]] = {
    r"guest_os_crash:(\w+)": lambda vm, _: [{"kind": "crash_guest", "machine": vm}],
    r"guest_kernel_panic:(\w+)": lambda vm, _: [{"kind": "panic_kernel", "machine": vm}],
    r"container_oom_kill:(\w+)": lambda container, _: [{"kind": "kill_process", "machine": container}],
    r"host_crash:(\w+)": lambda host, _: [{"kind": "crash_host", "host": host}],
    r"hypervisor_panic:(\w+)": lambda host, _: [{"kind": "panic_hypervisor", "host": host}],
    r"psu_failed:(\w+)": lambda host, how: _one_by_one("psu_fails", f"{host} psu", how),
    r"feeds?_([A-H](?:_and_[A-H])*)_lost": lambda feeds, _: [
        {"kind": "feed_fails", "part": f"feed {feed}"} for feed in feeds.split("_and_")
    ],
    r"nic_link_failed:(\w+)": lambda host, how: _one_by_one("nic_fails", f"{host} nic", how),
    r"nic_all_links_failed:(\w+)": lambda host, _: [{"kind": "pull_wrong_cables", "host": host}],
    r"dimm_correctable:(\w+)": lambda host, _: [{"kind": "dimm_correctable", "part": f"{host} dimm 1"}],
    r"dimm_uncorrectable_in_(?!hypervisor)(\w+)_page:\w+": lambda vm, _: [{"kind": "guest_page", "machine": vm}],
    r"dimm_uncorrectable_in_hypervisor:(\w+)": lambda host, _: [{"kind": "dimm_hypervisor", "part": f"{host} dimm 1"}],
    r"disk_failed:(\w+)": lambda _, how: _one_by_one("disk_fails", "array disk", how),
    r"tor_failed:(\w+)": lambda _, how: _one_by_one("switch_fails", "switch", how),
    r"array_lost:(\w+)": lambda _array, _how: [{"kind": "array_fails", "part": "array enclosure"}],
    r"malware:(\w+)": lambda vm, _: [{"kind": "ransomware", "machine": vm}],
    r"db_corruption:(\w+)": lambda vm, _: [{"kind": "corrupt_data", "machine": vm}],
}
"""What a case calls its faults, as the model's actions, one after the other."""


def deeds(fault: str) -> Sequence[Deed]:
    """Return a fault as the model's actions; raise a ValueError for one that the cases have no word for.

    >>> deeds("host_crash:h2")
    [{'kind': 'crash_host', 'host': 'h2'}]
    >>> [deed["part"] for deed in deeds("disk_failed:a1(2, raid6)")]
    ['array disk 1', 'array disk 2']
    """
    name, _, particulars = fault.removesuffix(")").partition("(")
    for pattern, action in FAULTS.items():
        if found := re.fullmatch(pattern, name):
            return action(found[1], particulars)
    message = f"no such fault: {fault!r}"
    raise ValueError(message)


def _one_by_one(kind: str, parts: str, how: str) -> list[Deed]:
    """Let so many parts fail as ``how`` begins with: one where it says none."""
    count = re.match(r"\d+", how)
    return [{"kind": kind, "part": f"{parts} {number}"} for number in range(1, int(count[0] if count else 1) + 1)]


def rack_of(topology: Mapping[str, Any]) -> Scenario:
    """Return the rack of a case: hosts on one switch, VMs on them, containers in a VM, one shared array."""
    hosts = topology["r1"]["hosts"]
    vms = {vm: host for host in hosts for vm in topology.get(host, ())}
    inside = {container: vm for vm in vms for container in topology.get(vm, ())}
    nics: list[dict[str, Any]] = [{}] * topology.get("bond_links", 2)
    supplies = topology.get("psu_per_host", 2)
    return Scenario.checked(
        {
            "hosts": [{"name": host, "power_supplies": supplies, "nics": nics} for host in hosts],
            "machines": [{"name": vm, "runs_on": host} for vm, host in vms.items()]
            + [
                {"name": name, "kind": "container", "runs_on": vm, "vcpus": 1, "memory_mib": 512}
                for name, vm in inside.items()
            ],
            "site": {"switches": 1, "feeds": len(topology.get("feeds", "AB"))},
            "storage": {"array": {"raid": topology.get("raid", "raid6")}},
            "duration_s": 3600.0,
        }
    )


def what_else(far: Reach | None, outcome: Outcome, vms: Sequence[str]) -> str:
    """Return in the cases' words what a fault does beyond stopping somebody."""
    if outcome.damaged:
        whose = outcome.damaged[0]
        if far is None:
            return f"{whose} compromised; isolate or roll back to snapshot"
        untouched = ",".join(vm for vm in vms if vm not in outcome.damaged)
        return f"{whose} data wrong; restore backup; {untouched} untouched"
    walls = " ".join(wall.english() for wall in far.walls) if far is not None else ""
    if "network cards" in walls:
        return "bandwidth halved"
    if "disks" in walls:
        return "rebuild load, reduced IOPS"
    if "power supplies" in walls:
        return "redundancy lost"
    return "log only; replace when rate high" if not outcome.absences else ""
