"""What connects machines with each other: folders that they share, networks, and what passes between them."""

from __future__ import annotations

from typing import Literal

from sim.frozen import Frozen, Name

FolderAccess = Literal["read_write", "read_only"]
Traffic = Literal["application", "everything"]
"""What a firewall lets pass: the ports of the applications that depend on each other, or whatever comes."""
OFFICE_NETWORK = "lan"
"""The one network that everybody is in who is in no other."""


class Folder(Frozen):
    """A shared folder as one machine mounts it. Whoever may write keeps own files in it."""

    name: Name
    access: FolderAccess = "read_write"


class FirewallRule(Frozen):
    """What may pass from one network segment to another; without a rule nothing does."""

    source: Name
    target: Name
    lets: Traffic = "application"
