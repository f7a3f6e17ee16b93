"""Zip archives, unpacked in memory without believing what they say about themselves."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from sim.errors import ImportRefusedError
from sim.importers.limits import TraceLimits, shown
from sim.text import N_

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OTHER_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
_OLD_SPREADSHEET = b"\xd0\xcf\x11\xe0"
_SPREADSHEET_PARTS = frozenset({"[Content_Types].xml", "content.xml"})
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file to read: how sentences name it, what it holds is called, and what it holds."""

    label: str
    stem: str
    """Its name without folders and ending: what a trace without a machine column is named after."""
    content: bytes


def files_in(name: str, content: bytes, limits: TraceLimits) -> Iterator[NamedFile]:
    """Yield the file itself, or one after the other what a zip archive holds.

    Folders, hidden files and what macOS adds to archives are skipped. Raise an ImportRefusedError when
    the file is too large, a spreadsheet, another kind of archive, or an archive that is not safe to read.
    """
    label = shown(_base(name))
    if len(content) > limits.size_bytes:
        raise ImportRefusedError(
            N_("{file} has {size_mb} MB; at most {most_mb} MB are allowed"),
            {"file": label, "size_mb": round(len(content) / 1e6, 1), "most_mb": limits.size_bytes / 1e6},
        )
    if content.startswith(_ZIP) or label.lower().endswith(".zip"):
        yield from _unzipped(label, content, limits)
    else:
        _refuse_foreign(label, content)
        yield NamedFile(label, _stem(name), content)


def _unzipped(label: str, content: bytes, limits: TraceLimits) -> Iterator[NamedFile]:
    # Counted before the directory is read: reading it makes an object per entry.
    if content.count(_DIRECTORY_ENTRY) > limits.archive_files:
        raise ImportRefusedError(
            N_("{file}: the archive holds more than {most} files"), {"file": label, "most": limits.archive_files}
        )
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except _DAMAGE:
        raise _damaged(label) from None
    with archive:
        if _SPREADSHEET_PARTS & set(archive.namelist()):
            raise _spreadsheet(label)
        members = [member for member in archive.infolist() if _wanted(member.filename)]
        if not members:
            raise ImportRefusedError(N_("{file}: the archive holds no files"), {"file": label})
        room = limits.size_bytes
        for member in members:
            unpacked = _unpacked(label, archive, member, room, limits)
            room -= len(unpacked.content)
            yield unpacked


def _unpacked(
    label: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int, limits: TraceLimits
) -> NamedFile:
    """Return one file of an archive; what its header says about its size is not believed."""
    facts = {"file": label, "member": shown(_base(member.filename))}
    if member.flag_bits & _ENCRYPTED:
        raise ImportRefusedError(N_("{file}: “{member}” is encrypted; pack it without a password"), facts)
    if member.compress_type not in _METHODS:
        raise ImportRefusedError(
            N_("{file}: “{member}” is packed by a rare method; pack it as an ordinary zip archive (deflate)"), facts
        )
    try:
        with archive.open(member) as stream:
            content = stream.read(room + 1)
    except _DAMAGE:
        raise _damaged(label) from None
    if len(content) > room:
        raise ImportRefusedError(
            N_("{file}: unpacked it is larger than the {most_mb} MB that are allowed"),
            {"file": label, "most_mb": limits.size_bytes / 1e6},
        )
    if content.startswith(_ZIP):
        raise ImportRefusedError(N_("{file}: “{member}” is itself an archive; pack the files directly"), facts)
    inner = f"{label} › {facts['member']}"
    _refuse_foreign(inner, content)
    return NamedFile(inner, _stem(member.filename), content)


def _refuse_foreign(label: str, content: bytes) -> None:
    if content.startswith(_OTHER_ARCHIVES):
        raise ImportRefusedError(
            N_("{file} is packed in a form that VirtLab does not unpack; upload the file itself, or a zip archive"),
            {"file": label},
        )
    if content.startswith(_OLD_SPREADSHEET):
        raise _spreadsheet(label)


def _spreadsheet(label: str) -> ImportRefusedError:
    return ImportRefusedError(N_("{file} is a spreadsheet; save its sheet as CSV (UTF-8)"), {"file": label})


def _damaged(label: str) -> ImportRefusedError:
    return ImportRefusedError(
        N_("{file}: the zip archive is damaged or not a zip archive; pack it again"), {"file": label}
    )


def _wanted(path: str) -> bool:
    return not (path.endswith("/") or path.startswith("__MACOSX/") or _base(path).startswith("."))


def _base(path: str) -> str:
    r"""Return the last part of a path of any system.

    >>> _base(r"..\..\etc/web.csv")
    'web.csv'
    """
    return PurePosixPath(path.replace("\\", "/")).name or "file"


def _stem(path: str) -> str:
    """Return the last part of a path without an ending that only says what kind of file it is.

    >>> _stem("day/host.example.org.csv"), _stem("day/host.example.org")
    ('host.example.org', 'host.example.org')
    """
    base = _base(path)
    stem, dot, ending = base.rpartition(".")
    return stem if dot and stem and ending.lower() in {"csv", "tsv", "txt", "dat", "log", "trace"} else base
