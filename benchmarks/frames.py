"""A large data centre that plays: how many pictures a second a real browser shows."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.chromium import chromium, first_motion_s, new_page
from benchmarks.measure import Measurement
from benchmarks.server import running_app
from sim.inventory import Host, Machine
from sim.scenario import Scenario
from sim.workloads import Workload
from sim.workloads.database import Database
from sim.workloads.office import Office
from sim.workloads.web import Web

HOSTS = 40
MACHINES = 200
PLAYED_S = 10.0
SPEED = "960"
"""A day in 90 seconds, as the lab opens."""

COUNT = """
(played_ms) => new Promise((resolve) => {
    const playhead = document.querySelector(".vl-playhead");
    let [frames, moved, longest_ms, last_ms, place, start_ms] = [0, 0, 0, null, "", null];
    const look = (now_ms) => {
        start_ms ??= now_ms;
        if (now_ms - start_ms >= played_ms) {
            const seconds = (now_ms - start_ms) / 1000;
            resolve({ frames: frames / seconds, moved: moved / seconds, longest_ms });
            return;
        }
        frames += 1;
        if (playhead.style.transform !== place) moved += 1;
        if (last_ms !== null) longest_ms = Math.max(longest_ms, now_ms - last_ms);
        [place, last_ms] = [playhead.style.transform, now_ms];
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})
"""
"""Counts the frames of the page, those in which the playhead stands elsewhere, and the longest time between two."""


def measure() -> Iterator[Measurement]:
    """Yield how smoothly forty hosts and two hundred machines play."""
    with running_app() as app, chromium() as browser:
        page = new_page(browser)
        first_motion_s(page, app.address_of(hall()))
        page.locator(".vl-speed").select_option(SPEED)
        page.wait_for_timeout(1000)
        seen = page.evaluate(COUNT, PLAYED_S * 1000)
        name = f"{HOSTS} hosts and {MACHINES} machines that play"
        yield Measurement(f"{name}: frames", seen["frames"], "1/s", 30, better="more")
        yield Measurement(f"{name}: frames with news", seen["moved"], "1/s")
        yield Measurement(f"{name}: longest frame", seen["longest_ms"], "ms")


def hall() -> Scenario:
    """Return a day of two hundred machines on forty hosts."""
    loads: tuple[Workload, ...] = (Web(), Office(), Database())
    return Scenario(
        hosts=tuple(Host(name=f"host-{number}", cores=16) for number in range(1, HOSTS + 1)),
        machines=tuple(
            Machine(name=f"machine-{number}", workload=loads[number % len(loads)]) for number in range(1, MACHINES + 1)
        ),
        placement="worst_fit",
    )
