"""SimPy moves time here, and nowhere else: a scenario goes in, a run comes out."""

from sim.engine.simulate import simulate

__all__ = ["simulate"]
