"""Resource pools come, change, and take machines in."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from sim.actions.base import ACTIONS, Group, OnRack
from sim.actions.world import World
from sim.frozen import Name
from sim.inventory import POOL_SHARES, ResourcePool
from sim.text import N_, Message


@ACTIONS.add("set_pool")
class SetPool(OnRack):
    """Define a resource pool, or change its shares, reservation and limit; all act at once, without a restart."""

    label: ClassVar[str] = N_("Resource pool")
    group: ClassVar[Group] = "build"

    kind: Literal["set_pool"] = "set_pool"
    pool: Name = Field(title=N_("Name of the pool"))
    parent: str = Field("", max_length=40, title=N_("Inside the pool"))
    shares: int = Field(POOL_SHARES, ge=1, le=100_000_000)
    reservation_cores: float = Field(0.0, ge=0, le=100_000)
    limit_cores: float | None = Field(None, gt=0, le=100_000)
    expandable: bool = Field(
        default=True,
        title=N_("Expandable"),
        description=N_(
            "Machines that start in it may reserve more than it has reserved, out of what is left around it."
        ),
    )

    @model_validator(mode="after")
    def _is_a_pool(self) -> SetPool:
        self.resource_pool  # noqa: B018 - a pool checks itself
        return self

    @property
    def resource_pool(self) -> ResourcePool:
        """Return the pool as it is to be."""
        return ResourcePool(
            name=self.pool,
            parent=self.parent,
            shares=self.shares,
            reservation_cores=self.reservation_cores,
            limit_cores=self.limit_cores,
            expandable=self.expandable,
        )

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You set the shares, reservation and limit of the pool {pool}."), {"pool": self.pool})

    def apply(self, world: World) -> None:
        """Do it."""
        world.resources.set_pool(self.resource_pool)


@ACTIONS.add("put_into_pool")
class PutIntoPool(OnRack):
    """Let a machine claim CPU out of a pool's part from now on, or with no pool out of its host's."""

    label: ClassVar[str] = N_("Put into a pool")
    group: ClassVar[Group] = "build"

    kind: Literal["put_into_pool"] = "put_into_pool"
    machine: str
    pool: str = Field("", max_length=40, title=N_("Resource pool"))

    def sentence(self) -> Message:
        """Return what the person did."""
        if not self.pool:
            return Message(N_("You took {machine} out of its pool."), {"machine": self.machine})
        return Message(N_("You put {machine} into the pool {pool}."), {"machine": self.machine, "pool": self.pool})

    def apply(self, world: World) -> None:
        """Do it."""
        world.resources.put_into_pool(self.machine, self.pool)
