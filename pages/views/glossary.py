"""What is computed, what is left out, and what the words mean: short, and complete in ``docs/model.md``."""

from __future__ import annotations

import pandas as pd

from pages.shell.words import SOURCE, Words
from sim.text import N_

MECHANISMS = (
    (N_("CPU"), N_("While there is enough, everybody gets what they ask for. When it is short, it is divided by shares; nobody gets less than the reservation they use, nor more than their limit or wish.")),
    (N_("Waiting"), N_("An answer takes its service time divided by what is left free; above full load a backlog grows and drains later, and users give up after their time-out.")),
    (N_("Memory"), N_("A machine that starts is promised all of its memory, or does not start and says what is missing. A host that may promise more than it has takes pages back when they are wanted: it shares, balloons, compresses and swaps, and its machines slow down.")),
    (N_("Disks and networks"), N_("Work brings disk requests and traffic with it, and a machine goes as fast as the scarcest of CPU, disk and network lets it.")),
    (N_("Life of a machine"), N_("A VM boots in its system's time, a container starts in about a second, a microVM in an eighth of one, a host boots in four minutes.")),
    (N_("Live migration"), N_("Memory is copied while the machine runs, then what it has written meanwhile, and so on, until the rest can follow in a short pause. What writes faster than the links carry never gets there.")),
    (N_("Faults"), N_("A guest crash stops that guest; a kernel panic stops everything on that kernel; a host crash stops everything on that host; corrupted data stay in their machine.")),
    (N_("High availability"), N_("It notices the failure, finds another host with room, and starts the machines again there: a restart, not a continuation.")),
    (N_("Energy"), N_("A host draws by its load, even when idle. Energy is power × time; cost and emissions follow from it.")),
    (N_("Baseline"), N_("The same loads run on one physical server per application, in the same engine: savings are measured, not estimated.")),
)  # fmt: skip

LEFT_OUT = (
    N_(
        "Time slices of milliseconds (30 in Xen, 100 in a cgroup's cpu.max): CPU flows and is divided anew at every change."
    ),
    N_("NUMA, shared caches and co-scheduling of very large VMs."),
    N_("Caches of disks and controllers: every request goes to the disks."),
    N_(
        "The pattern in which a machine writes its memory: during a live migration it writes at a steady rate, whatever the hour."
    ),
    N_("Partial failures: a host fails as a whole, and the network never splits."),
)

TERMS = (
    (N_("host"), N_("a physical server in the rack")),
    (N_("hypervisor"), N_("the layer on a host that lets machines share it and keeps them apart")),
    (N_("virtual machine (VM)"), N_("a machine with its own kernel and any operating system, on shared hardware")),
    (N_("container"), N_("a machine that borrows the kernel it runs on: light, quick, and down when that kernel is")),
    (
        N_("microVM"),
        N_(
            "a VM with hardly any devices: a kernel of its own, some 5 MiB beside its memory, and a start in an eighth of a second"
        ),
    ),
    (N_("kernel"), N_("the core of an operating system, which everything on it depends on")),
    (N_("vCPU"), N_("a processor as the machine sees it; it can use one core at most")),
    (N_("shares"), N_("a machine's weight when CPU is short")),
    (N_("reservation"), N_("CPU that is guaranteed to a machine")),
    (N_("limit"), N_("the most CPU that a machine may use, even when more is free")),
    (N_("overcommit"), N_("more vCPUs promised than there are cores")),
    (N_("CPU ready (steal)"), N_("time in which a vCPU could run and is not let run")),
    (N_("backlog"), N_("work that has been asked for and waits")),
    (N_("response time"), N_("how long a user waits for an answer")),
    (N_("availability"), N_("the part of the time in which a machine answers of the time in which it should")),
    (N_("live migration"), N_("moving a machine to another host while it runs")),
    (N_("dirty rate"), N_("how fast a machine writes its memory anew, and so spoils what has been copied")),
    (N_("consolidation"), N_("putting many lightly loaded servers as machines on few hosts")),
    (N_("baseline"), N_("the same applications, each on a physical server of its own")),
    (N_("PUE"), N_("energy of the whole building per energy of its servers")),
)


def rows(words: Words) -> pd.DataFrame:
    """Return one row per term: in the reader's language, in English, and what it means."""
    _ = words._
    columns = {_("Term"): [_(term) for term, _meaning in TERMS]}
    if words.language != SOURCE:
        columns |= {_("In English"): [term for term, _meaning in TERMS]}
    return pd.DataFrame(columns | {_("Meaning"): [_(meaning) for _term, meaning in TERMS]})
