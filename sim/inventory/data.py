"""A machine's data: how they can be, and what copies of them there are."""

from __future__ import annotations

from typing import Literal

CopyKind = Literal["snapshot", "backup"]
"""A copy of a machine's data beside them on the same disks, or on another system."""
DataState = Literal["intact", "corrupted", "encrypted"]
"""Whether a machine's own data are right, wrong, or unreadable without somebody else's key."""
