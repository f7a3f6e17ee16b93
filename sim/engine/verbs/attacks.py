"""What harms data, and may go on to others."""

from __future__ import annotations

from sim.engine.bodies import Guest
from sim.engine.refused import Refused
from sim.engine.verbs.base import Verbs
from sim.mechanisms.contagion import Attack, worse
from sim.text import N_


class AttackVerbs(Verbs):
    """``sim.actions.world.AttackVerbs``."""

    def corrupt(self, name: str) -> None:
        """One machine's data are wrong from now on; whoever depends on it shows errors."""
        self._damage(name, Attack("corruption"), N_("The data of {machine} are corrupted already."))

    def encrypt(self, name: str, *, worm: bool) -> None:
        """Ransomware runs in one machine, with its administrator's rights."""
        self._damage(name, Attack("ransomware", worm=worm), N_("The data of {machine} are encrypted already."))

    def leak(self, name: str) -> None:
        """Somebody reads in one machine who should not."""
        self._expose(self._guest(name), Attack("leak"))

    def escape_container(self, name: str, *, known_flaw: bool) -> None:
        """Somebody breaks out of a container into the kernel that it shares."""
        guest = self._guest(name)
        if guest.spec.kind != "container":
            raise Refused(N_("{machine} is no container: it has a kernel of its own."), {"machine": name})
        self._expose(guest, Attack("container_escape", known_flaw=known_flaw))

    def escape_vm(self, name: str, *, known_flaw: bool) -> None:
        """Somebody breaks out of a VM into its hypervisor."""
        guest = self._guest(name)
        if guest.spec.kind not in ("vm", "microvm"):
            raise Refused(N_("{machine} is no VM: there is no hypervisor under it to break into."), {"machine": name})
        self._expose(guest, Attack("vm_escape", known_flaw=known_flaw))

    def listen_through_processor(self, name: str) -> None:
        """Somebody in one machine measures what its neighbours leave in the processor."""
        self._expose(self._guest(name), Attack("side_channel"))

    def _damage(self, name: str, attack: Attack, already: str) -> None:
        guest = self._guest(name)
        if worse(guest.data, attack.harm) is None:
            raise Refused(already, {"machine": name})
        self._centre.contagion.begin(guest, attack)

    def _expose(self, guest: Guest, attack: Attack) -> None:
        self._centre.contagion.begin(guest, attack)
