"""Parts that fail by themselves: as often as the rates say, each from its own stream."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sim.actions.hosts import AddHost
from sim.catalogue.failure_rates import DIMM_CORRECTABLE, HOST, RATES
from sim.engine import simulate
from sim.run import Run
from sim.scenario import WearRules
from sim.study.baseline import twin
from sim.study.checks import conservation
from sim.units import DAY_S, DAYS_PER_YEAR
from tests.sim.builders import books, host, scenario, vm

WORN = WearRules(enabled=True)


def rack(seed: int, *more: object, wear: WearRules = WORN) -> Run:
    """Return a day of two hosts whose parts wear out."""
    things = (host(), host("host-b"), vm("mail"), *more)
    return simulate(scenario(*things, wear=wear, seed=seed, duration_s=DAY_S))  # type: ignore[arg-type]


def test_it_is_off_until_somebody_turns_it_on() -> None:
    assert rack(1, wear=WearRules()).parts == ()


def test_the_same_seed_gives_the_same_failures_and_a_machine_more_changes_none() -> None:
    one, other, more = rack(3), rack(3), rack(3, vm("shop", "host-b"))
    assert books(one) == books(other)
    assert one.story() == other.story()
    assert one.parts == more.parts
    assert one.parts != rack(4).parts


def test_a_host_that_comes_later_wears_too_and_changes_nothing_for_the_others() -> None:
    def of(run: Run, *, newcomer: bool) -> list[object]:
        return [change for change in run.parts if change.part.startswith("host-c ") == newcomer]

    comes = AddHost(at_s=3600.0, host=host("host-c"))
    runs = [(rack(seed), rack(seed, comes)) for seed in range(8)]
    assert all(of(alone, newcomer=False) == of(joined, newcomer=False) for alone, joined in runs)
    assert any(of(joined, newcomer=True) for _, joined in runs)


def test_the_books_balance_in_both_worlds() -> None:
    run = rack(5)
    for checked in (run, simulate(twin(run))):
        assert [check for check in conservation(checked) if not check.holds] == []


def test_parts_fail_about_as_often_as_the_rates_say() -> None:
    runs = [rack(seed) for seed in range(40)]
    switches = [change for run in runs for change in run.parts if "switch" in change.part and change.state == "failed"]
    # A part lives for its mean life, is repaired in four hours, and lives again.
    life_d = RATES["switch"].mean_life_s / DAY_S / WORN.acceleration
    expected = len(runs) * 2 / (life_d + RATES["switch"].repair_h / 24)
    assert len(switches) == pytest.approx(expected, rel=0.35)


def test_a_failed_part_is_replaced_after_its_time() -> None:
    changes = [change for seed in range(6) for change in rack(seed).parts if change.part == "switch 1"]
    for failed, mended in pairwise(changes):
        if (failed.state, mended.state) == ("failed", "ok"):
            assert mended.time_s - failed.time_s == pytest.approx(RATES["switch"].repair_h * 3600)


def test_rates_are_those_that_were_published() -> None:
    per_year = {kind: rate.per_year for kind, rate in RATES.items()}
    assert (per_year["disk"], per_year["switch"], per_year["utility"]) == (0.0157, 0.05, 0.22)
    assert (HOST.per_year, DIMM_CORRECTABLE.per_year) == (0.0104, 0.08)
    mean_years = RATES["disk"].mean_life_s / DAY_S / DAYS_PER_YEAR
    assert mean_years == pytest.approx(63.2, rel=0.01)
