"""What a person can do to the rack at a chosen time. One kind of action, one class; each registers itself."""

from sim.actions.base import ACTIONS, Action, Target
from sim.actions.world import World
from sim.registry import import_plugins

import_plugins(__name__, list(__path__))

__all__ = ["ACTIONS", "Action", "Target", "World"]
