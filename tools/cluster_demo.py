"""Show that an experiment gives the same figures on this machine's cores and on a Dask cluster of two workers."""

from __future__ import annotations

import sys

import joblib
from distributed import Client, LocalCluster

from pages.shell.front import opening
from sim.study.measures import MEASURES
from sim.study.sweep import Experiment, estimates, outcomes

RUNS_PER_TASK = 20
"""A task must be worth its way over the network."""


def main() -> int:
    """Run one experiment both ways, print what each found, and say whether they agree."""
    experiment = Experiment(opening().scenario, {"hosts": (1, 2, 3)}, ("unserved_pct", "energy_kwh_per_day"), 40)
    here = list(outcomes(experiment, workers=2))
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        there = list(outcomes(experiment, workers=-1, runs_per_task=RUNS_PER_TASK))
    for place, known in (("this machine's cores", here), ("a cluster of two workers", there)):
        print(f"\n{experiment.runs} runs on {place}")
        for point, found in estimates(experiment, known).items():
            numbers = [
                f"{MEASURES[name].title} {one.mean:.4f} [{one.low:.4f}, {one.high:.4f}]" for name, one in found.items()
            ]
            print(f"  hosts {point[0]}: " + ", ".join(numbers))
    print("\nThe same figures." if here == there else "\nTHE FIGURES DIFFER.")
    return 0 if here == there else 1


if __name__ == "__main__":
    sys.exit(main())
