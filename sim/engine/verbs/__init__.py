"""What people may ask of the running data centre, group by group: the engine's side of ``sim.actions.world``."""

from __future__ import annotations

from sim.engine.datacentre import DataCentre
from sim.engine.parts import Parts
from sim.engine.recovery import Recovery
from sim.engine.services import ServiceRoom
from sim.engine.verbs.attacks import AttackVerbs
from sim.engine.verbs.copies import CopyVerbs
from sim.engine.verbs.faults import FaultVerbs
from sim.engine.verbs.hosts import HostVerbs
from sim.engine.verbs.isolation import IsolationVerbs
from sim.engine.verbs.machines import MachineVerbs
from sim.engine.verbs.moves import MoveVerbs
from sim.engine.verbs.parts import PartVerbs
from sim.engine.verbs.protection import ProtectionVerbs
from sim.engine.verbs.replicas import ReplicaVerbs
from sim.engine.verbs.resources import ResourceVerbs


class Desk:
    """Where actions are handed in: ``sim.actions.World``."""

    def __init__(self, centre: DataCentre, recovery: Recovery, parts: Parts) -> None:
        self.machines = MachineVerbs(centre, recovery, parts)
        self.resources = ResourceVerbs(centre, recovery, parts)
        self.moves = MoveVerbs(centre, recovery, parts)
        self.hosts = HostVerbs(centre, recovery, parts)
        self.faults = FaultVerbs(centre, recovery, parts)
        self.parts = PartVerbs(centre, recovery, parts)
        self.protection = ProtectionVerbs(centre, recovery, parts)
        self.copies = CopyVerbs(centre, recovery, parts)
        self.attacks = AttackVerbs(centre, recovery, parts)
        self.isolation = IsolationVerbs(centre, recovery, parts)
        self.services = ServiceRoom(centre, self.moves, ReplicaVerbs(centre, recovery, parts))


__all__ = ["Desk"]
