"""Scenarios as links and files: the same scenario on another screen."""

from __future__ import annotations

import binascii
import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from sim.errors import ImportRefusedError
from sim.scenario import Scenario
from sim.text import N_

FORMAT = "1"
"""First character of a link: compressed JSON, as this module writes it."""

LONGEST_LINK = 6000
"""Characters that are safe in an address bar: proxies and web servers commonly refuse a request line of
more than 8 KiB (nginx and Apache by default), and the address itself, its other parameters and what a
messenger adds need room too. What is longer travels as a file."""

LARGEST_SCENARIO = 3_000_000
"""Bytes of JSON that a link or a file may hold: sixty machines with imported traces need about half."""

LONGEST_TEXT = 1_000_000
"""Characters of a link that are looked at at all."""

_NOT_OURS = re.compile(r"[^A-Za-z0-9_-]")


def encode(scenario: Scenario) -> str:
    """Return ``scenario`` as text for a link: letters, digits, “-” and “_” only.

    It may be longer than ``LONGEST_LINK``; the caller then offers a file instead.

    >>> decode(encode(Scenario(seed=7))) == Scenario(seed=7)
    True
    """
    return pack(scenario.to_json().encode())


def pack(content: bytes) -> str:
    """Return bytes as text for a link: letters, digits, “-” and “_” only.

    >>> unpack(pack(b"rack"))
    b'rack'
    """
    return FORMAT + urlsafe_b64encode(zlib.compress(content, level=9)).decode("ascii").rstrip("=")


def decode(text: str) -> Scenario:
    """Return the scenario that a link holds.

    Raise an ImportRefusedError when the text is empty, too long, damaged or cut off, another SimError
    when what it holds is no scenario of this VirtLab.
    """
    return read_scenario_file(unpack(text))


def unpack(text: str) -> bytes:
    """Return the bytes that a link holds.

    Raise an ImportRefusedError when the text is empty, too long, damaged or cut off.
    """
    text = text.strip()
    if not text:
        raise ImportRefusedError(N_("the link holds no scenario: copy it again in whole"))
    if len(text) > LONGEST_TEXT:
        raise ImportRefusedError(
            N_("the link has {characters} characters; at most {most} are allowed"),
            {"characters": len(text), "most": LONGEST_TEXT},
        )
    if wrong := _NOT_OURS.search(text):
        raise ImportRefusedError(
            N_("the link has {found} at character {position}; a link has only letters, digits, “-” and “_”"),
            {"found": ascii(wrong[0]), "position": wrong.start() + 1},
        )
    if text[0] != FORMAT:
        raise ImportRefusedError(
            N_("the link begins with “{found}”; this VirtLab reads links that begin with “{allowed}”"),
            {"found": text[0], "allowed": FORMAT},
        )
    return _unpacked(text[1:])


def read_scenario_file(content: bytes) -> Scenario:
    """Return the scenario that a downloaded file holds: JSON in UTF-8.

    Raise an ImportRefusedError when it is too large or no text, another SimError when it is no scenario.
    """
    if len(content) > LARGEST_SCENARIO:
        raise _too_large()
    try:
        return Scenario.from_json(_spelled_out(content.decode("utf-8-sig")).encode())
    except UnicodeDecodeError as error:
        raise ImportRefusedError(
            N_("this is not a VirtLab scenario: byte {position} is not UTF-8 text"), {"position": error.start + 1}
        ) from None
    except UnicodeEncodeError:
        # No text can hold half a character, not even the sentence that would quote it.
        raise ImportRefusedError(N_("this is not a VirtLab scenario: it has halves of characters")) from None
    except RecursionError:
        raise ImportRefusedError(N_("this is not a VirtLab scenario: its brackets are nested too deeply")) from None


def _spelled_out(text: str) -> str:
    r"""Return JSON with every character as itself, not as an escape.

    >>> _spelled_out(r'{"key": "\u00e9"}')
    '{"key": "é"}'
    """
    try:
        return json.dumps(json.loads(text), ensure_ascii=False) if r"\u" in text else text
    except ValueError:
        return text  # no JSON: Scenario says so


def _unpacked(text: str) -> bytes:
    """Return the bytes that ``text`` stands for, and never more than a scenario may have."""
    unpacker = zlib.decompressobj()
    try:
        packed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        content = unpacker.decompress(packed, LARGEST_SCENARIO + 1)
    except binascii.Error:
        raise _cut_off(text) from None
    except zlib.error:
        raise ImportRefusedError(N_("the link is damaged: copy it again in whole")) from None
    if len(content) > LARGEST_SCENARIO:
        raise _too_large()
    if not unpacker.eof:
        raise _cut_off(text)
    if unpacker.unused_data:
        raise ImportRefusedError(N_("the link goes on after its end: copy it again, and nothing else"))
    return content


def _cut_off(text: str) -> ImportRefusedError:
    return ImportRefusedError(
        N_("the link is cut off after {characters} characters: copy it again in whole"),
        {"characters": len(FORMAT + text)},
    )


def _too_large() -> ImportRefusedError:
    return ImportRefusedError(N_("the scenario is larger than {most_mb} MB"), {"most_mb": LARGEST_SCENARIO / 1e6})
