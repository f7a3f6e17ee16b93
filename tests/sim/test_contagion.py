"""Whose data an attack comes to, over which bridge, and which wall stops it: told as stories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.run import Run
from sim.study.metrics import serves
from tests.sim.builders import container, do, host, run_of, vm, why_refused

Golden = Callable[[str, str], None]
FIVE = ("files", "accounting", "mail", "shop-web", "shop-db")


def told(golden: Golden, name: str, run: Run) -> None:
    """Compare a run's log with the golden one."""
    golden(name, "\n".join(run.story()) + "\n")


def small(name: str, *folders: str, place: str = "host-a", **fields: Any) -> Any:
    """Return a small VM with ten GiB of data that reads and writes these folders."""
    shared = tuple({"name": folder} for folder in folders)
    return vm(name, place, memory_mib=1024, disk_gib=10, folders=shared, **fields)


def harmed(run: Run, at_s: float = 3600.0) -> list[str]:
    """Return the machines whose data are damaged at an instant."""
    return [machine.name for machine in run.machines if run.data_at(machine.name, at_s).damaged]


def exposed(run: Run, at_s: float = 3600.0) -> list[str]:
    """Return the machines whose data lay open."""
    return [machine.name for machine in run.machines if run.data_at(machine.name, at_s).exposed]


# Corruption


def test_corruption_reaches_whoever_writes_in_the_same_folder_and_not_its_reader(golden: Golden) -> None:
    run = run_of(
        host(),
        small("files", "common"),
        small("accounting", "common"),
        small("intranet"),
        small("mail"),
        do("mount_folder", 0, machine="intranet", folder="common", access="read_only"),
        do("corrupt_data", 600, machine="files"),
    )
    assert harmed(run) == ["files", "accounting"]
    assert not serves(run, "intranet", 700), "it reads what is wrong"
    assert serves(run, "mail", 700)
    told(golden, "corruption_through_a_folder", run)


@pytest.mark.parametrize(("sharers", "count"), [((), 1), (("accounting",), 2), (FIVE[1:], 5)])
def test_one_two_or_five_machines_are_hit_as_one_two_or_five_share_a_folder(
    sharers: tuple[str, ...], count: int
) -> None:
    mounts = [do("mount_folder", 60, machine=name, folder="common") for name in ("files", *sharers)]
    for deed in ("corrupt_data", "ransomware"):
        run = run_of(host(), *map(small, FIVE), *(mounts if sharers else ()), do(deed, 600, machine="files"))
        assert len(harmed(run)) == count


def test_a_folder_unmounted_in_time_is_a_wall_and_one_mounted_late_is_a_bridge() -> None:
    run = run_of(
        host(),
        small("files", "common"),
        small("accounting", "common"),
        small("mail"),
        do("corrupt_data", 600, machine="files"),
        do("unmount_folder", 630, machine="accounting", folder="common"),
        do("mount_folder", 1200, machine="mail", folder="common"),
        do("unmount_folder", 1300, machine="accounting", folder="common"),
    )
    assert harmed(run, 1259.0) == ["files"]
    assert harmed(run, 1260.0) == ["files", "mail"]
    assert why_refused(run) == ["accounting does not mount the shared folder “common”."]
    path = run.data_at("mail", 3600.0).path
    assert [(hop.source, hop.target, hop.bridge, hop.via) for hop in path] == [("files", "mail", "folder", "common")]


# Ransomware


def test_ransomware_takes_its_own_disk_then_the_folders_that_it_may_write(golden: Golden) -> None:
    run = run_of(
        host(),
        small("files", "common"),
        small("accounting", "common"),
        small("mail"),
        do("ransomware", 600, machine="files"),
        do("ransomware", 700, machine="files"),
    )
    assert harmed(run, 702.3) == ["files"]
    assert harmed(run, 702.4) == ["files", "accounting"], "10 GiB at 100 MiB/s take 102.4 s"
    assert why_refused(run) == ["The data of files are encrypted already."]
    told(golden, "ransomware_through_a_folder", run)


