"""The imitation of CloudSim's consolidation says what CloudSim says, by the rules that the services use too."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.consolidation import play, published
from benchmarks.detectors import iqr_limits, mad_limits
from benchmarks.peculiarities import Peculiarities
from benchmarks.planetlab import read_day
from sim.policies.overload import threshold_iqr, threshold_mad
from tests.places import PLANETLAB, needs


def test_limits_of_many_hosts_are_those_of_each() -> None:
    uses = np.random.default_rng(1).random((6, 30))
    assert mad_limits(uses) == pytest.approx([threshold_mad(row) for row in uses])
    assert iqr_limits(uses[:, :17]) == pytest.approx([threshold_iqr(row) for row in uses[:, :17]])


@needs(PLANETLAB)
@pytest.mark.parametrize("pair", ["thr/mmt", "lr/mmt"])
def test_the_published_day_comes_out(pair: str) -> None:
    found, said = play(read_day(PLANETLAB), pair), published(PLANETLAB)[pair]
    assert found.energy_kwh == pytest.approx(said["energy_kwh"], rel=0.02)
    assert found.migrations == pytest.approx(said["migrations"], rel=0.03)
    assert found.host_shutdowns == pytest.approx(said["host_shutdowns"], rel=0.03)
    assert found.slatah_pct == pytest.approx(said["slatah_pct"], rel=0.05)


@needs(PLANETLAB)
def test_where_memory_counts_there_is_little_to_consolidate() -> None:
    morning = read_day(PLANETLAB)[:, :24]
    forgotten, minded = (
        play(morning, "thr/mmt", Peculiarities().without(name)) for name in ("newcomers_move_on", "memory_is_forgotten")
    )
    assert minded.migrations < forgotten.migrations / 2
    assert minded.energy_kwh > forgotten.energy_kwh
