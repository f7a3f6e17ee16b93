"""Named numbers of a run, for criteria, questions and explanations. One subject, one file; each registers itself."""

from sim.registry import import_plugins
from sim.teaching.metrics.base import METRICS, Metric, Scope, Simulate

import_plugins(__name__, list(__path__))

__all__ = ["METRICS", "Metric", "Scope", "Simulate"]
