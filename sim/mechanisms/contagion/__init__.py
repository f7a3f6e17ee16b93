"""How harm gets from machine to machine: the bridges that people build, the flaws that exist, and the walls that hold.

A hypervisor gives its machines no way to each other's data. What connects them is made by people: shared folders, one
password for many machines, a flat network without updates; and what lies inside a machine falls with it. Rarely, a
flaw in the wall itself is found (VENOM, CVE-2015-3456; L1TF, CVE-2018-3646). Depending on a machine is no bridge: who
depends on damaged data shows errors, and its own data stay intact.

Everything here is a function of who stands where at one instant; ``sim.engine.contagion`` lets time pass.
"""

from sim.mechanisms.contagion.attack import DISK_MIB_PER_S, Attack, AttackKind, own_work_s, worse
from sim.mechanisms.contagion.bridges import SIDE_CHANNEL_S, Bridge, Wall, WallKind, Way
from sim.mechanisms.contagion.course import Reached, Step, reach, wall, ways
from sim.mechanisms.contagion.standing import Standing, reaches

__all__ = [
    "DISK_MIB_PER_S",
    "SIDE_CHANNEL_S",
    "Attack",
    "AttackKind",
    "Bridge",
    "Reached",
    "Standing",
    "Step",
    "Wall",
    "WallKind",
    "Way",
    "own_work_s",
    "reach",
    "reaches",
    "wall",
    "ways",
    "worse",
]
