"""Resource pools at one instant, as a table: what each may claim, who is in it, and what they get together."""

from __future__ import annotations

import pandas as pd

from pages.shell.words import Words
from sim.run import Run


def rows(run: Run, time_s: float, words: Words) -> pd.DataFrame:
    """Return one row per pool; what its machines get counts those of the pools inside it, too."""
    _ = words._
    pools = run.pools_at(time_s)
    members = {name: _members(run, name, time_s) for name in pools}
    inside = {name: [other for other in pools if name in _around(run, other, time_s)] for name in pools}
    given = {
        name: sum(
            run.cpu_of(machine, "given_cores").at(time_s) for pool in [name, *inside[name]] for machine in members[pool]
        )
        for name in pools
    }
    return pd.DataFrame(
        {
            _("Pool"): list(pools),
            _("Inside"): [pool.parent or "–" for pool in pools.values()],
            _("Shares"): [words.number(pool.shares) for pool in pools.values()],
            _("Reservation"): [words.cores(pool.reservation_cores) for pool in pools.values()],
            _("Limit"): ["–" if pool.limit_cores is None else words.cores(pool.limit_cores) for pool in pools.values()],
            _("Machines"): [", ".join(members[name]) or "–" for name in pools],
            _("They get"): [words.cores(given[name]) for name in pools],
        }
    )


def _members(run: Run, pool: str, time_s: float) -> list[str]:
    """Return the machines that are directly in a pool at one instant."""
    specs = ((machine.name, run.spec_at(machine.name, time_s)) for machine in run.machines)
    return [name for name, spec in specs if spec is not None and spec.pool == pool]


def _around(run: Run, pool: str, time_s: float) -> list[str]:
    """Return the pools that a pool lies in, the nearest first."""
    pools, found = run.pools_at(time_s), []
    while (parent := pools[pool].parent) and parent in pools:
        found.append(parent)
        pool = parent
    return found
