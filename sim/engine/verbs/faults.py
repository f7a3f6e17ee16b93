"""What breaks."""

from __future__ import annotations

from sim.engine.refused import Refused
from sim.engine.verbs.base import Verbs
from sim.text import N_


class FaultVerbs(Verbs):
    """``sim.actions.world.FaultVerbs``."""

    def crash_host(self, name: str) -> None:
        """A host dies with everything on it."""
        self._centre.rack.lose(self._server(name))

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

    def hit_page(self, name: str) -> None:
        """A memory error that cannot be corrected hits a page of a machine: only the owner of the page dies."""
        guest = self._guest(name)
        self._tell("decision", N_("The page belonged to {machine} alone: its neighbours go on."), {"machine": name})
        self._fail(guest)

    def kill_process(self, name: str) -> None:
        """An application dies and its system starts it again; whoever shares the kernel goes on."""
        guest = self._guest(name)
        if any(container.holds_memory for container in guest.containers):
            raise Refused(
                N_("{machine} only carries containers: kill the application in one of them."), {"machine": name}
            )
        restart_s = self._centre.assumptions.application_start_s
        if guest.spec.kind == "container":
            restart_s = self._centre.assumptions.container_start_s
        self._centre.restart_application(guest, restart_s)

    def stop_by_mistake(self, name: str) -> None:
        """Somebody shuts the wrong machine down: its users did not expect that."""
        self._centre.go_down(self._guest(name), "stopped", returns=False)
        self._centre.room_appeared()
