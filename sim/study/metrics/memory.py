"""What machines take of their hosts' memory."""

from __future__ import annotations

from sim.mechanisms.reclamation import ZIP_RATIO
from sim.run import Run
from sim.steps import Steps


def resident_mib(run: Run, machine: str) -> Steps:
    """Return what a machine takes of its host's memory: what it has touched, without what was taken back.

    A VM's file cache touches all that it was promised, a container takes what it uses; a compressed page takes
    half of a page.
    """
    contained = run.machines[run.machine_index(machine)].kind == "container"
    touched = run.memory_of(machine, "active_mib" if contained else "configured_mib")
    parts = {"shared_mib": 1.0, "ballooned_mib": 1.0, "swapped_mib": 1.0, "compressed_mib": 1.0 - ZIP_RATIO}
    taken = sum(part * run.memory_of(machine, name).values for name, part in parts.items())
    return Steps(touched.times_s, touched.values - taken, touched.end_s)
