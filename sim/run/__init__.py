"""What happened: immutable columns, events and decisions, and the questions to ask them.

A run is data, like the scenario it came from. Everything that a page shows is a question put to a run.
"""

from sim.run.changes import (
    CopyChange,
    DataChange,
    Hop,
    HostChange,
    IoControlChange,
    MemoryChange,
    PartChange,
    PoolChange,
    ProtectionChange,
    Restored,
    ServicesChange,
    SettingsChange,
    SpecChange,
    StateChange,
    WallsChange,
)
from sim.run.columns import Columns
from sim.run.events import Advice, Decision, Event, EventKind, ServiceName
from sim.run.migrations import Migration, MigrationOutcome, MigrationRound, RoundKind, Traffic
from sim.run.run import Run
from sim.run.states import HOST_STATES, MACHINE_STATES, Hindrance, HostState, MachineState, PartState

__all__ = [
    "HOST_STATES",
    "MACHINE_STATES",
    "Advice",
    "Columns",
    "CopyChange",
    "DataChange",
    "Decision",
    "Event",
    "EventKind",
    "Hindrance",
    "Hop",
    "HostChange",
    "HostState",
    "IoControlChange",
    "MachineState",
    "MemoryChange",
    "Migration",
    "MigrationOutcome",
    "MigrationRound",
    "PartChange",
    "PartState",
    "PoolChange",
    "ProtectionChange",
    "Restored",
    "RoundKind",
    "Run",
    "ServiceName",
    "ServicesChange",
    "SettingsChange",
    "SpecChange",
    "StateChange",
    "Traffic",
    "WallsChange",
]
