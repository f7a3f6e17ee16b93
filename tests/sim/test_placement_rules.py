"""Where machines may go: rules that keep them apart, together or on one host, and policies that weigh CPU and power."""

from __future__ import annotations

from sim.run import Run
from tests.sim.builders import do, host, place, run_of, vm, why_refused

TWO = (host("host-a"), host("host-b"))
ELSEWHERE = {"machine": "web-1", "to_host": "host-b"}


def decided(run: Run) -> list[str]:
    return [decision.host for decision in run.decisions]


def test_machines_that_are_to_be_apart_never_share_a_host_and_the_refusal_names_the_rule() -> None:
    webs = [vm(f"web-{number}", None, apart="web") for number in (1, 2, 3)]
    run = run_of(*TWO, *webs)
    assert [place(run, web.name, 0.0) for web in webs] == ["host-a", "host-b", ""]
    assert decided(run) == ["host-a", "host-b", ""]
    why = run.decisions[-1].reason.english()
    assert why == ("No host takes web-3. Anti-affinity rule “web”: web-3 must not share host-a with web-1.")


def test_machines_that_belong_together_follow_each_other() -> None:
    run = run_of(*TWO, vm("shop", "host-b", together="shop"), vm("cache", None, together="shop"))
    assert place(run, "cache", 0.0) == "host-b"
    assert "Affinity rule “shop”" in str(
        run.decisions[0].candidates[-1].why_not and run.decisions[0].candidates[-1].why_not.english()
    )


def test_a_rule_refuses_the_move_of_a_person_as_well() -> None:
    rules = do("set_placement_rules", 60.0, machine="web-1", only_on="host-a")
    run = run_of(*TWO, vm("web-1"), rules, do("migrate_machine", 120.0, **ELSEWHERE))
    assert why_refused(run) == ["Host rule: web-1 may run on host-a alone, not on host-b."]
    free = do("set_placement_rules", 90.0, machine="web-1")
    run = run_of(*TWO, vm("web-1"), rules, free, do("migrate_machine", 120.0, **ELSEWHERE))
    assert place(run, "web-1", run.end_s) == "host-b"


def test_power_aware_placement_takes_the_host_whose_power_grows_least() -> None:
    thirsty = host("host-a", power={"model": "linear", "idle_w": 50, "max_w": 400})
    frugal = host("host-b", power={"model": "linear", "idle_w": 150, "max_w": 250})
    assert decided(run_of(thirsty, frugal, vm("mail", None), placement="power_aware")) == ["host-b"]


def test_dot_product_placement_gives_a_machine_the_room_that_is_like_it() -> None:
    much_memory = vm("cache", "host-a", vcpus=8, memory_mib=1024)
    much_cpu = vm("batch", "host-b", vcpus=1, memory_mib=12_288)
    new = vm("new", None, vcpus=4, memory_mib=1024)
    assert decided(run_of(*TWO, much_memory, much_cpu, new, placement="dot_product")) == ["host-b"]