def test_one_password_for_many_machines_opens_them_and_who_is_unplugged_in_time_is_spared(golden: Golden) -> None:
    run = run_of(
        host(),
        small("files", administrator="office"),
        small("mail", administrator="office"),
        small("books", administrator="books"),
        small("till", administrator="office", network="tills"),
        small("spare", administrator="office"),
        do("ransomware", 600, machine="files"),
        do("unplug_machine", 720, machine="spare"),
        do("allow_traffic", 1200, source="lan", to="tills", lets="everything"),
        do("plug_in_machine", 1800, machine="spare"),
    )
    assert harmed(run, 1199.0) == ["files", "mail"]
    assert harmed(run, 1799.0) == ["files", "mail", "till"]
    assert harmed(run, 1860.0) == ["files", "mail", "till", "spare"]
    told(golden, "ransomware_with_one_password", run)


def test_a_worm_takes_what_has_no_updates_and_is_in_its_network(golden: Golden) -> None:
    run = run_of(
        host(),
        small("files", patched=False),
        small("mail", patched=False),
        small("books"),
        small("till", network="tills", patched=False),
        do("set_patched", 650, machine="mail", enabled=True),
        do("ransomware", 600, machine="files", worm=True),
        do("set_patched", 1200, machine="books", enabled=False),
    )
    assert harmed(run, 1259.0) == ["files"]
    assert harmed(run, 3600.0) == ["files", "books"]
    told(golden, "worm", run)


def test_what_lies_in_a_vm_is_encrypted_with_it_and_a_container_does_not_reach_its_vm() -> None:
    rack = (host(), small("docker"), container("web", "docker"), container("api", "docker"), small("beside"))
    assert harmed(run_of(*rack, do("ransomware", 600, machine="docker"))) == ["docker", "web", "api"]
    assert harmed(run_of(*rack, do("ransomware", 600, machine="web"))) == ["web"]


def test_a_copy_of_an_infected_machine_is_infected() -> None:
    run = run_of(
        host(),
        small("files"),
        small("mail"),
        do("ransomware", 600, machine="files"),
        do("clone_machine", 1200, machine="files", clone="copy"),
        do("mount_folder", 1500, machine="copy", folder="common"),
        do("mount_folder", 1500, machine="mail", folder="common"),
    )
    assert harmed(run) == ["files", "mail", "copy"]
    assert [hop.source for hop in run.data_at("mail", 3600.0).path] == ["files", "copy"]


# Leaks and escapes


def test_a_leak_reads_what_others_write_and_changes_nothing(golden: Golden) -> None:
    run = run_of(
        host(),
        small("files", "common"),
        small("intranet"),
        small("mail"),
        do("mount_folder", 0, machine="intranet", folder="common", access="read_only"),
        do("leak_data", 600, machine="intranet"),
    )
    assert exposed(run) == ["files", "intranet"]
    assert harmed(run) == []
    assert serves(run, "files", 3000)
    told(golden, "data_leak", run)


def test_out_of_a_container_is_into_its_kernel_and_a_vm_around_it_is_the_wall(golden: Golden) -> None:
    rack = (
        host(),
        small("docker"),
        container("web", "docker"),
        container("api", "docker"),
        container("bare"),
        small("m"),
    )
    inside = run_of(*rack, do("container_escape", 600, machine="web"))
    assert exposed(inside) == ["docker", "web", "api"]
    told(golden, "container_escape", inside)
    on_the_host = run_of(*rack, do("container_escape", 600, machine="bare"))
    assert exposed(on_the_host) == ["docker", "web", "api", "bare", "m"]
    assert exposed(run_of(*rack, do("container_escape", 600, machine="web", known_flaw=True))) == ["web"]
    assert why_refused(run_of(*rack, do("container_escape", 600, machine="m"))) == [
        "m is no container: it has a kernel of its own."
    ]


