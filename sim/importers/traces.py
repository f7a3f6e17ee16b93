"""“Use your own load”: CPU use that was measured on real machines becomes machines of the lab."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from pydantic import ValidationError

from sim.errors import ImportRefusedError, InvalidScenarioError
from sim.importers.archives import NamedFile, files_in
from sim.importers.limits import TraceLimits, shown
from sim.importers.lines import numbered_lines
from sim.importers.names import clean_name, free_name
from sim.importers.series import MachineTrace, by_machine, regular
from sim.importers.tables import FULL, Measurement, measurements, number_in, separator_of
from sim.inventory import Host, Machine
from sim.scenario import Scenario, readable
from sim.text import N_
from sim.workloads.base import SAMPLE_S
from sim.workloads.trace import Trace

LAB_LIMITS = TraceLimits()
"""What the lab's server can hold; what its picture cannot show opens summed up."""


def read_traces(name: str, content: bytes, *, limits: TraceLimits = LAB_LIMITS) -> tuple[MachineTrace, ...]:
    r"""Return the CPU use of every machine that an uploaded file holds, in the order of appearance.

    ``name`` is the file's name, ``content`` what it holds:

    - a table (CSV) with a first line that names its columns: a time, a CPU use in percent and, unless
      all rows are of one machine, a machine. Columns are separated by commas, semicolons or tabs; where
      commas do not separate, they may be decimal marks. A time is a number of seconds, an ISO 8601 date
      and time (UTC without a zone), or Unix time in seconds or milliseconds. The rows of each machine
      are in the order of time;
    - the PlanetLab form: one percentage per line, one line per five minutes, one file per machine;
    - a zip archive of such files.

    The result is regular: the step is the median distance between samples, in whole seconds; a sample
    belongs to the nearest step, and the last of several counts. Up to ``limits.missing_samples`` missing
    in a row are filled with the value before them. Values have two decimals; up to 100.5 counts as 100.
    Each trace starts at its own first sample.

    Raise an ImportRefusedError, with one sentence that says what, where and what is allowed, for
    everything else.

    >>> read_traces("web", b"10\n20\n30\n")
    (MachineTrace(name='web', percentages=(10.0, 20.0, 30.0), step_s=300.0, file='web'),)
    """
    traces: list[MachineTrace] = []
    for file in files_in(name, content, limits):
        traces.extend(_traces_of(file, limits))
        if len(traces) > limits.machines:
            raise ImportRefusedError(
                N_("{file}: with this file there are more than the {most} machines that the lab holds; choose some"),
                {"file": file.label, "most": limits.machines},
            )
        if sum(len(trace.percentages) for trace in traces) > limits.samples:
            raise ImportRefusedError(
                N_(
                    "{file}: with this file there are more than {most} samples; choose fewer machines or a shorter time"
                ),
                {"file": file.label, "most": limits.samples},
            )
    return tuple(traces)


def machines_from(
    traces: Iterable[MachineTrace], *, vcpus: int, memory_mib: int, taken_names: Iterable[str]
) -> tuple[Machine, ...]:
    """Return a VM for every trace, whose load is the trace: 100 % stands for ``vcpus`` cores.

    Names are changed as little as the lab's rule for names and ``taken_names`` demand. Raise an
    InvalidScenarioError when ``vcpus`` or ``memory_mib`` is not allowed.

    >>> trace = MachineTrace("web/1", (10.0, 20.0), 300.0, "day.csv")
    >>> [machine.name for machine in machines_from([trace, trace], vcpus=2, memory_mib=4096, taken_names=["web-1"])]
    ['web-1-2', 'web-1-3']
    """
    taken = set(taken_names)
    machines = []
    for trace in traces:
        name = free_name(clean_name(trace.name), taken)
        taken.add(name)
        try:
            load = Trace(percentages=trace.percentages, step_s=trace.step_s, full_cores=vcpus, source=trace.file)
            machines.append(Machine(name=name, vcpus=vcpus, memory_mib=memory_mib, workload=load))
        except ValidationError as error:
            raise readable(error) from error
    return tuple(machines)


def data_centre(traces: Iterable[MachineTrace], *, vcpus: int, memory_mib: int, host: Host) -> Scenario:
    """Return a data centre of these loads alone, for as long as the longest lasts, on as few such hosts as hold them.

    Raise an InvalidScenarioError when not even one machine fits on a host.

    >>> traces = [MachineTrace(f"web-{number}", (10.0, 20.0), 300.0, "day.csv") for number in range(5)]
    >>> made = data_centre(traces, vcpus=2, memory_mib=2048, host=Host(name="host", cores=8, memory_mib=8192))
    >>> [machine.runs_on for machine in made.machines], made.duration_s
    (['host-1', 'host-1', 'host-1', 'host-2', 'host-2'], 600.0)
    """
    known = list(traces)
    machines = machines_from(known, vcpus=vcpus, memory_mib=memory_mib, taken_names=[])
    overcommit = Scenario().assumptions.vcpu_overcommit_max
    each = int(min(host.guest_memory_mib // memory_mib, host.cores * overcommit // vcpus))
    if each < 1 or vcpus > host.cores:
        raise InvalidScenarioError(
            N_("a machine of {vcpus} vCPU and {memory_mib} does not fit on a host of {cores} cores and {host_mib}"),
            {"vcpus": vcpus, "memory_mib": memory_mib, "cores": host.cores, "host_mib": host.memory_mib},
        )
    names = [f"{host.name}-{number // each + 1}" for number in range(len(machines))]
    placed = (machine.model_copy(update={"runs_on": name}) for machine, name in zip(machines, names, strict=True))
    return Scenario(
        hosts=tuple(host.model_copy(update={"name": name}) for name in dict.fromkeys(names)),
        machines=tuple(placed),
        duration_s=max(len(trace.percentages) * trace.step_s for trace in known),
    )


def _traces_of(file: NamedFile, limits: TraceLimits) -> Iterator[MachineTrace]:
    lines = numbered_lines(file.label, file.content, limits)
    first = next(lines, None)
    if first is None:
        raise ImportRefusedError(N_("{file} is empty"), {"file": file.label})
    if separator_of(first[1]) is None and number_in(first[1]) is not None:
        rows = _planetlab_rows(file, chain([first], lines))
    else:
        rows = measurements(file.label, file.stem, first, lines)
    for name, series in by_machine(file.label, rows, limits).items():
        yield regular(file.label, name, series, limits)


def _planetlab_rows(file: NamedFile, lines: Iterable[tuple[int, str]]) -> Iterator[Measurement]:
    """Yield one measurement per line; a blank line is a missing one."""
    for number, text in lines:
        value = number_in(text)
        if value is None or not 0.0 <= value <= FULL:
            raise ImportRefusedError(
                N_(
                    "{file}, line {line}: “{found}” is not a percentage; allowed is one number from 0 to 100 on each line"
                ),
                {"file": file.label, "line": number, "found": shown(text)},
            )
        yield Measurement(number, file.stem, number * SAMPLE_S, text, value)
