"""The lines of a text file, whatever program wrote it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from io import BytesIO

from sim.errors import ImportRefusedError
from sim.importers.limits import TraceLimits
from sim.text import N_

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def numbered_lines(label: str, content: bytes, limits: TraceLimits) -> Iterator[tuple[int, str]]:
    """Yield every line that is not blank, with its number from 1, without spaces around it.

    The text is UTF-8, with or without a byte order mark, or UTF-16 with one; lines may end as on any
    system. Raise an ImportRefusedError when the content is no such text, has too many lines or too long a line.
    """
    stream = BytesIO(_as_utf8(label, content))
    number = 0
    # A character of UTF-8 has up to four bytes.
    while line := stream.readline(4 * limits.line_characters + 1):
        number += 1
        if number > limits.lines:
            raise ImportRefusedError(
                N_("{file} has more than {most} lines; choose a shorter time"), {"file": label, "most": limits.lines}
            )
        text = _decoded(label, number, line)
        if len(text) > limits.line_characters:
            raise ImportRefusedError(
                N_("{file}, line {line}: the line has more than {most} characters"),
                {"file": label, "line": number, "most": limits.line_characters},
            )
        # Not tabs: at an end of a row they stand for empty cells.
        if text := text.strip(" \n"):
            yield number, text


def _as_utf8(label: str, content: bytes) -> bytes:
    """Return the content in UTF-8 with plain line ends and no byte order mark."""
    if content.startswith(_UTF16):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise _not_text(label) from None
    if b"\0" in content:
        raise _not_text(label)
    content = content.removeprefix(codecs.BOM_UTF8)
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _decoded(label: str, number: int, line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ImportRefusedError(
            N_("{file}, line {line}: byte {byte} is not UTF-8 text; save the file as “CSV UTF-8”"),
            {"file": label, "line": number, "byte": f"0x{line[error.start]:02X}"},
        ) from None


def _not_text(label: str) -> ImportRefusedError:
    return ImportRefusedError(
        N_("{file} is not a text file; allowed are CSV in UTF-8, the PlanetLab form, and zip archives of these"),
        {"file": label},
    )
