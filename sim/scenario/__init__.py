"""Everything that exists before time starts: hosts, machines, rules, and the learner's timed actions.

A scenario is data. The same scenario always gives the same run, so a scenario is all that a link, a
file, an undo step or a hand-in needs to hold.
"""

from sim.scenario.assumptions import Assumptions
from sim.scenario.complaints import complaint, readable
from sim.scenario.costs import CapacityPlan, Costs, LegacyServer
from sim.scenario.rules import (
    CopyRules,
    HighAvailability,
    MemoryRules,
    MigrationRules,
    NetworkRules,
    StorageRules,
    WearRules,
)
from sim.scenario.scenario import SCHEMA_VERSION, Scenario

__all__ = [
    "SCHEMA_VERSION",
    "Assumptions",
    "CapacityPlan",
    "CopyRules",
    "Costs",
    "HighAvailability",
    "LegacyServer",
    "MemoryRules",
    "MigrationRules",
    "NetworkRules",
    "Scenario",
    "StorageRules",
    "WearRules",
    "complaint",
    "readable",
]
