"""Statistical multiplexing: why many machines together need less than the sum of their peaks."""

from __future__ import annotations

import math
from itertools import accumulate


def normal_capacity(count: int, mean: float, sd: float, z: float, correlation: float = 0.0) -> float:
    """Return the capacity that covers ``count`` equal loads up to the ``z`` quantile of their sum.

    ``count * mean + z * sd * sqrt(count * (1 + (count - 1) * correlation))``: the sum of equally correlated
    loads, taken as normal. Correlated loads peak together, which destroys the gain.

    >>> round(normal_capacity(100, mean=0.5, sd=0.3, z=2.326347874) / 100, 3)
    0.57
    >>> round(normal_capacity(100, mean=0.5, sd=0.3, z=2.326347874, correlation=0.1) / 100, 3)
    0.73
    """
    return count * mean + z * sd * math.sqrt(count * (1.0 + (count - 1) * correlation))


def binomial_probabilities(count: int, p: float) -> list[float]:
    """Return the probabilities that 0, 1, ... ``count`` of ``count`` independent vCPUs want to run.

    Raise a ValueError when ``p`` is no probability.

    >>> binomial_probabilities(2, 0.5)
    [0.25, 0.5, 0.25]
    """
    if not 0.0 <= p <= 1.0:
        message = f"p must be a probability from 0 to 1, got {p}"
        raise ValueError(message)
    if p in {0.0, 1.0}:
        return [float(n == count * p) for n in range(count + 1)]
    # Logarithms keep thousands of vCPUs from overflowing; small counts stay exact to the last digit or two.
    likely = [_log_choose(count, n) + n * math.log(p) + (count - n) * math.log1p(-p) for n in range(count + 1)]
    return [math.exp(value) for value in likely]


def _log_choose(count: int, chosen: int) -> float:
    return math.log(math.comb(count, chosen))


def binomial_cores(count: int, p: float, risk: float) -> int:
    """Return the fewest cores that ``count`` on/off vCPUs, busy with probability ``p``, outgrow at most with ``risk``.

    >>> binomial_cores(count=40, p=0.1, risk=0.01)
    9
    """
    for cores, covered in enumerate(accumulate(binomial_probabilities(count, p))):
        if 1.0 - covered <= risk:
            return cores
    return count
