"""Parts that fail by themselves, as often as published rates say, times an acceleration."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.actions import ACTIONS, Action, World
from sim.catalogue.failure_rates import DIMM_CORRECTABLE, DIMM_UNCORRECTABLE, HOST, RATES, FailureRate
from sim.engine.bodies import Server
from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.engine.refused import Refused
from sim.mechanisms.site_graph import host_parts, site_parts
from sim.site import Part, PartKind
from sim.streams import stream
from sim.text import N_
from sim.units import HOUR_S

FAULTS: dict[PartKind, str] = {
    "disk": "disk_fails",
    "psu": "psu_fails",
    "fans": "fans_fail",
    "nic": "nic_fails",
    "path": "path_fails",
    "switch": "switch_fails",
    "controller": "controller_fails",
    "enclosure": "array_fails",
    "feed": "feed_fails",
    "ups": "ups_fails",
    "generator": "generator_fails",
    "utility": "utility_fails",
}


class Wear:
    """The lives of all parts. Each part draws from a stream of its own: another part changes nothing for it."""

    def __init__(self, centre: DataCentre, world: World) -> None:
        self._centre = centre
        self._world = world
        self._rules = centre.scenario.wear

    def begin(self) -> None:
        """Let all parts live: the building's, and those of every host, whenever it comes."""
        scenario = self._centre.scenario
        for part in site_parts(scenario, ()):
            self._part_lives(part)
        for server in self._centre.servers.values():
            self._host_lives(server)
        self._centre.installed = self._host_lives

    def _host_lives(self, server: Server) -> None:
        """A host's parts wear from when it comes, and so does what is no part with a name: its board."""
        for part in host_parts(self._centre.scenario, server.spec):
            self._part_lives(part)
        self._live(server.name, HOST, self._crashing(server.name))

    def _part_lives(self, part: Part) -> None:
        if part.kind in RATES:
            rate = RATES[part.kind]
            self._live(part.name, rate, self._failing(FAULTS[part.kind], part=part.name, rate=rate))
        elif part.kind == "dimm":
            self._live(part.name, DIMM_CORRECTABLE, self._failing("dimm_correctable", part=part.name))
            server = self._centre.servers[part.host]
            self._live(f"{part.name} uncorrectable", DIMM_UNCORRECTABLE, self._hitting(server, part.name))

    def _live(self, owner: str, rate: FailureRate, fail: Callable[[np.random.Generator], None]) -> None:
        self._centre.env.process(self._lives(owner, rate, fail))

    def _lives(self, owner: str, rate: FailureRate, fail: Callable[[np.random.Generator], None]) -> Process:
        """One part: it lives, fails, is replaced, and lives again."""
        draws = stream(self._centre.scenario.seed, owner, "faults")
        while True:
            life_s = rate.scale_s * float(draws.weibull(rate.shape)) / self._rules.acceleration
            yield self._centre.env.timeout(life_s)
            fail(draws)
            yield self._centre.env.timeout(rate.repair_h * HOUR_S)

    def _failing(self, kind: str, *, part: str, rate: FailureRate | None = None) -> Callable[[object], None]:
        repair = {} if rate is None else {"repair_after_s": rate.repair_h * HOUR_S}

        def fail(_draws: object) -> None:
            self._do(kind, part=part, **repair)

        return fail

    def _crashing(self, host: str) -> Callable[[object], None]:
        def crash(_draws: object) -> None:
            if self._do("crash_host", host=host):
                self._centre.env.process(self._mend_host(host))

        return crash

    def _mend_host(self, host: str) -> Process:
        """Somebody who brings a new board."""
        yield self._centre.env.timeout(HOST.repair_h * HOUR_S)
        if self._centre.servers[host].state != "failed":
            return
        try:
            self._world.hosts.repair(host)
        except Refused:
            return
        self._centre.journal.tell("host", N_("A technician has repaired {host}."), {"host": host})

    def _hitting(self, server: Server, part: str) -> Callable[[np.random.Generator], None]:
        """Return what an error does that cannot be corrected: it hits whoever owns the page, or nobody."""

        def hit(draws: np.random.Generator) -> None:
            position_mib = float(draws.random()) * server.spec.memory_mib
            for guest in server.residents:
                position_mib -= guest.spec.memory_mib
                if position_mib < 0.0:
                    self._do("guest_page", machine=guest.name)
                    return
            if position_mib < server.spec.hypervisor_memory_mib and self._do("dimm_hypervisor", part=part):
                self._centre.env.process(self._mend_host(server.name))

        return hit

    def _do(self, kind: str, **fields: object) -> bool:
        """Let it happen, unless it is impossible now; say whether it was possible."""
        deed: Action = ACTIONS[kind].model_validate({"kind": kind, "at_s": float(self._centre.env.now), **fields})
        events = self._centre.journal.events
        told = len(events)
        body = self._centre.guests.get(deed.target_name) or self._centre.servers.get(deed.target_name)
        if deed.states and body is not None and body.state not in deed.states:
            return False
        self._centre.journal.tell("fault", deed.sentence())
        try:
            deed.apply(self._world)
        except Refused:
            del events[told:]
            return False
        self._centre.journal.worn.append(deed)
        return True
