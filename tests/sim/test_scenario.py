"""What a scenario takes, what it refuses and in which words, and that it comes back from JSON as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from sim.actions import ACTIONS
from sim.errors import InvalidScenarioError, NewerSchemaError, SimError
from sim.scenario import SCHEMA_VERSION, Scenario
from sim.workloads import WORKLOADS
from tests.sim.builders import constant, container, do, ha, host, physical, scenario, vm

FULL = scenario(
    host(smt=True, power={"model": "specpower", "server": "dell_r740_8280"}),
    host("old", bare_metal=True, core_speed=0.5),
    *(vm(pattern, workload={"pattern": pattern}, vcpus=1, memory_mib=64) for pattern in WORKLOADS),
    container("cache", "web", depends_on=("database",), restart_priority="never"),
    physical("ledger", "old", workload=constant(0.5, timeout_s=None)),
    do("crash_host", 60, host="host-a"),
    do(
        "add_machine",
        30,
        machine=vm("late", None, limit_cores=1.5, workload={"pattern": "trace", "percentages": [1, 2.5]}),
    ),
    do("add_host", 0, host=host("host-b")),
    do("set_workload", 90, machine="web", workload={"pattern": "spike", "at_h": 0.5}),
    high_availability=ha("proxmox"),
    assumptions={"country": "DEU", "pue": 1.2},
    seed=2**62,
)


def test_a_scenario_comes_back_from_its_json_as_it_was() -> None:
    again = Scenario.from_json(FULL.to_json())
    assert again == FULL
    assert hash(again) == hash(FULL)
    assert again.to_json() == FULL.to_json()


def test_json_leaves_out_what_equals_its_default_but_not_what_kind_a_thing_is() -> None:
    content = json.loads(
        scenario(host(), vm("mail", workload={"pattern": "web"}), do("crash_host", 5, host="host-a")).to_json()
    )
    assert content["machines"] == [{"name": "mail", "runs_on": "host-a", "workload": {"pattern": "web"}}]
    assert content["actions"] == [{"kind": "crash_host", "at_s": 5.0, "host": "host-a"}]
    assert "assumptions" not in content


def test_actions_stand_in_the_order_of_their_times_and_of_their_doing_within_one() -> None:
    actions = [
        do("stop_machine", 60, machine="b"),
        do("stop_machine", 30, machine="a"),
        do("start_machine", 60, machine="b"),
    ]
    assert [action.kind for action in scenario(*actions).actions] == ["stop_machine", "stop_machine", "start_machine"]
    assert [action.at_s for action in scenario(*actions).actions] == [30, 60, 60]
    later = scenario(*actions).with_action(do("crash_guest", 60, machine="b"))
    assert [action.kind for action in later.actions][-2:] == ["start_machine", "crash_guest"]


def test_a_scenario_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        FULL.seed = 3


RACK: dict[str, Any] = {"hosts": [{"name": "host-a"}], "machines": [{"name": "mail"}]}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a name twice": (
        {"hosts": [{"name": "mail"}], "machines": [{"name": "mail"}]},
        "two things are named “mail”: names must differ",
    ),
    "a machine on a host that is not there": (
        RACK | {"machines": [{"name": "mail", "runs_on": "host-z"}]},
        "machine “mail” runs on “host-z”, which is not there (known: host-a)",
    ),
    "a VM in a VM": (
        RACK | {"machines": [{"name": "mail"}, {"name": "shop", "runs_on": "mail"}]},
        "machine “shop” runs on “mail”, which is not there (known: host-a)",
    ),
    "a container in a container": (
        RACK | {"machines": [{"name": "a", "kind": "container"}, {"name": "b", "kind": "container", "runs_on": "a"}]},
        "machine “b” runs on “a”, which is not there (known: host-a)",
    ),
    "depending on nobody": (
        RACK | {"machines": [{"name": "shop", "depends_on": ["db"]}]},
        "machine “shop” depends on “db”, which is not there (known: shop)",
    ),
    "a physical server on a hypervisor": (
        RACK | {"machines": [{"name": "mail", "kind": "physical", "runs_on": "host-a"}]},
        "physical server “mail”: its host “host-a” must be bare metal",
    ),
    "a physical server nowhere": (
        {"machines": [{"name": "mail", "kind": "physical"}]},
        "physical server “mail”: say which host it is",
    ),
    "two machines that are one server": (
        {
            "hosts": [{"name": "old", "bare_metal": True}],
            "machines": [{"name": name, "kind": "physical", "runs_on": "old"} for name in ("mail", "shop")],
        },
        "physical servers “shop” and “mail” are both “old”: one server is one machine",
    ),
    "a Windows container": (
        RACK | {"machines": [{"name": "web", "kind": "container", "system": "windows"}]},
        "container “web”: Windows Server cannot run on a Linux kernel; a container borrows the kernel it runs on, so use a VM",
    ),
    "a limit below the reservation": (
        RACK | {"machines": [{"name": "mail", "reservation_cores": 2, "limit_cores": 1}]},
        "machine “mail”: its CPU limit is below its reservation",
    ),
    "no network card": (
        {"hosts": [{"name": "host-a", "nics": []}]},
        "hosts.0.nics: ",
    ),
    "an unknown load": (
        RACK | {"machines": [{"name": "mail", "workload": {"pattern": "wep"}}]},
        "no workload named “wep”; did you mean “web”?",
    ),
    "an unknown action": (
        RACK | {"actions": [{"kind": "crash_hosts", "at_s": 1, "host": "host-a"}]},
        "no action named “crash_hosts”; did you mean “crash_host”?",
    ),
    "an action of no kind": (RACK | {"actions": [{"at_s": 1}]}, "expected an object with the field “kind”"),
    "an unknown placement": ({"placement": "first"}, "no placement policy named “first”"),
    "an unknown system": (
        RACK | {"machines": [{"name": "mail", "system": "amiga"}]},
        "no operating system named “amiga” (known: ",
    ),
    "an unknown country": ({"assumptions": {"country": "ATL"}}, "no carbon intensity for country “ATL”"),
    "too few cores": ({"hosts": [{"name": "host-a", "cores": 0}]}, "hosts.0.cores: must be at least 1, got 0"),
    "half a core": ({"hosts": [{"name": "host-a", "cores": 1.5}]}, "hosts.0.cores: must be a whole number, got 1.5"),
    "no time": ({"duration_s": 0}, "duration_s: must be more than 0, got 0"),
    "a word for a number": ({"seed": "many"}, "seed: must be a whole number, got 'many'"),
    "a field that is not there": ({"host": []}, "host: there is no such field"),
    "no name": ({"hosts": [{}]}, "hosts.0.name: this field is missing"),
    "a name that breaks a page": (
        {"hosts": [{"name": "<script>"}]},
        "hosts.0.name: use letters, digits, space, dot, hyphen or underscore, got '<script>'",
    ),
    "before the start": (
        RACK | {"actions": [{"kind": "crash_host", "at_s": -1, "host": "host-a"}]},
        "must be at least 0, got -1",
    ),
    "less memory than the hypervisor needs": (
        {"hosts": [{"name": "host-a", "memory_mib": 2048}]},
        "host “host-a”: 2048 MiB of memory leave nothing beside the hypervisor's 2048 MiB",
    ),
    "less power at full load": (
        {"hosts": [{"name": "host-a", "power": {"model": "linear", "idle_w": 200, "max_w": 100}}]},
        "power: 100 W at full load is less than 200 W at idle",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_scenario_that_contradicts_itself_is_refused_in_one_sentence(case: str) -> None:
    content, sentence = REFUSED[case]
    with pytest.raises(SimError) as refused:
        Scenario.from_json(json.dumps(content))
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "3", '"scenario"', b"\xff\xfe", "{}}"])
def test_what_is_no_scenario_at_all_is_refused_in_one_sentence(text: str | bytes) -> None:
    with pytest.raises(InvalidScenarioError, match="this is not a VirtLab scenario"):
        Scenario.from_json(text)


def test_a_newer_file_is_refused_before_its_unknown_content_is_complained_about() -> None:
    content = {"schema_version": SCHEMA_VERSION + 1, "weather": "sunny", "actions": [{"kind": "rain"}]}
    with pytest.raises(NewerSchemaError, match="update VirtLab to open it"):
        Scenario.from_json(json.dumps(content))


def test_an_empty_object_is_the_empty_rack() -> None:
    assert Scenario.from_json("{}") == Scenario()


@pytest.mark.parametrize("kind", ACTIONS)
def test_every_action_says_what_it_is_called_where_it_stands_and_when_it_is_possible(kind: str) -> None:
    action = ACTIONS[kind]
    assert action.label
    assert action.target in ("machine", "host", "part", "rack")
    assert action.group in ("build", "power", "resources", "fault", "protection", "isolation")
    assert bool(action.states) == bool(action.impossible)
    assert action.__doc__
