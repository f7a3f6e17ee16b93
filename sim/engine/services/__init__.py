"""What the data centre does by itself: it measures, evens out loads, switches hosts off and on, and copies machines."""

from __future__ import annotations

from sim.engine.datacentre import DataCentre
from sim.engine.services.balancing import BalancingService
from sim.engine.services.consolidation import ConsolidationService
from sim.engine.services.hands import Hands
from sim.engine.services.meter import Meter
from sim.engine.services.power import PowerService
from sim.engine.services.scaling import ScalingService
from sim.engine.verbs.moves import MoveVerbs
from sim.engine.verbs.replicas import ReplicaVerbs
from sim.run import ServicesChange
from sim.services import Services


class ServiceRoom:
    """Where services are switched and set: ``sim.actions.world.ServiceVerbs``."""

    def __init__(self, centre: DataCentre, moves: MoveVerbs, replicas: ReplicaVerbs) -> None:
        self._centre = centre
        self._meter = Meter(centre)
        self._hands = Hands(centre, self._meter, moves)
        self._balancing = BalancingService(centre, self._hands)
        self._power = PowerService(centre, self._hands, self._balancing)
        self._consolidation = ConsolidationService(centre, self._hands)
        self._scaling = ScalingService(centre, self._hands, replicas)

    def set_up(self, services: Services) -> None:
        """Let the services work with these settings from now on; what was begun is finished."""
        self._scaling.set_up(services.scaling)
        self._centre.journal.services.append(ServicesChange(float(self._centre.env.now), services))
        if services.any_moves:
            self._meter.start()
        self._balancing.set_up(services.balancing)
        self._power.set_up(services.power, services.balancing.every_s)
        self._consolidation.set_up(services.consolidation)


__all__ = ["ServiceRoom"]
