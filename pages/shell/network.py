"""Under which address other computers of the same network reach this one. Nothing is sent to find that out."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit, urlunsplit

ANYWHERE = ("192.0.2.1", 9)
"""An address that is set aside for examples (RFC 5737): asking for the way to it sends nothing."""


def only_here(url: str) -> bool:
    """Return whether an address means the computer itself.

    >>> only_here("http://localhost:8501"), only_here("http://127.0.0.1"), only_here("http://lab.example.org")
    (True, True, False)
    """
    host = urlsplit(url).hostname or "localhost"
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def address_in_this_network(url: str) -> str:
    """Return the same address with this computer's number in its network; unchanged where it has none."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect(ANYWHERE)
            number = str(way.getsockname()[0])
    except OSError:
        return url
    parts = urlsplit(url)
    netloc = f"{number}:{parts.port}" if parts.port else number
    return urlunsplit((parts.scheme, netloc, parts.path, "", ""))
