"""Response times of single requests: against a simulation of every request, closed forms, and common sense."""

from __future__ import annotations

import math

import numpy as np
import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms import queueing
from sim.mechanisms.requests import late_fraction, moments_s, percentiles_s, poisson_arrivals_s, response_times_s
from sim.steps import Floats, Steps
from tests.sim.sharing_queue import mean_response

REPLICATIONS = 20
T_99 = 2.861
"""99 % of Student's t with 19 degrees of freedom, both sides."""


def steps(*pieces: tuple[float, float], end_s: float) -> Steps:
    times_s, values = zip(*pieces, strict=True)
    return Steps(np.array(times_s, dtype=float), np.array(values, dtype=float), end_s)


def full_speed(end_s: float) -> Steps:
    return steps((0.0, 1.0), end_s=end_s)


# Every request as a process of its own


def simulated_s(arrivals_s: Floats, work_s: Floats, servers: int, speed: Steps) -> list[float]:
    """Return the same response times from a simulation in which each request waits for a server and then works."""
    env = simpy.Environment()
    cores = simpy.Resource(env, capacity=servers)
    responses = [math.inf] * len(arrivals_s)
    changes_s = [*speed.times_s.tolist(), speed.end_s]

    def request(index: int, work: float) -> simpy.events.ProcessGenerator:
        arrival_s = env.now
        with cores.request() as turn:
            yield turn
            while work > 0.0:
                rate = speed.at(env.now)
                until_change_s = next((at - env.now for at in changes_s if at > env.now), math.inf)
                if rate * until_change_s >= work:
                    yield env.timeout(work / rate)
                    work = 0.0
                else:
                    yield env.timeout(until_change_s)
                    work -= rate * until_change_s
            responses[index] = env.now - arrival_s

    def users() -> simpy.events.ProcessGenerator:
        for index, (arrival_s, work) in enumerate(zip(arrivals_s.tolist(), work_s.tolist(), strict=True)):
            yield env.timeout(arrival_s - env.now)
            env.process(request(index, work))

    env.process(users())
    env.run(until=speed.end_s)
    return responses


@pytest.mark.parametrize("servers", [1, 2, 5])
def test_it_agrees_with_a_simulation_of_every_request(servers: int) -> None:
    random = np.random.default_rng(servers)
    times_s = np.concatenate(([0.0], np.sort(random.uniform(0.0, 900.0, 40))))
    speed = Steps(times_s, np.append(random.choice([0.0, 0.3, 0.8, 1.0, 1.7], 40), 0.3), end_s=1000.0)
    arrivals_s = np.sort(random.uniform(0.0, 1000.0, 700 * servers))
    work_s = random.exponential(1.0, 700 * servers)
    found = response_times_s(arrivals_s, work_s, servers, speed)
    expected = np.array(simulated_s(arrivals_s, work_s, servers, speed))
    assert 0 < np.isinf(expected).sum() < len(expected)
    assert found == pytest.approx(expected, abs=1e-9)


# Closed forms, within 99 % confidence


def test_the_machine_is_a_queue_with_one_or_more_servers() -> None:
    for servers, load in ((1, 0.5), (1, 0.8), (2, 0.8), (4, 0.8), (8, 0.9)):
        expected = queueing.mmc(load * servers, 1.0, servers).response
        means = [_mean_response_s(seed, servers, load) for seed in range(REPLICATIONS)]
        assert_within_confidence(means, expected)


