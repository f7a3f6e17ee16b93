"""How arrivals that come in bursts differ from arrivals that come evenly."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoStateArrivals:
    """Poisson arrivals whose rate switches between a burst and a quiet state (the two-state MMPP).

    All values are per second: arrivals in either state, and the chance of leaving it.

    Source: Fischer & Meier-Hellstern, "The MMPP cookbook", Performance Evaluation 1993.
    """

    burst_rate: float
    quiet_rate: float
    leave_burst: float
    leave_quiet: float

    @property
    def burst_fraction(self) -> float:
        """Return the part of time spent in bursts.

        >>> TwoStateArrivals(burst_rate=100, quiet_rate=5, leave_burst=0.75, leave_quiet=0.25).burst_fraction
        0.25
        """
        return self.leave_quiet / (self.leave_burst + self.leave_quiet)

    @property
    def mean_rate(self) -> float:
        """Return the long-run average rate.

        >>> TwoStateArrivals(burst_rate=100, quiet_rate=4, leave_burst=0.75, leave_quiet=0.25).mean_rate
        28.0
        """
        return self.burst_rate * self.burst_fraction + self.quiet_rate * (1.0 - self.burst_fraction)

    @property
    def dispersion(self) -> float:
        """Return variance over mean of the number of arrivals in a long time; 1 for arrivals without bursts.

        >>> TwoStateArrivals(burst_rate=5, quiet_rate=5, leave_burst=1, leave_quiet=1).dispersion
        1.0
        """
        switching = self.leave_burst + self.leave_quiet
        spread = (self.burst_rate - self.quiet_rate) ** 2
        return 1.0 + 2.0 * spread * self.leave_burst * self.leave_quiet / (switching**3 * self.mean_rate)
