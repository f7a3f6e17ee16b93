"""The model against worked cases: every case of the file is put to the model, or reported as not yet covered.

``pytest tests/sim/test_reference_cases.py --reference-cases FILE`` takes the cases from another file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.engine import simulate
from sim.inventory import Host, Machine
from sim.scenario import Assumptions, Scenario
from sim.workloads.constant import Constant
from tests.places import REFERENCE_CASES
from tests.sim.reference_adapters import ADAPTERS, Estimated

STOCHASTIC_REL = 0.05
FIELDS = {"id": str, "topic": str, "kind": str, "inputs": dict, "expected": dict, "tolerance": dict}
KINDS = ("exact", "stochastic")


class MalformedCaseError(ValueError):
    """A case, or a file of cases, that is not of the agreed form."""


class NotYetCoveredError(LookupError):
    """A case about something that the model does not have yet."""


# Reading


def read_cases(path: Path) -> list[Any]:
    """Return the cases of a file as they stand there; raise a MalformedCaseError when it is no list."""
    try:
        cases = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path}: no list of reference cases in JSON ({error})"
        raise MalformedCaseError(message) from error
    if not isinstance(cases, list) or not cases:
        message = f"{path}: expected a list of cases, found {type(cases).__name__}"
        raise MalformedCaseError(message)
    return cases


def name_of(case: Any, position: int) -> str:
    """Return the name under which a case is reported, even if it is malformed."""
    if isinstance(case, Mapping):
        return f"{case.get('id', f'case {position}')}-{case.get('topic', 'no topic')}"
    return f"case {position}"


def check_form(case: Any) -> None:
    """Raise a MalformedCaseError that says what is wrong unless ``case`` has every field in its form."""
    if not isinstance(case, Mapping):
        message = f"a case must be an object, found {type(case).__name__}"
        raise MalformedCaseError(message)
    for field, kind in FIELDS.items():
        if not isinstance(case.get(field), kind):
            found = type(case[field]).__name__ if field in case else "nothing"
            message = f"case {case.get('id', '?')}: the field “{field}” must be of type {kind.__name__}, found {found}"
            raise MalformedCaseError(message)
    if case["kind"] not in KINDS:
        message = f"case {case['id']}: the kind must be one of {', '.join(KINDS)}, found “{case['kind']}”"
        raise MalformedCaseError(message)
    if not case["expected"]:
        message = f"case {case['id']}: nothing is expected"
        raise MalformedCaseError(message)
    for bound in ("rel", "abs"):
        allowed = case["tolerance"].get(bound)
        if not isinstance(allowed, int | float) or isinstance(allowed, bool) or not 0 <= allowed < math.inf:
            message = f"case {case['id']}: the tolerance “{bound}” must be a number from 0, found {allowed!r}"
            raise MalformedCaseError(message)


def answer(case: Mapping[str, Any]) -> Any:
    """Return what the model says to a case.

    Raise a MalformedCaseError when the case cannot be understood, a NotYetCoveredError when its topic has no adapter.
    """
    check_form(case)
    if case["topic"] not in ADAPTERS:
        message = f"topic {case['topic']} is not yet covered"
        raise NotYetCoveredError(message)
    try:
        return ADAPTERS[case["topic"]](case["inputs"], outline(case["expected"]))
    except KeyError as error:
        message = f"case {case['id']} ({case['topic']}): the inputs lack {error}"
        raise MalformedCaseError(message) from error
    except (TypeError, ValueError, AttributeError, ArithmeticError, ValidationError) as error:
        message = f"case {case['id']} ({case['topic']}): the inputs make no sense to the model: {error}"
        raise MalformedCaseError(message) from error


def outline(expected: Any) -> Any:
    """Return the names of what is expected without the values: an adapter must not see the answers.

    >>> outline({"at_h": {"14": 0.5}, "mean": 0.3})
    {'at_h': {'14': None}, 'mean': None}
    """
    return {name: outline(value) for name, value in expected.items()} if isinstance(expected, Mapping) else None


# Comparing


def differences(expected: Any, found: Any, *, rel: float, abs_: float, where: str = "") -> Iterator[str]:
    """Yield one sentence for each place where ``found`` is not what is ``expected``.

    >>> list(differences({"w": [1.0, None]}, {"w": [1.0000001, math.inf]}, rel=1e-6, abs_=0.0))
    []
    >>> list(differences({"hosts": 3}, {"hosts": 4}, rel=1.0, abs_=1.0))
    ['hosts: expected 3, found 4']
    """
    if isinstance(found, Estimated):
        found = found.closed_form
    if isinstance(expected, Mapping):
        for name, value in expected.items():
            place = f"{where}.{name}" if where else name
            if isinstance(found, Mapping) and name in found:
                yield from differences(value, found[name], rel=rel, abs_=abs_, where=place)
            else:
                yield f"{place}: expected {value!r}, found no such result"
    elif isinstance(expected, Sequence) and not isinstance(expected, str):
        if not isinstance(found, Sequence) or isinstance(found, str) or len(found) != len(expected):
            yield f"{where}: expected {expected!r}, found {found!r}"
            return
        for position, (value, result) in enumerate(zip(expected, found, strict=True)):
            yield from differences(value, result, rel=rel, abs_=abs_, where=f"{where}[{position}]")
    elif not agrees(expected, found, rel=rel, abs_=abs_):
        yield f"{where}: expected {expected!r}, found {found!r}"


def agrees(expected: Any, found: Any, *, rel: float, abs_: float) -> bool:
    """Return whether two single values agree: numbers within tolerance, counts and all else exactly.

    A whole number is matched exactly by a count, and within tolerance by a measured quantity, which is a
    float even where it happens to be whole. ``None`` stands for unlimited.

    >>> agrees(73, 73.0000000001, rel=1e-6, abs_=0.0), agrees(True, 1, rel=1e-6, abs_=0.0)
    (True, False)
    """
    if expected is None:
        return found is None or found == math.inf
    if isinstance(found, np.generic):
        found = found.item()
    if isinstance(expected, float) or isinstance(found, float):
        return _is_number(expected) and _is_number(found) and abs(found - expected) <= max(abs_, rel * abs(expected))
    return type(expected) is type(found) and bool(expected == found)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def simulated_differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the differences of a stochastic case, in which every simulated mean must be near what is expected."""
    yield from differences(expected, found, rel=STOCHASTIC_REL, abs_=0.0)
    for name, estimated in found.items():
        if isinstance(estimated, Estimated):
            for mean in estimated.simulated:
                yield from differences(expected.get(name), mean, rel=STOCHASTIC_REL, abs_=0.0, where=name)


