"""Rules that decide by themselves: small functions that see narrow views, never the engine."""

from sim.policies.placement import PLACEMENTS

__all__ = ["PLACEMENTS"]
