"""What is peculiar to CloudSim 3.0.3 when it consolidates machines, each thing to be switched on or off by itself.

Learnt from its package ``org.cloudbus.cloudsim.power`` and from its results; none of it is imitated in the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Peculiarities:
    """Which of them are imitated; all of them give CloudSim's own figures."""

    idle_machines_vanish: bool = True
    """A machine whose demand is 0 at a frame is destroyed for good."""
    first_interval_is_free: bool = True
    """An interval that a host begins at use 0 costs no energy: the first of the day, and each in which one wakes."""
    memory_is_forgotten: bool = True
    """Memory counts where a machine is created, no more where it moves to."""
    idle_power_is_sunk: bool = True
    """A host that is off is compared as if it drew its idle power already: waking one seems to cost next to nothing."""
    plans_count_as_growth: bool = True
    """A host's power with one machine more is compared with its power before the round: what it takes besides scares off."""
    newcomers_move_on: bool = True
    """A host that takes machines in a round may be emptied in the same round: its newcomers move, and count, twice."""
    counted_at_both_ends: bool = True
    """A machine on its way uses all it wants at its source, and a tenth of it at its target besides."""
    trend_is_unweighted: bool = True
    """Local regression weighs all samples alike, where Cleveland's Loess weighs the latest most."""

    @classmethod
    def none(cls) -> Peculiarities:
        """Return none of them."""
        return cls(**{field.name: False for field in fields(cls)})

    def without(self, name: str) -> Peculiarities:
        """Return all of these but one.

        >>> Peculiarities().without("memory_is_forgotten").memory_is_forgotten
        False
        """
        return replace(self, **{name: False})
