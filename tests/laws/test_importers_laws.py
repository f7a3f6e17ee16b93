"""What holds whatever comes from outside: it is read, or refused with a sentence; and what we write we can read."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.actions import ACTIONS
from sim.errors import ImportRefusedError, SimError
from sim.frozen import Tagged
from sim.importers.links import decode, encode, read_scenario_file
from sim.importers.traces import machines_from, read_traces
from sim.inventory import Host, LinearPower, Machine
from sim.policies import PLACEMENTS
from sim.scenario import Assumptions, HighAvailability, Scenario
from sim.workloads import WORKLOADS
from sim.workloads.trace import Trace

HOSTS = ("host-a", "host-b", "Hôte 3")
MACHINES = ("web", "db", "mail_1", "Büro", "服务器")

TABLE = b"time,machine,cpu\n0,web,10\n0,db,40.5\n300,web,20\n300,db,50\n600,web,30\n600,db,60\n"
ODD_TABLE = "Horodatage;Serveur;Charge CPU (%)\r\n2026-03-01 10:00;é;1,5\r\n2026-03-01 10:05;é;2\r\n".encode("utf-16")
PLANETLAB_FORM = b"24\n34\n29\n"


def _archive() -> bytes:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("alpha", PLANETLAB_FORM)
        writer.writestr("in/beta.csv", TABLE)
    return archive.getvalue()


GOOD_FILES = (TABLE, ODD_TABLE, PLANETLAB_FORM, _archive())

hosts = st.builds(
    Host,
    name=st.sampled_from(HOSTS),
    cores=st.integers(1, 1024),
    core_speed=st.floats(0.1, 10),
    smt=st.booleans(),
    memory_mib=st.integers(4096, 1_000_000),
    power=st.builds(LinearPower, idle_w=st.floats(0, 200), max_w=st.floats(200, 900)),
    on=st.booleans(),
)
traces = st.builds(
    Trace,
    percentages=st.lists(st.floats(0, 100), min_size=1, max_size=30).map(tuple),
    step_s=st.floats(1, 86_400),
    full_cores=st.floats(0.1, 512),
)
plain_loads = st.sampled_from(sorted(WORKLOADS)).map(
    lambda pattern: WORKLOADS[pattern].model_validate({"pattern": pattern})
)
machines = st.builds(
    Machine,
    name=st.sampled_from(MACHINES),
    system=st.sampled_from(["debian", "windows", "freebsd"]),
    vcpus=st.integers(1, 512),
    memory_mib=st.integers(16, 100_000),
    workload=plain_loads | traces,
    shares=st.none() | st.integers(1, 100_000),
    limit_cores=st.none() | st.floats(0.1, 100),
    depends_on=st.lists(st.sampled_from(MACHINES), max_size=2).map(tuple),
    on=st.booleans(),
)
at_s = st.floats(0, 86_400)
actions = st.lists(
    st.builds(
        lambda t, name: ACTIONS["crash_host"].model_validate({"at_s": t, "host": name}), at_s, st.sampled_from(HOSTS)
    )
    | st.builds(
        lambda t, name, load: ACTIONS["set_workload"].model_validate({"at_s": t, "machine": name, "workload": load}),
        at_s,
        st.sampled_from(MACHINES),
        plain_loads | traces,
    )
    | st.builds(
        lambda t, machine: ACTIONS["add_machine"].model_validate({"at_s": t, "machine": machine}), at_s, machines
    ),
    max_size=6,
)


def _by_name(things: st.SearchStrategy[Tagged]) -> st.SearchStrategy[tuple[Tagged, ...]]:
    return st.lists(things, max_size=4, unique_by=lambda thing: thing.name).map(tuple)


def _without_strangers(machines: tuple[Machine, ...]) -> tuple[Machine, ...]:
    """Return machines that depend only on each other: a scenario refuses anything else."""
    names = {machine.name for machine in machines}
    return tuple(
        machine.model_copy(update={"depends_on": tuple(name for name in machine.depends_on if name in names)})
        for machine in machines
    )


scenarios = st.builds(
    Scenario,
    key=st.text(max_size=60),
    hosts=_by_name(hosts),
    machines=_by_name(machines).map(_without_strangers),
    actions=actions.map(tuple),
    placement=st.sampled_from(sorted(PLACEMENTS)),
    high_availability=st.builds(HighAvailability, enabled=st.booleans(), place_s=st.floats(0, 3600)),
    shared_storage=st.booleans(),
    assumptions=st.builds(Assumptions, pue=st.floats(1, 5), vm_efficiency=st.floats(0.01, 1)),
    seed=st.integers(0, 2**63 - 1),
    duration_s=st.floats(0.001, 31 * 86_400),
)


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    """Return a good file with a few bytes replaced, removed, doubled or put in."""
    content = bytearray(original)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        stop = min(start + draw(st.integers(0, 12)), len(content))
        content[start:stop] = draw(st.binary(max_size=8) | st.just(bytes(content[start:stop]) * 2))
    return bytes(content)


@given(scenarios)
def test_a_link_gives_back_the_scenario_it_was_made_from(scenario: Scenario) -> None:
    assert decode(encode(scenario)) == scenario
    assert read_scenario_file(scenario.to_json().encode()) == scenario


@given(st.text() | st.text("0123456789abcdefXYZ-_").map(lambda text: "1" + text))
def test_no_text_makes_a_link_fail_without_a_sentence(text: str) -> None:
    with pytest.raises(SimError) as refused:
        decode(text)
    assert str(refused.value)


@given(st.data(), scenarios)
def test_a_changed_scenario_file_is_a_scenario_or_refused(data: st.DataObject, scenario: Scenario) -> None:
    content = data.draw(mutated(scenario.to_json().encode()))

    with suppress(SimError):
        assert isinstance(read_scenario_file(content), Scenario)


@given(
    st.sampled_from(["day.csv", "vm1", "day.zip", "", "../.."]),
    st.binary(max_size=300) | st.sampled_from(GOOD_FILES).flatmap(mutated),
)
def test_any_upload_becomes_machines_or_is_refused_with_one_sentence(name: str, content: bytes) -> None:
    try:
        found = read_traces(name, content)
    except ImportRefusedError as refused:
        sentence = str(refused)
        assert "\n" not in sentence
        assert 5 < len(sentence) < 400
        return

    machines = machines_from(found, vcpus=2, memory_mib=1024, taken_names=["web"])
    assert len(machines) == len(found) > 0
    assert all(0 <= value <= 100 for trace in found for value in trace.percentages)
    Scenario(machines=machines)


@given(st.text(max_size=200), st.sampled_from(["0,{},5\n60,{},6\n", "0;{};5\n60;{};6\n"]))
def test_any_name_becomes_a_name_that_the_lab_allows(name: str, rows: str) -> None:
    header = "time,machine,cpu\n" if "," in rows else "time;machine;cpu\n"
    quoted = '"' + name.replace('"', '""') + '"'
    try:
        found = read_traces("day.csv", (header + rows.format(quoted, quoted)).encode())
    except ImportRefusedError:
        return

    (machine,) = machines_from(found, vcpus=2, memory_mib=1024, taken_names=[])
    assert 1 <= len(machine.name) <= 40


@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=40),
    st.integers(1, 3600),
    st.integers(0, 4_000_000_000),
    st.sampled_from([",", ";", "\t"]),
)
def test_a_table_comes_back_as_it_was_measured(values: list[int], step_s: int, start_s: int, separator: str) -> None:
    rows = (f"{start_s + k * step_s}{separator}{value}" for k, value in enumerate(values))

    (trace,) = read_traces("day.csv", "\n".join((f"time{separator}cpu", *rows)).encode())

    assert (trace.percentages, trace.step_s) == (tuple(values), step_s)


@given(st.lists(st.tuples(st.floats(-0.24, 0.24), st.integers(0, 100)), min_size=3, max_size=60))
def test_irregular_samples_keep_their_order_and_their_number(samples: list[tuple[float, int]]) -> None:
    rows = (f"{300 * (k + 1 + late):.3f},{value}" for k, (late, value) in enumerate(samples))

    (trace,) = read_traces("day.csv", "\n".join(("time,cpu", *rows)).encode())

    assert set(trace.percentages) <= {float(value) for _, value in samples}
    assert abs(len(trace.percentages) * trace.step_s - 300 * len(samples)) <= 450 + trace.step_s
