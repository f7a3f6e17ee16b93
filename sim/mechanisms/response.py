"""How long users wait for an answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.steps import Floats

SATURATION = 0.99
"""The highest load at which the queue is taken to be in balance; beyond it the backlog tells the story."""


def response_time_s(
    service_time_s: ArrayLike,
    load_cores: ArrayLike,
    available_cores: ArrayLike,
    backlog_core_s: ArrayLike = 0.0,
    timeout_s: float | None = None,
) -> Floats:
    """Return how long a request takes that arrives now: ``service / (1 - load / available) + backlog / available``.

    ``load_cores`` is the rate at which work arrives and ``available_cores`` what the machine could get for
    it. The first term is processor sharing (M/G/1-PS, ``E[T] = S / (1 - rho)`` whatever the service times),
    with rho at most 0.99; the second is the time until the work that already waits is done. Nobody waits
    longer than ``timeout_s``; a result equal to it means that users give up. Where nothing is available
    users wait until they give up, or for ever.

    >>> response_time_s(0.08, [0.0, 2.4, 3.2], 4.0)
    array([0.08, 0.2 , 0.4 ])
    >>> response_time_s(0.08, [5.0, 1.0], [4.0, 0.0], backlog_core_s=60.0, timeout_s=10.0)
    array([10., 10.])
    """
    load, available, backlog = np.broadcast_arrays(
        np.asarray(load_cores, dtype=float),
        np.asarray(available_cores, dtype=float),
        np.asarray(backlog_core_s, dtype=float),
    )
    working = available > 0.0
    some_cores = np.where(working, available, 1.0)
    queueing_s = np.asarray(service_time_s, dtype=float) / (1.0 - np.minimum(load / some_cores, SATURATION))
    wait_s = np.where(working, queueing_s + backlog / some_cores, np.inf)
    return wait_s if timeout_s is None else np.minimum(wait_s, timeout_s)