# The tests


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each case, named after the case."""
    if "case" not in metafunc.fixturenames:
        return
    path = metafunc.config.getoption("--reference-cases")
    if path == REFERENCE_CASES and not path.exists():
        skip = pytest.mark.skip(reason=f"{path.name} is not here: name a file with --reference-cases")
        metafunc.parametrize("case", [pytest.param(None, id="no-cases", marks=skip)])
        return
    try:
        cases = read_cases(path)
    except MalformedCaseError as error:
        raise pytest.UsageError(str(error)) from None
    if metafunc.function is test_a_run_divides_a_host_as_the_case_says:
        cases = [case for case in cases if isinstance(case, Mapping) and case.get("topic") == "cpu.waterfill"]
    metafunc.parametrize("case", [pytest.param(case, id=name_of(case, k)) for k, case in enumerate(cases, start=1)])


def test_the_model_agrees_with_the_case(case: Any) -> None:
    found: Any = None
    complaint = ""
    try:
        found = answer(case)
    except NotYetCoveredError as reason:
        pytest.skip(str(reason))
    except MalformedCaseError as error:
        complaint = str(error)
    if complaint:
        pytest.fail(complaint, pytrace=False)
    tolerance = case["tolerance"]
    if case["kind"] == "stochastic":
        wrong = list(simulated_differences(case["expected"], found))
    else:
        wrong = list(differences(case["expected"], found, rel=tolerance["rel"], abs_=tolerance["abs"]))
    if wrong:
        pytest.fail(f"case {case['id']} ({case['topic']}): " + "; ".join(wrong), pytrace=False)


def test_a_run_divides_a_host_as_the_case_says(case: Any) -> None:
    """The same division through the whole lab: a host of the case's capacity, one constant load per machine."""
    try:
        check_form(case)
        rack = rack_of(case["inputs"])
    except (MalformedCaseError, ValidationError, KeyError, TypeError) as error:
        pytest.skip(f"no rack can be built of this case: {error}")
    run = simulate(rack)
    given = [run.cpu_of(machine.name, "given_cores").at(0.0) for machine in rack.machines]
    wrong = list(differences(case["expected"]["allocation"], given, rel=1e-6, abs_=1e-9, where="given_cores"))
    assert not wrong, "; ".join(wrong)


def rack_of(inputs: Mapping[str, Any]) -> Scenario:
    """Return a rack in which each vCPU could use the whole host, so that only demand and controls bind."""
    cores = math.ceil(inputs["capacity"] / 10.0)
    host = Host(name="host", cores=cores, core_speed=inputs["capacity"] / cores, memory_mib=1_000_000)
    machines = tuple(
        Machine(
            name=f"machine-{position}",
            vcpus=cores,
            memory_mib=64,
            shares=vm["shares"],
            reservation_cores=vm.get("reservation", 0),
            limit_cores=vm.get("limit"),
            workload=Constant(cores=vm["demand"], timeout_s=None),
        )
        for position, vm in enumerate(inputs["vms"])
    )
    ideal = Assumptions(vm_efficiency=1.0, hypervisor_cpu_fraction=0.0, vcpu_overcommit_max=32.0)
    return Scenario(hosts=(host,), machines=machines, assumptions=ideal, duration_s=60.0)


# The comparison itself


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (1.0, 1.0 + 2e-6),
        (3, 4),
        (True, 1),
        (True, 1.0),
        (1, True),
        ("g4", "g5"),
        (None, 4.0),
        (4.0, None),
        (4.0, math.inf),
        ([1.0], [1.0, 2.0]),
        ({"w": 1.0}, {"wq": 1.0}),
        (1.0, math.nan),
    ],
)
def test_what_differs_is_found(expected: Any, found: Any) -> None:
    assert len(list(differences(expected, found, rel=1e-6, abs_=1e-9))) == 1


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"inputs": None}, "the field “inputs” must be of type dict, found NoneType"),
        ({"expected": {}}, "nothing is expected"),
        ({"kind": "guess"}, "the kind must be one of exact, stochastic, found “guess”"),
        ({"tolerance": {"rel": "1e-6", "abs": 0}}, "the tolerance “rel” must be a number from 0, found '1e-6'"),
        ({"inputs": {"a": "many"}}, "the inputs make no sense to the model"),
        ({"inputs": {}}, "the inputs lack 'a'"),
    ],
)
def test_a_malformed_case_fails_with_a_clear_sentence(change: dict[str, Any], complaint: str) -> None:
    sound = {
        "id": "rel-99",
        "topic": "reliability.series",
        "kind": "exact",
        "inputs": {"a": [0.5]},
        "expected": {"availability": 0.5},
        "tolerance": {"rel": 1e-6, "abs": 1e-9},
    }
    assert answer(sound) == {"availability": 0.5}
    with pytest.raises(MalformedCaseError, match="rel-99") as caught:
        answer(sound | change)
    assert complaint in str(caught.value)
