"""What an administrator would type must name the right machine, and be there for what administrators do."""

from __future__ import annotations

from sim.actions import ACTIONS
from sim.catalogue.commands import CONTAINER, VIRTUAL
from sim.engine import simulate
from sim.study.commands import commands
from tests.sim.builders import container, do, host, scenario, vm


def test_commands_name_what_the_action_names() -> None:
    run = simulate(scenario(host(), host("host-b"), vm("shop"), vm("mail"), container("wiki")))
    assert commands(run, do("start_machine", 60.0, machine="mail")) == {
        "libvirt": "virsh start mail",
        "proxmox": "qm start 101",
        "vmware": "Start-VM mail",
    }
    moved = commands(run, do("migrate_machine", 60.0, machine="shop", to_host="host-b"))
    assert moved["libvirt"].endswith("shop qemu+ssh://host-b/system")
    assert commands(run, do("resize_machine", 60.0, machine="wiki", vcpus=2, memory_mib=1024)) == {
        "docker": "docker update --cpus 2 --memory 1024m wiki"
    }
    assert commands(run, do("crash_host", 60.0, host="host-a")) == {}


def test_a_machine_that_is_just_being_added_has_its_own_size_in_the_command() -> None:
    world = scenario(host(), do("add_machine", 60.0, machine=vm("new", vcpus=3, memory_mib=2048)))
    said = commands(simulate(world), world.actions[0])
    assert "--cores 3 --memory 2048" in said["proxmox"]


def test_every_command_belongs_to_an_action() -> None:
    assert set(VIRTUAL) | set(CONTAINER) <= set(ACTIONS)
