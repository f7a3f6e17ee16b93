"""Random numbers: named, independent streams that come from one seed."""

from __future__ import annotations

from typing import Literal
from zlib import crc32

import numpy as np

Purpose = Literal["phase", "noise", "bursts", "arrivals", "faults", "exercise", "services", "jitter"]

_PURPOSES: dict[Purpose, int] = {
    "phase": 1,
    "noise": 2,
    "bursts": 3,
    "arrivals": 4,
    "faults": 5,
    "exercise": 6,
    "services": 7,
    "jitter": 8,
}


def stream(seed: int, owner: str, purpose: Purpose) -> np.random.Generator:
    """Return the random numbers reserved for one ``purpose`` of one ``owner`` in one run.

    Adding a machine or a fault never changes what the others draw: a before/after comparison
    compares the change and nothing else (common random numbers).

    >>> float(stream(7, "mail", "noise").random()) == float(stream(7, "mail", "noise").random())
    True
    >>> float(stream(7, "mail", "noise").random()) == float(stream(7, "shop", "noise").random())
    False
    """
    key = (crc32(owner.encode()), _PURPOSES[purpose])
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))
