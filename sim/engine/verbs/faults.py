"""What breaks."""

from __future__ import annotations

from sim.engine.verbs.base import Verbs
from sim.text import N_


class FaultVerbs(Verbs):
    """``sim.actions.world.FaultVerbs``."""

    def crash_host(self, name: str) -> None:
        """A host dies with everything on it."""
        server = self._server(name)
        self._centre.set_server_state(server, "failed")
        victims = self._centre.fall(server)
        for guest in victims:
            self._tell("fault", N_("{machine} stopped with {host}."), {"machine": guest.name, "host": name})
        self._recovery.host_failed(server, victims)

    def crash_guest(self, name: str) -> None:
        """One machine's system fails; what runs on its kernel fails with it, its neighbours go on."""
        self._fail(self._guest(name))

    def panic_kernel(self, name: str) -> None:
        """The kernel under a machine stops with everything that shares it."""
        guest = self._guest(name)
        if guest.spec.kind != "container":
            self._fail(guest)
        elif guest.kernel is not None:
            self._tell("fault", N_("{machine} crashed."), {"machine": guest.kernel.name})
            self._fail(guest.kernel)
        elif guest.server is not None:
            self._tell(
                "fault",
                N_("{machine} runs on the kernel of {host} itself: everything on {host} stops."),
                {"machine": name, "host": guest.server.name},
            )
            self.crash_host(guest.server.name)
