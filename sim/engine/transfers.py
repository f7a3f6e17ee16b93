"""Data on its way from host to host, such as the memory of a machine that migrates, and what it leaves for the guests.

On every link the types of traffic share by their weights, as vSphere's Network I/O Control has it: what guests do not
ask for, transfers may have, and the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from sim.mechanisms.network import TRAFFIC_SHARES, Flow, fair_rates

SWITCH = "switch"
NEGLIGIBLE = 1e-9


@dataclass(eq=False)
class Transfer:
    """One stream of data; it stays on one card of each host, so ``most_mib_per_s`` is the slower one's rate at most."""

    source: int
    target: int
    most_mib_per_s: float
    rate_changed: Callable[[], None]
    rate_mib_per_s: float = 0.0


@dataclass
class GuestTraffic:
    """What the machines of a host would send and receive if they had the link for themselves."""

    mib_per_s: float = 0.0
    weight: float = TRAFFIC_SHARES["guest"]


class Transfers:
    """All data on its way, and the parts of the links that it has. Hosts are numbers here."""

    def __init__(self, hosts: int, switch_mib_per_s: float) -> None:
        self.under_way: list[Transfer] = []
        self.on_host = [0] * hosts
        """How many pass a host's uplink."""
        self.guests = [GuestTraffic() for _ in range(hosts)]
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
        for host in (transfer.source, transfer.target):
            self.on_host[host] += sign

    def share_out(self, uplinks_mib_per_s: Sequence[float], elsewhere_mib_per_s: float) -> None:
        """Divide the links anew; ``elsewhere_mib_per_s`` is what hosts without transfers may ask of the switch."""
        hosts = [host for host, count in enumerate(self.on_host) if count]
        links: dict[Hashable, float] = {host: uplinks_mib_per_s[host] for host in hosts}
        links[SWITCH] = self.switch_mib_per_s
        flows = [self._flow(transfer) for transfer in self.under_way]
        flows += [Flow((host, SWITCH), self.guests[host].mib_per_s, self.guests[host].weight) for host in hosts]
        flows.append(Flow((SWITCH,), elsewhere_mib_per_s, TRAFFIC_SHARES["guest"]))
        for transfer, rate in zip(self.under_way, fair_rates(links, flows), strict=False):
            before, transfer.rate_mib_per_s = transfer.rate_mib_per_s, rate
            if abs(rate - before) > NEGLIGIBLE * max(rate, 1.0):
                transfer.rate_changed()

    def _flow(self, transfer: Transfer) -> Flow:
        """Return a transfer as traffic of the type migration, whose weight those on its busier link share."""
        ends = (transfer.source, transfer.target)
        company = max(self.on_host[host] for host in ends)
        return Flow((*ends, SWITCH), transfer.most_mib_per_s, TRAFFIC_SHARES["migration"] / company)

    def taken_mib_per_s(self, host: int) -> float:
        """Return what transfers have of a host's uplink."""
        return sum(one.rate_mib_per_s for one in self.under_way if host in (one.source, one.target))

    @property
    def switched_mib_per_s(self) -> float:
        """Return what transfers have of the switch."""
        return sum(one.rate_mib_per_s for one in self.under_way)
