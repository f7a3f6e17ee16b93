"""What connects machines, and what keeps them apart."""

from __future__ import annotations

from typing import Any

from sim.engine.refused import Refused
from sim.engine.verbs.base import Verbs
from sim.inventory import FirewallRule, Folder
from sim.text import N_


class IsolationVerbs(Verbs):
    """``sim.actions.world.IsolationVerbs``: all of them act at once, without a restart."""

    def mount(self, name: str, folder: Folder) -> None:
        """Let a machine use a shared folder; mounted already, it gets this access to it."""
        others = tuple(one for one in self._guest(name).spec.folders if one.name != folder.name)
        self._define(name, folders=(*others, folder))

    def unmount(self, name: str, folder: str) -> None:
        """Let a machine use a shared folder no longer."""
        mounted = self._guest(name).spec.folders
        if folder not in [one.name for one in mounted]:
            raise Refused(
                N_("{machine} does not mount the shared folder “{folder}”."), {"machine": name, "folder": folder}
            )
        self._define(name, folders=tuple(one for one in mounted if one.name != folder))

    def unplug(self, name: str) -> None:
        """Pull a machine's network card: nobody reaches it, and it reaches nobody."""
        if not self._guest(name).spec.connected:
            raise Refused(N_("The network card of {machine} is unplugged already."), {"machine": name})
        self._define(name, connected=False)

    def plug_in(self, name: str) -> None:
        """Plug a machine's network card in again."""
        if self._guest(name).spec.connected:
            raise Refused(N_("The network card of {machine} is plugged in already."), {"machine": name})
        self._define(name, connected=True)

    def set_network(self, name: str, network: str) -> None:
        """Move a machine's card to another network segment."""
        self._define(name, network=network)

    def set_administrator(self, name: str, administrator: str | None) -> None:
        """Give a machine the password of an administrator, or with None one of its own."""
        self._define(name, administrator=administrator)

    def set_patched(self, name: str, *, patched: bool) -> None:
        """Install the updates of a machine's system, or let them be forgotten."""
        self._define(name, patched=patched)

    def set_host_patched(self, name: str, *, patched: bool) -> None:
        """Install the updates of a host's hypervisor and microcode, or let them be forgotten."""
        self._server(name).patched = patched
        self._centre.contagion.note_walls()
        self._centre.contagion.look_again()

    def allow(self, rule: FirewallRule) -> None:
        """Let traffic pass from one network segment to another."""
        self._centre.contagion.set_firewall((*self._others(rule.source, rule.target), rule))

    def block(self, source: str, target: str) -> None:
        """Let nothing pass from one network segment to another."""
        rules = self._others(source, target)
        if len(rules) == len(self._centre.contagion.firewall):
            raise Refused(
                N_("No rule lets traffic pass from “{source}” to “{target}”."), {"source": source, "target": target}
            )
        self._centre.contagion.set_firewall(rules)

    def _others(self, source: str, target: str) -> tuple[FirewallRule, ...]:
        rules = self._centre.contagion.firewall
        return tuple(rule for rule in rules if (rule.source, rule.target) != (source, target))

    def _define(self, name: str, **changes: Any) -> None:
        guest = self._guest(name)
        self._centre.set_spec(guest, guest.spec.model_copy(update=changes))
