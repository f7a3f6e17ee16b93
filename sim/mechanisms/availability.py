"""How often things fail, how long they are down, and what redundancy changes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from sim.units import DAY_S, DAYS_PER_YEAR, HOURS_PER_YEAR


def annual_failure_rate(mtbf_h: float) -> float:
    """Return the chance that something with this mean time between failures fails within a year.

    ``1 - exp(-8760 / MTBF)``; for a long MTBF about ``failures_per_year``.

    >>> round(annual_failure_rate(1e6), 5)
    0.00872
    """
    return -math.expm1(-HOURS_PER_YEAR / mtbf_h)


def failures_per_year(mtbf_h: float) -> float:
    """Return how many failures a year brings on average, when each is repaired.

    >>> failures_per_year(1e6)
    0.00876
    """
    return HOURS_PER_YEAR / mtbf_h


def expected_failures(count: int, mtbf_h: float, hours: float) -> float:
    """Return how many failures ``count`` equal parts have on average in a time.

    >>> round(expected_failures(50, mtbf_h=300_000, hours=3 * 8760), 6)
    4.38
    """
    return count * hours / mtbf_h


def first_failure_h(count: int, mtbf_h: float) -> float:
    """Return the mean time until the first of ``count`` equal parts fails.

    >>> first_failure_h(20, mtbf_h=50_000)
    2500.0
    """
    return mtbf_h / count


def any_failure_probability(count: int, mtbf_h: float, hours: float) -> float:
    """Return the chance that at least one of ``count`` equal parts fails in a time.

    >>> round(any_failure_probability(20, mtbf_h=50_000, hours=8760), 4)
    0.9699
    """
    return -math.expm1(-count * hours / mtbf_h)


def availability(mtbf_h: float, mttr_h: float) -> float:
    """Return the part of time that something is up: ``MTBF / (MTBF + MTTR)``.

    >>> availability(mtbf_h=999, mttr_h=1)
    0.999
    """
    return mtbf_h / (mtbf_h + mttr_h)


def downtime_s_per_year(available: float) -> float:
    """Return how many seconds of a year of 365 days an availability leaves down.

    >>> round(downtime_s_per_year(0.999))
    31536
    """
    return (1.0 - available) * DAYS_PER_YEAR * DAY_S


def series(availabilities: Iterable[float]) -> float:
    """Return the availability of a chain that needs every part.

    >>> series([0.5, 0.5])
    0.25
    """
    return math.prod(availabilities)


def parallel(availabilities: Iterable[float]) -> float:
    """Return the availability of a group of which any one part is enough.

    >>> parallel([0.5, 0.5])
    0.75
    """
    return 1.0 - math.prod(1.0 - available for available in availabilities)


def k_of_n(k: int, n: int, available: float) -> float:
    """Return the availability of a group that needs ``k`` of ``n`` equal, independent parts.

    >>> round(k_of_n(4, 5, 0.99), 7)
    0.9990199
    """
    return math.fsum(
        math.comb(n, working) * available**working * (1.0 - available) ** (n - working) for working in range(k, n + 1)
    )


def duplex_mttf_h(mtbf_h: float, mttr_h: float) -> float:
    """Return the mean time until both of two equal parts are down, each being repaired meanwhile.

    ``(3 l + m) / (2 l^2)`` with failure rate l and repair rate m of one part (two-state Markov chain).

    >>> round(duplex_mttf_h(mtbf_h=1000, mttr_h=10))
    51500
    """
    failure_rate = 1.0 / mtbf_h
    repair_rate = 1.0 / mttr_h
    return (3.0 * failure_rate + repair_rate) / (2.0 * failure_rate**2)


def restart_outage_s(
    detect_s: float, place_s: float, boot_s: float, application_s: float, fence_s: float = 0.0
) -> float:
    """Return how long users miss a machine that high availability restarts elsewhere.

    >>> restart_outage_s(detect_s=18, place_s=5, boot_s=30, application_s=20)
    73.0
    """
    return float(detect_s + fence_s + place_s + boot_s + application_s)


def spare_percent(hosts: int, failures: int) -> float:
    """Return the part of a cluster to keep free, in percent, so that ``failures`` of its equal hosts may fail.

    >>> spare_percent(4, failures=1)
    25.0
    """
    return 100.0 * failures / hosts


def usable_after_failures(capacities: Sequence[float], failures: int) -> float:
    """Return the capacity that is left after the largest ``failures`` hosts have failed.

    >>> usable_after_failures([64, 64, 128], failures=1)
    128.0
    """
    return float(sum(sorted(capacities)[: len(capacities) - failures]))
