"""Machines that share one claim on CPU."""

from __future__ import annotations

from pydantic import Field, model_validator

from sim.errors import InvalidScenarioError
from sim.frozen import Frozen, Name
from sim.inventory.shares import POOL_SHARES
from sim.text import N_


class ResourcePool(Frozen):
    """Machines and pools that share one claim on CPU: a resource pool of vSphere, a slice or cgroup of Linux.

    It spans the rack: on each host it has the part of its shares, reservation and limit that its machines have there.
    """

    name: Name
    parent: str = Field("", max_length=40)
    """The pool that it is in; empty for the rack itself."""
    shares: int = Field(POOL_SHARES, ge=1, le=100_000_000)
    """Weight among its siblings, pools and machines alike."""
    reservation_cores: float = Field(0.0, ge=0, le=100_000)
    limit_cores: float | None = Field(None, gt=0, le=100_000)
    expandable: bool = True
    """Whether machines that start in it may reserve more than it has reserved, out of what its parent has left."""

    @model_validator(mode="after")
    def _in_order(self) -> ResourcePool:
        if self.limit_cores is not None and self.limit_cores < self.reservation_cores:
            raise InvalidScenarioError(N_("pool “{pool}”: its CPU limit is below its reservation"), {"pool": self.name})
        return self