def _mean_response_s(seed: int, servers: int, load: float, count: int = 40_000) -> float:
    random = np.random.default_rng([seed, servers])
    arrivals_s = np.cumsum(random.exponential(1.0 / (load * servers), count))
    responses_s = response_times_s(arrivals_s, random.exponential(1.0, count), servers, full_speed(10 * count))
    return float(responses_s[count // 10 :].mean())


def assert_within_confidence(means: list[float], expected: float) -> None:
    half_width = T_99 * np.std(means, ddof=1) / math.sqrt(len(means))
    assert abs(np.mean(means) - expected) <= half_width
    assert half_width < 0.1 * expected


def test_the_95th_percentile_is_three_times_the_mean_for_one_server() -> None:
    random = np.random.default_rng(7)
    arrivals_s = np.cumsum(random.exponential(1.0 / 0.5, 500_000))
    responses_s = response_times_s(arrivals_s, random.exponential(1.0, 500_000), 1, full_speed(2e6))
    expected = [queueing.mm1_response_quantile(0.5, 1.0, p) for p in (0.5, 0.95, 0.99)]
    assert percentiles_s(responses_s, (50, 95, 99)) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("cv2", [0.0, 1.0, 4.0])
def test_waiting_depends_on_how_much_requests_differ(cv2: float) -> None:
    def mean_s(seed: int) -> float:
        random = np.random.default_rng(seed)
        work_s = random.gamma(1.0 / cv2, cv2, 60_000) if cv2 else np.ones(60_000)
        arrivals_s = np.cumsum(random.exponential(1.0 / 0.7, 60_000))
        return float(response_times_s(arrivals_s, work_s, 1, full_speed(1e6))[6000:].mean())

    means = [mean_s(seed) for seed in range(REPLICATIONS)]
    assert_within_confidence(means, queueing.mg1_fcfs_response(0.7, 1.0, cv2))


def test_in_balance_a_shared_machine_and_a_waiting_line_have_the_same_mean() -> None:
    """With exponential work the order of service changes who waits, not how long they wait on average."""
    shared_s = mean_response("exponential", lam=0.7, mean_service=1.0)
    in_line_s = [_mean_response_s(seed, 1, 0.7) for seed in range(REPLICATIONS)]
    assert np.mean(in_line_s) == pytest.approx(shared_s, rel=0.05)


def test_a_limit_near_saturation_is_dramatic() -> None:
    """5 requests a second of 0.1 s each: at 100, 75 and 60 % of a core users wait 0.2, 0.4 and 1.0 s."""
    for limit, expected_s in ((1.0, 0.2), (0.75, 0.4), (0.6, 1.0)):
        means = []
        for seed in range(REPLICATIONS):
            random = np.random.default_rng(seed)
            arrivals_s = np.cumsum(random.exponential(0.2, 60_000))
            work_s = random.exponential(0.1, 60_000)
            speed = steps((0.0, limit), end_s=1e6)
            means.append(float(response_times_s(arrivals_s, work_s, 1, speed)[6000:].mean()))
        assert_within_confidence(means, expected_s)


# Overload and recovery


def test_an_overload_is_felt_until_the_backlog_has_drained() -> None:
    """One request of 0.6 s a second; at half speed for 100 s each comes 0.2 s later than the last."""
    arrivals_s = np.arange(400.0)
    speed = steps((0.0, 1.0), (100.0, 0.5), (200.0, 1.0), end_s=1000.0)
    responses_s = response_times_s(arrivals_s, np.full(400, 0.6), 1, speed)
    assert responses_s[:100] == pytest.approx(0.6)
    assert responses_s[100] == pytest.approx(1.2)
    assert responses_s[150] == pytest.approx(1.2 + 50 * 0.2)
    longest = int(np.argmax(responses_s))
    assert 180 < longest < 200
    assert responses_s[260:] == pytest.approx(0.6)
    assert late_fraction(responses_s, timeout_s=5.0) > 0.2


def test_while_a_machine_stands_still_everybody_waits() -> None:
    speed = steps((0.0, 1.0), (10.0, 0.0), (40.0, 1.0), end_s=100.0)
    assert response_times_s(np.array([9.5, 20.0]), np.array([1.0, 1.0]), 2, speed).tolist() == [31.0, 21.0]
    assert response_times_s(np.array([20.0]), np.array([0.0]), 1, speed).tolist() == [0.0]


def test_nobody_comes_and_nothing_happens() -> None:
    assert response_times_s(np.array([]), np.array([]), 1, full_speed(10.0)).tolist() == []
    assert response_times_s(np.array([]), np.array([]), 3, full_speed(10.0)).tolist() == []
    assert np.isnan(percentiles_s(np.array([]), (50,))).all()
    assert late_fraction(np.array([]), 1.0) == 0.0


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one server"):
        response_times_s(np.array([0.0]), np.array([1.0]), 0, full_speed(10.0))
    with pytest.raises(ValueError, match="order of their arrival"):
        response_times_s(np.array([1.0, 0.0]), np.array([1.0, 1.0]), 1, full_speed(10.0))


# Laws

speeds = st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0])


