"""What applications ask of their machine over time. One pattern, one file; each registers itself."""

from sim.registry import import_plugins
from sim.workloads.base import WORKLOADS, Demand, Workload

import_plugins(__name__, list(__path__))

__all__ = ["WORKLOADS", "Demand", "Workload"]
