"""The command that an administrator would type for an action of a run."""

from __future__ import annotations

from sim.actions import Action
from sim.actions.base import OnMachine
from sim.catalogue.commands import CONTAINER, VIRTUAL, Product
from sim.inventory import Machine
from sim.run import Run

FIRST_VMID = 100
"""The number that Proxmox gives to the first machine."""


def commands(run: Run, action: Action) -> dict[Product, str]:
    """Return the command in each product that has one; nothing for what no administrator types, such as a crash.

    Words in capitals stand for what the run does not know.
    """
    spec = _spec(run, action)
    if spec is None and isinstance(action, OnMachine):
        return {}  # kept from another rack: there is no such machine here
    if spec is not None and spec.kind == "container":
        template = CONTAINER.get(action.kind)
        return {} if template is None else {"docker": template.format(**_facts(run, action, spec))}
    facts = _facts(run, action, spec)
    return {product: template.format(**facts) for product, template in VIRTUAL.get(action.kind, {}).items()}


def _spec(run: Run, action: Action) -> Machine | None:
    """Return the machine that an action is done to, as it is defined then."""
    added = getattr(action, "machine", None)
    if isinstance(added, Machine):
        return added
    known = any(machine.name == action.target_name for machine in run.machines)
    return run.spec_at(action.target_name, action.at_s) if known else None


def _facts(run: Run, action: Action, spec: Machine | None) -> dict[str, object]:
    """Return everything that a command may name; what an action says counts before what was."""
    facts: dict[str, object] = {}
    if spec is not None:
        position = next((i for i, machine in enumerate(run.machines) if machine.name == spec.name), len(run.machines))
        facts |= spec.model_dump(include={"vcpus", "memory_mib", "disk_gib", "limit_cores"})
        facts |= {"vmid": FIRST_VMID + position, "shares": spec.cpu_shares}
    facts |= {name: value for name, value in action.model_dump().items() if value is not None}
    facts["machine"] = action.target_name
    limit = facts.get("limit_cores")
    facts["limit"] = 0 if limit is None else limit
    facts["docker_shares"] = _docker_shares(facts.get("shares"))
    return facts


def _docker_shares(shares: object) -> int:
    """Return shares on Docker's scale, where an ordinary container has 1024."""
    return round(float(shares) * 1.024) if isinstance(shares, int) else 1024
