"""Where a machine stands, and whether its traffic comes through to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.inventory import FirewallRule, Machine, Traffic


@dataclass(frozen=True, slots=True)
class Standing:
    """A machine, and what it stands on."""

    spec: Machine
    host: str = ""
    """The host that it is on; empty for none."""
    kernel: str = ""
    """For a container, the VM or the host whose kernel it shares; empty for a machine with a kernel of its own."""
    running: bool = True
    kernel_patched: bool = True
    """Whether the kernel that a container shares has its updates."""
    host_patched: bool = True
    host_smt: bool = False
    """Whether two threads share each of the host's cores."""

    @property
    def name(self) -> str:
        """Return the machine's name."""
        return self.spec.name


def reaches(source: Standing, target: Standing, rules: Sequence[FirewallRule], traffic: Traffic = "everything") -> bool:
    """Return whether one machine's traffic comes through to another: one segment, or a rule between two.

    A rule for applications lets only those talk that depend on each other.

    >>> shop, till = Standing(Machine(name="shop")), Standing(Machine(name="till", network="tills"))
    >>> reaches(shop, shop, ()), reaches(shop, till, ())
    (True, False)
    >>> port = FirewallRule(source="lan", target="tills")
    >>> reaches(shop, till, (port,)), reaches(shop, till, (port,), "application")
    (False, True)
    """
    one, other = source.spec, target.spec
    if not (one.connected and other.connected):
        return False
    if one.network == other.network:
        return True
    return any(
        (rule.source, rule.target) == (one.network, other.network) and rule.lets in (traffic, "everything")
        for rule in rules
    )
