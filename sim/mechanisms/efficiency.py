"""How much work a machine gets out of a core where it runs: what virtualization costs, and what crossing nodes costs."""

from __future__ import annotations

from sim.inventory import Host, Machine
from sim.mechanisms.cpu import is_wider_than_a_node
from sim.scenario import Assumptions


def is_wide(machine: Machine, host: Host) -> bool:
    """Return whether a machine has more vCPUs, or more memory, than one NUMA node of a host.

    >>> host = Host(name="host-a", cores=32, memory_mib=131_072)
    >>> host.nodes, is_wide(Machine(name="shop", vcpus=16), host), is_wide(Machine(name="db", vcpus=20), host)
    (2, False, True)
    """
    return is_wider_than_a_node(
        machine.vcpus,
        machine.memory_mib,
        node_cores=host.cores / host.nodes,
        node_memory_mib=host.memory_mib / host.nodes,
    )


def node_efficiency(assumptions: Assumptions, machine: Machine, host: Host | None) -> float:
    """Return the part of its work that a core does where memory may be at another processor's side.

    A physical server's own system places its processes and their memory together, so it loses nothing.
    """
    if host is None or host.nodes == 1 or machine.kind == "physical" or not is_wide(machine, host):
        return 1.0
    return assumptions.numa_efficiency


def work_per_core(assumptions: Assumptions, machine: Machine, host: Host | None, *, in_vm: bool = False) -> float:
    """Return the work that a machine gets out of a core of a host; ``in_vm`` for a container in a VM.

    >>> host = Host(name="host-a", cores=32)
    >>> work_per_core(Assumptions(), Machine(name="shop"), host)
    0.96
    >>> round(work_per_core(Assumptions(), Machine(name="db", vcpus=20), host), 3)
    0.864
    """
    return assumptions.efficiency(machine.kind, in_vm=in_vm) * node_efficiency(assumptions, machine, host)
