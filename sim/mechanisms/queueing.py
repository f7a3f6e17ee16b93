"""Closed forms of queueing theory, against which simulated waiting is checked.

Symbols as in the textbooks (Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013):
work arrives at a rate, is served at a rate, and ``rho`` is the part of the servers' time that is used.
All arrivals are Poisson.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue in the long run: servers' utilisation, chance of waiting, mean waiting and response time.

    Times are in the unit of the rates: arrivals per second give seconds.
    """

    arrival_rate: float
    utilisation: float
    wait_probability: float
    wait: float
    response: float

    @property
    def waiting_count(self) -> float:
        """Return how many wait on average (Little's law)."""
        return little(self.arrival_rate, self.wait)

    @property
    def count(self) -> float:
        """Return how many are there on average, waiting or served (Little's law)."""
        return little(self.arrival_rate, self.response)


def little(arrival_rate: float, time: float) -> float:
    """Return the mean number in a system from the rate of arrival and the mean time inside: ``L = lambda W``.

    >>> little(2.0, 3.0)
    6.0

    Source: Little, "A proof for the queuing formula L = lambda W", Operations Research 1961.
    """
    return arrival_rate * time


def erlang_b(servers: int, offered: float) -> float:
    """Return the chance that all ``servers`` are busy when whoever finds them busy goes away.

    ``offered`` is the load in erlangs: arrival rate over service rate of one server.

    >>> round(erlang_b(10, 5.0), 6)
    0.018385
    """
    blocking = 1.0
    for count in range(1, servers + 1):
        blocking = offered * blocking / (count + offered * blocking)
    return blocking


def erlang_c(servers: int, offered: float) -> float:
    """Return the chance of having to wait when whoever finds all ``servers`` busy waits.

    Raise a ValueError when the load is too high for a steady state.

    >>> round(erlang_c(2, 1.6), 6)
    0.711111
    """
    rho = _steady(offered / servers)
    blocking = erlang_b(servers, offered)
    return blocking / (1.0 - rho * (1.0 - blocking))


def mmc(arrival_rate: float, service_rate: float, servers: int) -> Queue:
    """Return the M/M/c queue: exponential service, one line for all ``servers``.

    Raise a ValueError when the load is too high for a steady state.

    >>> round(mmc(3.2, 1.0, 4).response, 6)
    1.745541
    """
    waiting = erlang_c(servers, arrival_rate / service_rate)
    wait = waiting / (servers * service_rate - arrival_rate)
    return Queue(arrival_rate, arrival_rate / (servers * service_rate), waiting, wait, wait + 1.0 / service_rate)


def mm1(arrival_rate: float, service_rate: float) -> Queue:
    """Return the M/M/1 queue: exponential service, one server.

    Raise a ValueError when the load is too high for a steady state.

    >>> queue = mm1(0.5, 1.0)
    >>> queue.response, queue.wait, queue.count
    (2.0, 1.0, 1.0)
    """
    return mmc(arrival_rate, service_rate, 1)


def mm1_response_quantile(arrival_rate: float, service_rate: float, p: float) -> float:
    """Return the response time that a part ``p`` of requests stay below; in M/M/1 response times are exponential.

    >>> round(mm1_response_quantile(0.8, 1.0, 0.95), 2)
    14.98
    """
    return mm1(arrival_rate, service_rate).response * -math.log1p(-p)


def mg1_fcfs_response(arrival_rate: float, mean_service: float, cv2: float) -> float:
    """Return the mean response time of one server, first come first served: the Pollaczek-Khinchine formula.

    ``cv2`` is the squared coefficient of variation of the service time: 0 if always the same, 1 if exponential.

    >>> [round(mg1_fcfs_response(0.8, 1.0, cv2), 6) for cv2 in (0, 1, 4)]
    [3.0, 5.0, 11.0]
    """
    rho = _steady(arrival_rate * mean_service)
    return mean_service + rho * mean_service * (1.0 + cv2) / (2.0 * (1.0 - rho))


def mg1_ps_response(arrival_rate: float, mean_service: float, size: float | None = None) -> float:
    """Return the mean response time of one server that all requests share: ``E[T] = S / (1 - rho)``.

    It does not depend on how service times vary. With ``size``, that of a request of this size.

    >>> round(mg1_ps_response(0.7, 1.0, size=2.0), 6)
    6.666667

    Source: Kleinrock, "Time-shared systems: a theoretical treatment", J. ACM 1967.
    """
    rho = _steady(arrival_rate * mean_service)
    return (mean_service if size is None else size) / (1.0 - rho)


def _steady(rho: float) -> float:
    if not 0.0 <= rho < 1.0:
        message = f"no steady state: the servers would have to work {rho:.0%} of their time"
        raise ValueError(message)
    return rho
