"""Rules that decide by themselves: small functions that see narrow views, never the engine. Each registers itself."""

from sim.policies.placement import PLACEMENTS
from sim.registry import import_plugins

import_plugins(__name__, list(__path__))

__all__ = ["PLACEMENTS"]
