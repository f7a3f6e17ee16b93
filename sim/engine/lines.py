"""What links and disks carry in all, what data on its way takes of it, and what is left to the machines.

Hosts are numbers here, as in the processor; so are their datastores, and ``array`` stands for the shared one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

import numpy as np

from sim.engine.transfers import NEGLIGIBLE, Transfer, Transfers
from sim.inventory import Host
from sim.mechanisms.devices import Datastore, datastore_of, local_datastore, on_array, uplink
from sim.mechanisms.network import TRAFFIC_SHARES, Bond, mib_per_s
from sim.scenario import Scenario


class Lines:
    """Uplinks, the switch, each host's own disks and the shared array."""

    def __init__(self, scenario: Scenario, hosts: int) -> None:
        self._scenario = scenario
        self.array = hosts
        self.array_store = datastore_of(scenario.storage.array)
        self.stores: list[Datastore] = [self.array_store] * (hosts + 1)
        """What the machines of each host lie on."""
        self.shared = [False] * hosts
        """Whether the machines of a host lie on the array."""
        self.look_again: Callable[[int], None] = lambda _host: None
        """What to do when the guests of a host have another part of its link or disks."""
        self.shared_out: Callable[[], None] = lambda: None
        """What to do when links and disks have been divided anew."""
        self.transfers = Transfers(hosts, mib_per_s(scenario.network.switch_gbit_per_s))
        self.meets = np.zeros(hosts + 1, dtype=bool)
        """On which hosts machines share a link or a datastore with data on its way."""

        # What there is in all, and what is left to the machines.
        self._lines_mib_per_s = [0.0] * hosts
        self._cards_mib_per_s = [0.0] * hosts
        self.uplinks_mib_per_s = np.zeros(hosts + 1)
        self._switch_line_mib_per_s = self.switch_mib_per_s = self.transfers.switch_mib_per_s
        self._disks_per_s = [0.0] * hosts + [self.array_store.operations_per_s]
        self._disks_mib_per_s = [0.0] * hosts + [self.array_store.mib_per_s]
        self.local_per_s = np.zeros(hosts + 1)
        self.array_per_s = self.array_store.operations_per_s

        # What machines could ask for, and what they do ask for where they meet data on its way.
        self.possible_mib = [0.0] * hosts
        self.rack_mib = 0.0
        self._asked_per_s = [0.0] * (hosts + 1)
        self._asked_of_array = [0.0] * hosts

    # What the data centre tells

    def set_host(self, host: int, spec: Host) -> None:
        """Say which disks and network cards a host has."""
        shared = on_array(self._scenario, spec)
        store, bond = self.array_store if shared else local_datastore(spec), uplink(spec)
        self.shared[host], self.stores[host] = shared, store
        self.local_per_s[host] = math.inf if shared else store.operations_per_s
        if not shared:
            self._disks_per_s[host], self._disks_mib_per_s[host] = store.operations_per_s, store.mib_per_s
        self._lines_mib_per_s[host] = self.uplinks_mib_per_s[host] = mib_per_s(bond.gbit_per_s)
        self._cards_mib_per_s[host] = mib_per_s(bond.flow_gbit_per_s)

    def set_parts(self, host: int, *, links: Bond, disks: float) -> None:
        """Say which network cards of a host work, and which part of their speed its own disks have."""
        if not self.shared[host]:
            self._set_disks(host, self.stores[host], disks)
        self._lines_mib_per_s[host] = mib_per_s(links.gbit_per_s)
        self._cards_mib_per_s[host] = mib_per_s(links.flow_gbit_per_s)
        self._leave_uplink(host)
        if self.transfers.under_way:
            self.share_out()

    def set_rack_parts(self, *, array: float, switches: float) -> None:
        """Say which part of their speed the shared array and the switches have."""
        self._set_disks(self.array, self.array_store, array)
        line_mib_per_s = mib_per_s(self._scenario.network.switch_gbit_per_s) * switches
        self._switch_line_mib_per_s = self.transfers.switch_mib_per_s = line_mib_per_s
        self._leave_switch()
        if self.transfers.under_way:
            self.share_out()

    def _set_disks(self, store: int, whole: Datastore, speed: float) -> None:
        self._disks_per_s[store] = whole.operations_per_s * speed
        self._disks_mib_per_s[store] = whole.mib_per_s * speed
        self._leave_disks(store)

    # Data on its way

    def card_mib_per_s(self, *hosts: int) -> float:
        """Return the data that one stream between these hosts can have."""
        return min((self._cards_mib_per_s[host] for host in hosts), default=math.inf)

    def begin(self, transfer: Transfer) -> None:
        """Let data flow from now on."""
        self.transfers.begin(transfer)
        self._changed(transfer)

    def change(self, transfer: Transfer, most_mib_per_s: float) -> None:
        """Let it flow faster or slower, if links and disks allow it."""
        transfer.most_mib_per_s = most_mib_per_s
        self.share_out()

    def end(self, transfer: Transfer) -> None:
        """Let it flow no more."""
        self.transfers.end(transfer)
        self._changed(transfer)

    def _changed(self, transfer: Transfer) -> None:
        transfers = self.transfers
        for host, shared in enumerate(self.shared):
            store = self.array if shared else host
            self.meets[host] = transfers.on_host[host] > 0 or transfers.on_disks[store] > 0
        self.share_out()
        for host in transfer.hosts:
            self._leave_uplink(host)
        for store in transfer.disks:
            self._leave_disks(store)
        for host in self._concerned(transfer):
            self.look_again(host)

    def _concerned(self, transfer: Transfer) -> list[int]:
        """Return the hosts whose machines share a link or a datastore with a transfer."""
        on_its_disks = [
            host for host, shared in enumerate(self.shared) if (self.array if shared else host) in transfer.disks
        ]
        return list(dict.fromkeys((*transfer.hosts, *on_its_disks)))

    def note_guests(self, host: int, *, mib: float, stores: bool, local: float, on_array: float) -> None:
        """Say what the machines of a host would send, and ask of disks, if nothing else passed there."""
        guests = self.transfers.guests[host]
        guests.mib_per_s = mib
        guests.weight = TRAFFIC_SHARES["guest"] + (TRAFFIC_SHARES["storage"] if stores else 0.0)
        self._asked_of_array[host] = on_array
        self._asked_per_s[host] = local
        self._asked_per_s[self.array] = math.fsum(self._asked_of_array)
        for store in (host, self.array):
            if self.transfers.on_disks[store]:
                busy = self._asked_per_s[store] / self._disks_per_s[store] if self._disks_per_s[store] else 0.0
                self.transfers.guests_at_disks[store].mib_per_s = busy * self._disks_mib_per_s[store]

    def share_out(self, looked_at: Collection[int] = ()) -> None:
        """Divide links and disks among transfers and guests; other guests than those ``looked_at`` look again."""
        transfers = self.transfers
        hosts = [host for host, count in enumerate(transfers.on_host) if count]
        elsewhere = self.rack_mib - math.fsum(self.possible_mib[host] for host in hosts)
        transfers.share_out(self._lines_mib_per_s, self._disks_mib_per_s, max(elsewhere, 0.0))
        news = [host for host in hosts if self._leave_uplink(host)]
        for store, count in enumerate(transfers.on_disks):
            # The array is divided for the whole rack as soon as it is short, so nobody there has to look again.
            if count and self._leave_disks(store) and store != self.array:
                news.append(store)
        for host in dict.fromkeys(news):
            if host not in looked_at:
                self.look_again(host)
        self._leave_switch()
        self.shared_out()

    # What is left to the machines

    def _leave_uplink(self, host: int) -> bool:
        """Leave to the guests of a host what transfers do not take of its link; return whether that is news."""
        before = self.uplinks_mib_per_s.item(host)
        line, wanted = self._lines_mib_per_s[host], self.transfers.guests[host].mib_per_s
        left = _left(line, line - self.transfers.taken_mib_per_s(host), wanted)
        self.uplinks_mib_per_s[host] = left
        return left != before

    def _leave_disks(self, store: int) -> bool:
        """Leave to the guests the time of a datastore that transfers do not take; return whether that is news."""
        line, stream = self._disks_per_s[store], self._disks_mib_per_s[store]
        taken = self.transfers.taken_of_disks_mib_per_s(store)
        left = _left(line, line * (1.0 - taken / stream), self._asked_per_s[store]) if taken else line
        before = self.array_per_s if store == self.array else self.local_per_s.item(store)
        if store == self.array:
            self.array_per_s = left
        else:
            self.local_per_s[store] = left
        return left != before

    def _leave_switch(self) -> None:
        self.switch_mib_per_s = max(self._switch_line_mib_per_s - self.transfers.switched_mib_per_s, 0.0)


def _left(line: float, left: float, wanted: float) -> float:
    """Return what is left of a line; where only rounding is missing of what is wanted, nobody waits for it."""
    left = max(left, 0.0)
    return wanted if left < wanted <= left + NEGLIGIBLE * line else left
