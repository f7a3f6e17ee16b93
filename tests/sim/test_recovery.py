"""High availability with its settings: VM monitoring, isolated hosts, admission control."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal, cast

import pytest

from sim.actions.base import Group, OnHost
from sim.actions.world import World
from sim.engine.verbs import Desk
from sim.engine.verbs.faults import FaultVerbs
from sim.run import Run
from sim.text import Message
from tests.sim.builders import do, ha, host, outages, place, run_of, state, vm, why_refused

Golden = Callable[[str, str], None]


class CutOff(OnHost):
    """A host loses its network, or with ``until_s`` after it gets it back."""

    label: ClassVar[str] = "Cut off"
    group: ClassVar[Group] = "fault"

    kind: Literal["cut_off"] = "cut_off"
    back: bool = False

    def sentence(self) -> Message:
        return Message(
            "{host} is back on the network." if self.back else "{host} lost its network.", {"host": self.host}
        )

    def apply(self, world: World) -> None:
        verbs: FaultVerbs = cast("Desk", world).faults
        server, recovery = verbs._server(self.host), verbs._recovery
        (recovery.host_reachable if self.back else recovery.host_isolated)(server)


def cut_off(at_s: float, name: str = "host-b", *, back: bool = False) -> CutOff:
    return CutOff(at_s=at_s, host=name, back=back)


def told(golden: Golden, name: str, run: Run) -> None:
    golden(name, "\n".join(run.story()) + "\n")


# VM monitoring


def test_vm_monitoring_resets_a_crashed_vm_after_thirty_seconds_without_a_heartbeat() -> None:
    run = run_of(host(), vm("mail"), do("crash_guest", 600, machine="mail"), high_availability=ha(vm_monitoring=True))
    assert outages(run, "mail") == [(600.0, 600.0 + 30.0 + 50.0)]


def test_without_vm_monitoring_a_crashed_vm_stays_down() -> None:
    run = run_of(host(), vm("mail"), do("crash_guest", 600, machine="mail"), high_availability=ha())
    assert outages(run, "mail") == [(600.0, 3600.0)]


def test_vm_monitoring_does_not_listen_while_a_system_boots() -> None:
    run = run_of(
        host(),
        vm("mail"),
        do("crash_guest", 600, machine="mail"),
        do("start_machine", 700, machine="mail"),
        do("crash_guest", 710, machine="mail"),
        high_availability=ha(vm_monitoring=True),
    )
    # Started for the first time at 630 by the monitor; crashed again, when it had been up for 80 s, at 710.
    assert state(run, "mail", 700) == "running"
    assert outages(run, "mail") == [(600.0, 680.0), (710.0, 750.0 + 50.0)]


def test_vm_monitoring_gives_up_after_three_resets_within_an_hour(golden: Golden) -> None:
    crashes = [do("crash_guest", 600.0 * n, machine="mail") for n in (1, 2, 3, 4)]
    run = run_of(host(), vm("mail"), *crashes, high_availability=ha(vm_monitoring=True))
    assert [round(end - start) for start, end in outages(run, "mail")] == [80, 80, 80, 1200]
    told(golden, "vm_monitoring", run)


def test_a_reset_older_than_an_hour_does_not_count() -> None:
    crashes = [do("crash_guest", at_s, machine="mail") for at_s in (600, 1200, 1800, 4300)]
    run = run_of(host(), vm("mail"), *crashes, high_availability=ha(vm_monitoring=True), duration_s=7200.0)
    assert [round(end - start) for start, end in outages(run, "mail")] == [80, 80, 80, 80]


# Settings that change while time passes


def test_settings_count_from_the_moment_at_which_they_are_made() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail"),
        do("set_high_availability", 300, profile="proxmox"),
        do("crash_host", 600, host="host-a"),
        high_availability=ha("vsphere"),
    )
    assert outages(run, "mail") == [(600.0, 775.0)]
    assert [change.settings.profile for change in run.settings] == ["vsphere", "proxmox"]


def test_what_was_begun_is_finished_with_the_settings_of_before() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail"),
        do("crash_host", 600, host="host-a"),
        do("set_high_availability", 610, profile="proxmox"),
        high_availability=ha("vsphere"),
    )
    assert outages(run, "mail") == [(600.0, 673.0)]


# Isolation


@pytest.mark.parametrize(
    ("response", "outage"),
    [("leave_on", []), ("power_off", [(630.0, 685.0)]), ("shut_down", [(640.0, 695.0)])],
)
def test_an_isolated_host_does_what_it_was_told_to(response: str, outage: list[tuple[float, float]]) -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail", "host-b"),
        cut_off(600),
        high_availability=ha(isolation_response=response),
    )
    assert outages(run, "mail") == outage
    assert place(run, "mail", 3000) == ("host-a" if outage else "host-b")


def test_the_story_of_an_isolated_host(golden: Golden) -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail", "host-b"),
        cut_off(600),
        do("add_machine", 700, machine={"name": "shop", "runs_on": "host-b", "on": False}),
        do("start_machine", 800, machine="shop"),
        cut_off(1200, back=True),
        high_availability=ha(isolation_response="power_off"),
    )
    assert why_refused(run) == ["host-b is cut off from the other hosts: nothing can be started on it."]
    told(golden, "isolated_host_vsphere", run)


def test_the_primary_notices_its_isolation_sooner() -> None:
    settings = ha(isolation_response="power_off")
    run = run_of(host(), host("host-b"), vm("mail"), cut_off(600, "host-a"), high_availability=settings)
    assert outages(run, "mail") == [(605.0, 660.0)]


def test_a_host_that_is_reachable_again_in_time_keeps_its_machines() -> None:
    settings = ha(isolation_response="power_off")
    run = run_of(
        host(), host("host-b"), vm("mail", "host-b"), cut_off(600), cut_off(620, back=True), high_availability=settings
    )
    assert outages(run, "mail") == []


def test_a_proxmox_host_without_a_quorum_resets_itself(golden: Golden) -> None:
    run = run_of(host(), host("host-b"), vm("mail", "host-b"), cut_off(600), high_availability=ha("proxmox"))
    assert outages(run, "mail") == [(660.0, 600.0 + 120.0 + 5.0 + 50.0)]
    assert place(run, "mail", 3000) == "host-a"
    told(golden, "isolated_host_proxmox", run)


def test_without_high_availability_an_isolated_host_is_left_alone() -> None:
    run = run_of(host(), host("host-b"), vm("mail", "host-b"), cut_off(600))
    assert outages(run, "mail") == []
    assert run.host_state_at("host-b", 3000) == "on"


# Admission control


def full(**settings: Any) -> Run:
    """Return a run of two hosts with 16 GiB each, of which two machines of 6 GiB use as much as one may carry."""
    machines = [vm(f"m{n}", None, memory_mib=6144) for n in range(2)]
    late = {"name": "late", "memory_mib": 6144}
    return run_of(
        host(),
        host("host-b"),
        *machines,
        do("add_machine", 600, machine=late),
        high_availability=ha(**settings),
        placement="worst_fit",
    )


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (
            {"admission": "slots"},
            (
                "Admission control refuses late: 3 slots would be taken, and 2 are left once the largest hosts have failed "
                "(hosts that may fail: 1; one slot: 0.01 cores, 6144 MiB)."
            ),
        ),
        (
            {"admission": "percentage", "reserved_pct": 50.0},
            (
                "Admission control refuses late: only 43.75 % of the cluster would be free (memory), "
                "and 50 % are kept for failures."
            ),
        ),
        (
            {"admission": "hosts"},
            (
                "Admission control refuses late: 18432 MiB of memory would be promised, and 16384 MiB are left once the "
                "largest hosts have failed (hosts that may fail: 1)."
            ),
        ),
    ],
)
def test_admission_control_refuses_the_machine_that_would_take_the_room_kept_for_failures_and_says_the_numbers(
    settings: dict[str, Any], reason: str
) -> None:
    assert why_refused(full(**settings)) == [reason]


@pytest.mark.parametrize(
    "settings",
    [{"admission": "off"}, {"admission": "percentage", "reserved_pct": 40.0}, {"admission": "hosts", "enabled": False}],
)
def test_admission_control_admits_what_leaves_enough_room(settings: dict[str, Any]) -> None:
    run = full(**settings)
    assert why_refused(run) == []
    assert state(run, "late", 3000) == "running"


@pytest.mark.parametrize("admission", ["slots", "hosts"])
def test_what_admission_control_has_admitted_restarts_after_a_crash_of_any_host(admission: str) -> None:
    for broken in ("host-a", "host-b", "host-c"):
        adding = [do("add_machine", 10.0 * n, machine={"name": f"m{n}", "memory_mib": 5000}) for n in range(12)]
        run = run_of(
            host(),
            host("host-b"),
            host("host-c"),
            *adding,
            do("crash_host", 600, host=broken),
            high_availability=ha(admission=admission),
            placement="worst_fit",
        )
        assert why_refused(run)
        started = [machine.name for machine in run.machines]
        assert len(started) == 6
        assert all(state(run, name, 3000) == "running" for name in started)


def test_admission_control_asks_for_reserved_cpu_too() -> None:
    late = {"name": "late", "memory_mib": 256, "reservation_cores": 3.0, "vcpus": 4}
    run = run_of(
        host(),
        host("host-b"),
        vm("m0", vcpus=8, memory_mib=256, reservation_cores=6.0),
        do("add_machine", 600, machine=late),
        high_availability=ha(admission="hosts"),
    )
    assert why_refused(run) == [
        (
            "Admission control refuses late: 9 cores would be reserved, and 7.84 cores are left once the largest hosts "
            "have failed (hosts that may fail: 1)."
        )
    ]
