"""Data on its way, such as the memory of a machine that migrates or a backup, and what it leaves for the guests.

On every link the types of traffic share by their weights, as vSphere's Network I/O Control has it: what guests do not
ask for, transfers may have, and the other way round. Disks that are read or written in a row are links too: they carry
so many MiB per second, and what guests ask of them takes its part of that time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from sim.mechanisms.network import TRAFFIC_SHARES, Flow, fair_rates

SWITCH = "switch"
NEGLIGIBLE = 1e-9


@dataclass(eq=False)
class Transfer:
    """One stream of data: ``hosts`` are those whose uplinks it passes, ``disks`` the datastores that it reads or writes.

    It stays on one card of each host, so ``most_mib_per_s`` is the slower one's rate at most.
    """

    hosts: tuple[int, ...]
    disks: tuple[int, ...]
    most_mib_per_s: float
    rate_changed: Callable[[], None]
    rate_mib_per_s: float = 0.0


@dataclass
class GuestTraffic:
    """What machines would send and receive, read and write, if they had a link or a datastore for themselves."""

    mib_per_s: float = 0.0
    weight: float = TRAFFIC_SHARES["guest"]


class Transfers:
    """All data on its way, and the parts of links and disks that it has.

    Hosts are numbers here, and so are their datastores; the number after the last host stands for the shared array.
    """

    def __init__(self, hosts: int, switch_mib_per_s: float) -> None:
        self.under_way: list[Transfer] = []
        self.on_host = [0] * hosts
        """How many pass a host's uplink."""
        self.on_disks = [0] * (hosts + 1)
        """How many read or write a datastore."""
        self.guests = [GuestTraffic() for _ in range(hosts)]
        self.guests_at_disks = [GuestTraffic(weight=TRAFFIC_SHARES["storage"]) for _ in range(hosts + 1)]
        self.switch_mib_per_s = switch_mib_per_s

    def begin(self, transfer: Transfer) -> None:
        """Let data flow from now on."""
        self.under_way.append(transfer)
        self._count(transfer, 1)

    def end(self, transfer: Transfer) -> None:
        """Let it flow no more."""
        self.under_way.remove(transfer)
        self._count(transfer, -1)
        transfer.rate_mib_per_s = 0.0

    def _count(self, transfer: Transfer, sign: int) -> None:
        for host in transfer.hosts:
            self.on_host[host] += sign
        for store in transfer.disks:
            self.on_disks[store] += sign

    def share_out(
        self, uplinks_mib_per_s: Sequence[float], disks_mib_per_s: Sequence[float], elsewhere_mib_per_s: float
    ) -> None:
        """Divide links and disks anew; ``elsewhere_mib_per_s`` is what hosts without transfers may ask of the switch."""
        hosts = [host for host, count in enumerate(self.on_host) if count]
        stores = [store for store, count in enumerate(self.on_disks) if count]
        links: dict[Hashable, float] = {host: uplinks_mib_per_s[host] for host in hosts}
        links |= {_disks(store): disks_mib_per_s[store] for store in stores}
        links[SWITCH] = self.switch_mib_per_s
        flows = [self._flow(transfer) for transfer in self.under_way]
        flows += [Flow((host, SWITCH), self.guests[host].mib_per_s, self.guests[host].weight) for host in hosts]
        flows.append(Flow((SWITCH,), elsewhere_mib_per_s, TRAFFIC_SHARES["guest"]))
        for store in stores:
            guests = self.guests_at_disks[store]
            flows.append(Flow((_disks(store),), guests.mib_per_s, guests.weight))
        for transfer, rate in zip(self.under_way, fair_rates(links, flows), strict=False):
            before, transfer.rate_mib_per_s = transfer.rate_mib_per_s, rate
            if abs(rate - before) > NEGLIGIBLE * max(rate, 1.0):
                transfer.rate_changed()

    def _flow(self, transfer: Transfer) -> Flow:
        """Return a transfer as traffic of the type migration, whose weight those in its busiest place share."""
        company = max(
            *(self.on_host[host] for host in transfer.hosts), *(self.on_disks[store] for store in transfer.disks), 1, 1
        )
        way: tuple[Hashable, ...] = (*transfer.hosts, SWITCH) if transfer.hosts else ()
        way += tuple(_disks(store) for store in transfer.disks)
        return Flow(way, transfer.most_mib_per_s, TRAFFIC_SHARES["migration"] / company)

    def taken_mib_per_s(self, host: int) -> float:
        """Return what transfers have of a host's uplink."""
        return sum(one.rate_mib_per_s for one in self.under_way if host in one.hosts)

    def taken_of_disks_mib_per_s(self, store: int) -> float:
        """Return what transfers read from a datastore and write to it."""
        return sum(one.rate_mib_per_s for one in self.under_way if store in one.disks)

    @property
    def switched_mib_per_s(self) -> float:
        """Return what transfers have of the switch."""
        return sum(one.rate_mib_per_s for one in self.under_way if one.hosts)


def _disks(store: int) -> Hashable:
    return ("disks", store)
