"""What the log says of redundancy: what was lost, and which wall stopped a fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.mechanisms.site_graph import Level, Node
from sim.text import N_, Message

LOSSES = {
    "power": N_("{host} has no power: it stops."),
    "raid": N_("{host} has lost more disks than it survives: it stops, and what lay on them is gone."),
    "isolated": N_("{host} is cut off from the network: its machines run, but nobody reaches them."),
    "stalled": N_("{host} does not reach its storage: its machines stand still."),
    "array": N_("The shared array has lost more disks than it survives: its data are gone."),
}
"""What happens to hosts and data when no redundancy is left."""

_OF_HOSTS = {
    "power": N_("{hosts}: other power supplies carry the load, and nothing stops."),
    "network": N_("{hosts}: other network cards carry the traffic, with less room; nobody is cut off."),
    "storage": N_("{hosts}: the array is reached by another path, and nothing stops."),
    "raid": N_("{hosts}: other disks hold all data; until the lost one is filled again they are slower."),
}
_OF_THE_RACK = {
    "supply": N_("The other source carries the load; one more failure and nothing is behind it."),
    "feed": N_("The UPS carry the load from their batteries, for {autonomy_s} at most."),
    "switch": N_("The switches run on another feed."),
    "enclosure": N_("The shared array runs on another feed."),
    "array": N_("The shared array goes on with another controller."),
    "raid": N_("The shared array holds all data on its other disks; until the lost one is filled again it is slower."),
}


def wall_messages(walls: Sequence[Node], autonomy_s: float) -> Iterator[Message]:
    """Yield one sentence for each kind of redundancy that has just stopped a fault."""
    for kind, template in _OF_THE_RACK.items():
        if any(node.kind == kind and not _host_of(node) for node in walls):
            yield Message(template, {"autonomy_s": autonomy_s})
    for kind, template in _OF_HOSTS.items():
        hosts = [_host_of(node) for node in walls if node.kind == kind and _host_of(node)]
        if hosts:
            yield Message(template, {"hosts": ", ".join(hosts)} | ({"host": hosts[0]} if len(hosts) == 1 else {}))


def _host_of(node: Node) -> str:
    return node.name if isinstance(node, Level) else node.host
