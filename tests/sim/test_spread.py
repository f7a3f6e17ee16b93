"""How a fault has spread: what it took is what the run shows, and every wall stands where it held."""

from __future__ import annotations

import pytest

from sim.engine import simulate
from sim.importers.ready import ready_scenarios
from sim.inventory import Machine
from sim.run import Run
from sim.study.blast_radius import possible_faults
from sim.study.spread import WALL_NAMES, Spread, spreads
from sim.units import DAY_S
from tests.places import ROOT
from tests.sim.builders import container, do, host, run_of, vm

SME = next(ready for ready in ready_scenarios(ROOT / "assets" / "scenarios") if ready.key == "sme")


def _only(run: Run) -> Spread:
    [one] = spreads(run)
    return one


def _hits(spread: Spread) -> list[tuple[float, str, str]]:
    return [(hit.time_s, hit.name, hit.source) for hit in spread.hits]


def _walls(spread: Spread) -> list[tuple[str, str]]:
    return [(held.place, held.kind) for held in spread.walls]


def test_a_kernel_panic_takes_its_containers_and_ends_at_the_border_of_the_vm() -> None:
    spread = _only(
        run_of(host(), vm("apps"), container("wiki", "apps"), vm("mail"), do("panic_kernel", 600, machine="wiki"))
    )

    assert spread.origin == "apps"
    assert _hits(spread) == [(600.0, "apps", "apps"), (600.0, "wiki", "apps")]
    assert _walls(spread) == [("apps", "own_kernel")]


def test_a_crash_ends_at_its_host_and_a_lost_part_at_its_spare() -> None:
    hosts = host("host-a"), host("host-b"), vm("mail"), vm("shop", "host-b")

    crash = _only(run_of(*hosts, do("crash_host", 600, host="host-a")))
    psu = _only(run_of(*hosts, do("psu_fails", 600, part="host-a psu 1", repair_after_s=60)))

    assert [name for _at_s, name, _source in _hits(crash)] == ["host-a", "mail"]
    assert _walls(crash) == [("host-a", "other_host")]
    assert (_hits(psu), _walls(psu)) == ([], [("host-a", "power")])
    assert psu.until_s == 600.0 + 900.0, "repaired at once, it is only recent"


def test_ransomware_arrives_when_the_run_says_and_stops_at_the_walls_between() -> None:
    def office(name: str, **fields: object) -> Machine:
        return vm(name, administrator="office", **fields)

    run = run_of(
        host(memory_mib=65_536),
        office("files", disk_gib=10),
        office("books"),
        office("tills", network="tills"),
        vm("mail", administrator="mail"),
        do("ransomware", 600, machine="files"),
    )
    spread = _only(run)

    assert [(name, source) for _at_s, name, source in _hits(spread)] == [("files", "files"), ("books", "files")]
    assert [at_s for at_s, _name, _source in _hits(spread)] == [
        run.data_history(name)[0].time_s for name in ("files", "books")
    ]
    assert set(_walls(spread)) == {("tills", "other_segment"), ("mail", "other_credentials")}


def test_what_was_refused_spread_nowhere() -> None:
    assert spreads(run_of(host(), vm("mail"), do("container_escape", 600, machine="mail"))) == []


@pytest.mark.parametrize("number", range(3))
def test_every_fault_of_the_catalogue_has_a_wall_with_a_name_and_hits_only_whom_the_run_hit(number: int) -> None:
    at_s = 36_000.0
    for fault in list(possible_faults(simulate(SME.scenario), at_s))[number::24]:
        run = simulate(SME.scenario.with_action(fault))
        for spread in spreads(run):
            assert {held.kind for held in spread.walls} <= WALL_NAMES.keys()
            for hit in spread.hits:
                known = [change.time_s for change in run.host_states] + [one.time_s for one in (*run.states, *run.data)]
                assert at_s <= hit.time_s <= hit.until_s <= run.end_s
                assert hit.time_s in known, f"{fault.kind}: {hit}"


def test_a_fault_that_nobody_made_spreads_as_one_that_somebody_made() -> None:
    hosts = host("host-a"), host("host-b"), vm("mail")
    run = run_of(*hosts, wear={"enabled": True}, seed=7, duration_s=DAY_S)

    assert [spread.time_s for spread in spreads(run)] == [fault.at_s for fault in run.worn]
    crash = next(fault for fault in run.worn if fault.kind == "crash_host")
    spread = next(spread for spread in spreads(run) if spread.time_s == crash.at_s)
    assert (crash.at_s, crash.target_name, crash.target_name) in _hits(spread)