@st.composite
def machine(draw: st.DrawFn) -> tuple[Floats, Floats, Steps]:
    pieces = draw(st.lists(st.tuples(st.floats(0.0, 90.0), speeds), min_size=1, max_size=6))
    times_s = sorted(at for at, _ in pieces)
    speed = steps(*zip([0.0, *times_s], [draw(speeds), *(value for _, value in pieces)], strict=True), end_s=100.0)
    users = draw(st.lists(st.tuples(st.floats(0.0, 99.0), st.floats(0.01, 5.0)), min_size=1, max_size=30))
    arrivals_s, work_s = np.array(sorted(users)).T
    return arrivals_s, work_s, speed


@given(machine(), st.integers(1, 4))
def test_more_servers_never_make_anybody_wait_longer(case: tuple[Floats, Floats, Steps], servers: int) -> None:
    arrivals_s, work_s, speed = case
    before = response_times_s(arrivals_s, work_s, servers, speed)
    after = response_times_s(arrivals_s, work_s, servers + 1, speed)
    assert (speed.until(arrivals_s + np.minimum(after, 1e9)) <= speed.until(arrivals_s + before) + 1e-6).all()


@given(machine(), st.integers(1, 4), st.integers(0, 30))
def test_whoever_comes_later_changes_nothing(case: tuple[Floats, Floats, Steps], servers: int, early: int) -> None:
    arrivals_s, work_s, speed = case
    alone = response_times_s(arrivals_s[:early], work_s[:early], servers, speed)
    assert response_times_s(arrivals_s, work_s, servers, speed)[:early].tolist() == alone.tolist()


@given(machine())
def test_one_server_does_no_more_than_its_speed_allows(case: tuple[Floats, Floats, Steps]) -> None:
    arrivals_s, work_s, speed = case
    responses_s = response_times_s(arrivals_s, work_s, 1, speed)
    assert (responses_s >= work_s / 2.0 - 1e-9).all()
    assert work_s[np.isfinite(responses_s)].sum() <= speed.integral() + 1e-6


@given(st.lists(st.tuples(st.floats(0.0, 10.0), speeds), min_size=1, max_size=6), st.floats(0.0, 30.0))
def test_a_moment_is_the_first_at_which_the_amount_is_reached(pieces: list[tuple[float, float]], amount: float) -> None:
    times_s = np.cumsum([at for at, _ in pieces])
    rate = Steps(times_s, np.array([value for _, value in pieces]), end_s=float(times_s[-1]) + 5.0)
    moment = float(moments_s(rate, np.array([amount]))[0])
    if moment == math.inf:
        assert rate.integral() < amount
    else:
        assert float(rate.until([moment])[0]) == pytest.approx(amount, abs=1e-9)
        assert float(rate.until([moment - 1e-3])[0]) <= amount


def test_users_come_at_the_rate_and_independently() -> None:
    rate_per_s = steps((0.0, 5.0), (1000.0, 0.0), (1500.0, 20.0), end_s=2000.0)
    counts = []
    for seed in range(200):
        arrivals_s = poisson_arrivals_s(rate_per_s, np.random.default_rng(seed))
        assert (np.diff(arrivals_s) >= 0.0).all()
        counts.append(np.histogram(arrivals_s, [0.0, 1000.0, 1500.0, 2000.0])[0])
    means, variances = np.mean(counts, axis=0), np.var(counts, axis=0, ddof=1)
    assert means == pytest.approx([5000.0, 0.0, 10_000.0], rel=0.01)
    assert variances == pytest.approx([5000.0, 0.0, 10_000.0], rel=0.35)
