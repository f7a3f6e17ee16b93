"""What thirty students handed in: read without believing it, and replayed.

A report may have been edited, copied or made to do harm. It is data here and nothing else: read within limits, checked by
pydantic, and its score worked out anew from what was done. What comes of it is evidence for a talk, not a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sim.errors import ImportRefusedError, SimError
from sim.importers.archives import files_in
from sim.importers.limits import TraceLimits, shown
from sim.teaching.checker import check
from sim.teaching.classroom import Classroom
from sim.teaching.lesson import Lesson
from sim.teaching.metrics import Simulate
from sim.teaching.work import Book, LessonWork
from sim.text import N_, Message

OPENING = '<script type="application/json" id="virtlab-work">'
"""Where the data of a report begin; no browser runs them."""
LIMITS = TraceLimits(size_bytes=60_000_000, archive_files=500)
"""Of one upload, and of all that an archive holds."""
LARGEST_REPORT = 5_000_000
MOST_FILES = 300
MOST_REPLAYED = 200
"""Actions of a solution that is replayed; nobody does more in an hour."""


@dataclass(frozen=True)
class HandIn:
    """One student's work, and the file that it came in."""

    file: str
    book: Book

    @property
    def who(self) -> str:
        """Return the name, or the file's where nobody wrote one."""
        return self.book.name.strip() or self.file


@dataclass(frozen=True)
class Collected:
    """What could be read, and one sentence for each file that could not."""

    handins: tuple[HandIn, ...]
    refused: tuple[Message, ...]
    classes: tuple[Classroom, ...] = ()
    """Class files that lay among the reports: the challenges as they were given out."""


def book_in(page: str) -> Book:
    """Return the work that a report holds; raise an ImportRefusedError when it holds none."""
    _before, _found, rest = page.partition(OPENING)
    return Book.from_json(rest.partition("</script>")[0])


def collect(files: Iterable[tuple[str, bytes]]) -> Collected:
    """Return what the files hold: reports, their JSON, class files, or zip archives of them."""
    handins: list[HandIn] = []
    refused: list[Message] = []
    classes: list[Classroom] = []
    for read, (name, content) in enumerate(files):
        if read >= MOST_FILES or len(handins) + len(refused) >= MOST_FILES:
            refused.append(Message(N_("Only the first {most} files were read."), {"most": MOST_FILES}))
            break
        for one in _read(name, content):
            if isinstance(one, HandIn):
                handins.append(one)
            elif isinstance(one, Classroom):
                classes.append(one)
            else:
                refused.append(one)
    return Collected(tuple(handins[:MOST_FILES]), tuple(refused[: MOST_FILES + 1]), tuple(classes[:MOST_FILES]))


def _read(name: str, content: bytes) -> Iterator[HandIn | Classroom | Message]:
    try:
        for file in files_in(name, content, LIMITS):
            yield _handin(file.label, file.content)
    except SimError as error:
        yield Message(N_("{file}: {problem}"), {"file": shown(name), "problem": error.message})


def _handin(label: str, content: bytes) -> HandIn | Classroom | Message:
    try:
        return HandIn(label, _book(content))
    except SimError as error:
        if classroom := _class_file(content):
            return classroom
        return Message(N_("{file}: {problem}"), {"file": label, "problem": error.message})


def _book(content: bytes) -> Book:
    if len(content) > LARGEST_REPORT:
        raise ImportRefusedError(N_("it is larger than {most_mb} MB"), {"most_mb": LARGEST_REPORT / 1e6})
    text = content.decode("utf-8-sig", errors="replace")
    return Book.from_json(text) if text.lstrip().startswith("{") else book_in(text)


def _class_file(content: bytes) -> Classroom | None:
    """Return the class that a file holds, where it gives out a challenge."""
    if len(content) > LARGEST_REPORT or not content.lstrip().startswith(b"{"):
        return None
    try:
        classroom = Classroom.from_json(content)
    except SimError:
        return None
    return classroom if classroom.task else None


@dataclass(frozen=True)
class Replay:
    """What came of doing again what a student did in one challenge."""

    lesson: str
    """The lesson, or what the challenge that somebody made is called."""
    said: int
    """The points that the report states."""
    found: int | None = None
    """The points that the run gives; None when it could not be made."""
    why: Message | None = None
    """What does not agree, or why nothing was replayed."""

    @property
    def agrees(self) -> bool | None:
        """Return whether report and run agree; None when nothing was replayed."""
        return None if self.found is None else self.why is None


def replay(book: Book, lessons: Mapping[str, Lesson], simulate: Simulate) -> tuple[Replay, ...]:
    """Return for every challenge for which the report states points what the run says to them."""
    stated = {name: work for name, work in sorted(book.lessons.items()) if work.best_score or work.solved}
    return tuple(_replay(name, work, lessons.get(name), book.variant, simulate) for name, work in stated.items())


def _replay(name: str, work: LessonWork, lesson: Lesson | None, variant: int, simulate: Simulate) -> Replay:
    said = work.best_score
    if lesson is None:
        return Replay(name, said, why=Message(N_("there is no lesson {lesson} here"), {"lesson": shown(name, 8)}))
    if work.version != lesson.version:
        versions = {"theirs": work.version, "ours": lesson.version}
        return Replay(name, said, why=Message(N_("made with version {theirs} of the lesson, here is {ours}"), versions))
    if len(work.best.actions) > MOST_REPLAYED:
        return Replay(name, said, why=Message(N_("more than {most} actions: not replayed"), {"most": MOST_REPLAYED}))
    result = check(lesson, work.best, simulate, lesson.seed + variant)
    facts = {"said": said, "found": result.score}
    if (result.score, result.passed) == (said, work.solved):
        return Replay(name, said, result.score)
    return Replay(
        name, said, result.score, Message(N_("the report says {said} points, the replay gives {found}"), facts)
    )
