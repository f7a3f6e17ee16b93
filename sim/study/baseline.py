"""The same company without virtualization: the same loads on one physical server per application.

The twin is a scenario like any other and runs on the same engine, so what virtualization saves, and what
it costs in waiting and risk, is the difference of two runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.actions import Action
from sim.actions.base import OnPart
from sim.actions.hosts import AddHost, RepairHost
from sim.actions.machines import AddMachine
from sim.actions.parts import RepairPart
from sim.faults.host_crash import CrashHost
from sim.faults.hypervisor_panic import PanicHypervisor
from sim.faults.wrong_cable import PullWrongCables
from sim.inventory import Host, LinearPower, Machine
from sim.run import Run
from sim.scenario import Scenario
from sim.site import ARRAY, part_named, parts_of_host

MOST_RACK_UNITS = 48
"""As high as a rack."""
SAME_IN_BOTH_WORLDS = frozenset(
    {
        "remove_machine",
        "start_machine",
        "stop_machine",
        "restart_machine",
        "set_workload",
        "crash_guest",
        "panic_kernel",
        "corrupt_data",
        "back_up",
        "restore_backup",
        "ransomware",
        "leak_data",
        "mount_folder",
        "unmount_folder",
        "unplug_machine",
        "plug_in_machine",
        "set_network",
        "set_administrator",
        "set_patched",
        "guest_page",
        "kill_process",
        "stop_wrong_machine",
    }
)
"""Actions on a machine that mean the same for a physical server. What only a hypervisor can do has no twin."""


def twin(run: Run) -> Scenario:
    """Return the scenario of the same applications, each on a server of its own from start to end.

    What breaks in the building breaks in both. A crash of a host is a crash of one server: that of the first machine that ran on it, because in both
    worlds the same number of parts breaks. A VM that only carries containers needs no server of its own.
    """
    scenario = run.scenario
    applications = [
        machine
        for machine in run.machines
        if not (_only_carries(run, machine) or machine.name in run.mirrors or machine.name in run.replicas)
    ]
    initial = {machine.name for machine in scenario.machines}
    hosts, machines, actions = [], [], []
    for machine in applications:
        copies = sum(first == machine.name for first in run.replicas.values())
        host, server = _server(scenario, machine, 1 + copies)
        if machine.name in initial:
            hosts.append(host)
            machines.append(server)
        else:
            at_s = run.history(machine.name)[0].time_s
            actions += [AddHost(at_s=at_s, host=host), AddMachine(at_s=at_s, machine=server)]
    names = {machine.name for machine in applications}
    actions += _actions(run, names)
    return scenario.model_copy(
        update={
            "hosts": tuple(hosts),
            "machines": tuple(machines),
            "pools": (),
            "actions": tuple(sorted(actions, key=lambda action: action.at_s)),
            "high_availability": type(scenario.high_availability)(),
            "services": type(scenario.services)(),
        }
    )


def server_name(machine: str) -> str:
    """Return the name of the server that carries an application in the baseline world.

    >>> server_name("mail")
    'server of mail'
    """
    return f"server of {machine}"


def _server(scenario: Scenario, machine: Machine, most: int) -> tuple[Host, Machine]:
    """Return the physical server for one application: the legacy model, larger only where it must be.

    One that is scaled needs what the ``most`` machines that it ever had need: so many servers are bought for the peak,
    always on, and stand here as one that is as large as all of them.
    """
    legacy = scenario.legacy_server
    host = Host(
        name=server_name(machine.name),
        cores=most * max(legacy.cores, machine.vcpus),
        memory_mib=most * max(legacy.memory_mib, machine.memory_mib),
        power=LinearPower(idle_w=most * legacy.idle_w, max_w=most * legacy.max_w),
        rack_units=min(most * legacy.rack_units, MOST_RACK_UNITS),
        bare_metal=True,
        on=machine.on,
    )
    server = machine.model_copy(
        update={
            "kind": "physical",
            "vcpus": host.cores,
            "memory_mib": host.memory_mib,
            "runs_on": host.name,
            "shares": None,
            "reservation_cores": 0.0,
            "limit_cores": None,
            "pool": "",
            "memory_shares": None,
            "memory_reservation_mib": 0,
            "memory_limit_mib": None,
            "reservation_iops": 0.0,
            "limit_iops": None,
            "fault_tolerant": False,
            "snapshots": 0,
            "snapshot_every_h": 0.0,
            "reservation_mib_per_s": 0.0,
            "limit_mib_per_s": None,
            "apart": "",
            "together": "",
            "only_on": "",
            "depends_on": (),
        }
    )
    return host, server


def _only_carries(run: Run, machine: Machine) -> bool:
    """Return whether a machine is there for its containers alone."""
    carries = any(change.place == machine.name for change in run.states)
    return carries and machine.workload.pattern == "idle"


def _actions(run: Run, applications: set[str]) -> Iterator[Action]:
    """Yield what people do and what breaks in the baseline world."""
    broken: dict[str, str] = {}
    refused = {index for index, _ in run.refused}
    for index, action in enumerate(run.scenario.actions):
        if index in refused:
            continue
        if action.kind in SAME_IN_BOTH_WORLDS and action.target_name in applications:
            yield action
        elif isinstance(action, OnPart):
            yield from _at_part(run, action, applications, broken)
        elif isinstance(action, CrashHost | PanicHypervisor | PullWrongCables):
            first = _first_on(run, action.host, action.at_s, applications)
            if first:
                broken[action.host] = server_name(first)
                yield action.model_copy(update={"host": broken[action.host]})
        elif isinstance(action, RepairHost) and action.host in broken:
            yield RepairHost(at_s=action.at_s, host=broken.pop(action.host))


def _at_part(run: Run, action: OnPart, applications: set[str], broken: dict[str, str]) -> Iterator[Action]:
    """Yield what happens to a part of the baseline world.

    The building is the same one. A part of a host is a part of the one server that such a host stands for; there is
    no shared array there, and no path to one: every server has disks of its own, which do not break with the array.
    """
    part = part_named(action.part)
    if part.kind == "path" or part.owner == ARRAY:
        return
    if not part.host:
        yield action
        return
    repaired = isinstance(action, RepairPart)
    server = broken.get(action.part) or broken.get(part.host) if repaired else None
    if not repaired:
        first = _first_on(run, part.host, action.at_s, applications)
        server = server_name(first) if first else None
    if server is None:
        return
    broken[action.part] = server
    same = [own for own in parts_of_host(run.scenario.site, _plain(server), has_paths=False) if own.kind == part.kind]
    its_own = same[(int(part.label or 1) - 1) % len(same)]
    yield action.model_copy(update={"part": its_own.name})


def _plain(server: str) -> Host:
    """Return a server with the parts that every server of the baseline world has."""
    return Host(name=server, bare_metal=True)


def _first_on(run: Run, host: str, at_s: float, applications: set[str]) -> str:
    """Return the first application that was on a host just before an instant; empty for none."""
    for machine in run.machines:
        before = [change for change in run.history(machine.name) if change.time_s < at_s or change.time_s == 0.0]
        if before and machine.name in applications and before[-1].host == host and before[-1].state == "running":
            return machine.name
    return ""