def test_out_of_a_vm_is_into_its_host_and_the_other_host_is_the_wall(golden: Golden) -> None:
    rack = (
        host(),
        host("host-b"),
        small("docker"),
        container("web", "docker"),
        small("m"),
        small("far", place="host-b"),
    )
    broken = run_of(*rack, do("vm_escape", 600, machine="m"))
    assert exposed(broken) == ["docker", "web", "m"]
    told(golden, "vm_escape", broken)
    known = do("vm_escape", 600, machine="m", known_flaw=True)
    assert exposed(run_of(*rack, known)) == ["m"]
    assert exposed(run_of(*rack, known, do("set_host_patched", 300, host="host-a", enabled=False))) == [
        "docker",
        "web",
        "m",
    ]
    assert why_refused(run_of(*rack, do("vm_escape", 600, machine="web"))) == [
        "web is no VM: there is no hypervisor under it to break into."
    ]


def test_a_neighbour_on_the_same_cores_can_be_listened_to_unless_the_host_is_patched_and_runs_one_thread_a_core() -> (
    None
):
    def listened(**fields: Any) -> list[str]:
        parts = (host(**fields), host("host-b"), small("m"), small("n"), small("far", place="host-b"))
        return exposed(run_of(*parts, do("side_channel", 600, machine="m")))

    assert listened() == ["m"]
    assert listened(smt=True) == listened(patched=False) == ["m", "n"]


# Services over the network


def test_an_application_port_lets_a_service_work_and_no_attack_through() -> None:
    run = run_of(
        host(),
        small("shop-db", network="inner", administrator="office"),
        small("shop-web", depends_on=("shop-db",), administrator="office"),
        do("allow_traffic", 300, source="lan", to="inner"),
        do("ransomware", 600, machine="shop-web"),
        do("block_traffic", 500, source="lan", to="outer"),
    )
    assert not serves(run, "shop-web", 299)
    assert serves(run, "shop-web", 300)
    assert harmed(run) == ["shop-web"]
    assert why_refused(run) == ["No rule lets traffic pass from “lan” to “outer”."]


def test_an_unplugged_machine_answers_nobody() -> None:
    run = run_of(
        host(),
        small("shop-db"),
        small("shop-web", depends_on=("shop-db",)),
        do("unplug_machine", 600, machine="shop-db"),
        do("unplug_machine", 700, machine="shop-db"),
        do("plug_in_machine", 1200, machine="shop-db"),
        do("plug_in_machine", 1300, machine="shop-db"),
    )
    assert [serves(run, "shop-web", at_s) for at_s in (599, 600, 1199, 1200)] == [True, False, False, True]
    assert why_refused(run) == [
        "The network card of shop-db is unplugged already.",
        "The network card of shop-db is plugged in already.",
    ]


def test_intact_data_brought_back_end_an_attack_and_the_errors_of_dependents_but_not_what_was_read(
    golden: Golden,
) -> None:
    run = run_of(
        host(),
        small("shop-db", administrator="office"),
        small("shop-web", depends_on=("shop-db",)),
        small("mail", network="inner", administrator="office"),
        do("take_snapshot", 300, machine="shop-db"),
        do("leak_data", 400, machine="shop-db"),
        do("ransomware", 600, machine="shop-db"),
        do("roll_back", 1200, machine="shop-db"),
        do("set_network", 2400, machine="mail", network="lan"),
    )
    assert [serves(run, "shop-web", at_s) for at_s in (599, 600, 2000)] == [True, False, True]
    assert harmed(run, 1100) == ["shop-db"]
    assert harmed(run) == []
    assert exposed(run) == ["shop-db"]
    told(golden, "ransomware_and_restore", run)


def test_a_fault_tolerant_pair_is_one_machine_with_one_disk_full_of_data_that_are_wrong_twice() -> None:
    run = run_of(
        host(),
        host("host-b"),
        small("files", "common", fault_tolerant=True),
        small("mail"),
        do("ransomware", 600, machine="files"),
    )
    assert [name for name in harmed(run) if name != "files"] == ["files.ft"]
    assert run.data_at("files.ft", 3600).path[-1].bridge == "mirror"
