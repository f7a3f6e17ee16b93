"""What people may ask of the running data centre, group by group: the engine's side of ``sim.actions.world``."""

from __future__ import annotations

from sim.engine.datacentre import DataCentre
from sim.engine.recovery import Recovery
from sim.engine.verbs.attacks import AttackVerbs
from sim.engine.verbs.copies import CopyVerbs
from sim.engine.verbs.faults import FaultVerbs
from sim.engine.verbs.hosts import HostVerbs
from sim.engine.verbs.isolation import IsolationVerbs
from sim.engine.verbs.machines import MachineVerbs
from sim.engine.verbs.moves import MoveVerbs
from sim.engine.verbs.protection import ProtectionVerbs
from sim.engine.verbs.resources import ResourceVerbs


class Desk:
    """Where actions are handed in: ``sim.actions.World``."""

    def __init__(self, centre: DataCentre, recovery: Recovery) -> None:
        self.machines = MachineVerbs(centre, recovery)
        self.resources = ResourceVerbs(centre, recovery)
        self.moves = MoveVerbs(centre, recovery)
        self.hosts = HostVerbs(centre, recovery)
        self.faults = FaultVerbs(centre, recovery)
        self.protection = ProtectionVerbs(centre, recovery)
        self.copies = CopyVerbs(centre, recovery)
        self.attacks = AttackVerbs(centre, recovery)
        self.isolation = IsolationVerbs(centre, recovery)


__all__ = ["Desk"]
