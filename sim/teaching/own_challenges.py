"""Challenges that somebody made: how far the work on one goes, and whether a hand-in says so truly.

A student's file holds the rack and the goals, too, and so it could hold easier ones. What is handed in is therefore
replayed on the challenge that was given out, never on the one in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.errors import SimError
from sim.importers.limits import shown
from sim.teaching.bench import Attempt
from sim.teaching.checker import FULL, Finding
from sim.teaching.classroom import Classroom, Task
from sim.teaching.goals import findings
from sim.teaching.handin import MOST_REPLAYED, Replay
from sim.teaching.metrics import Simulate
from sim.teaching.work import Book, TaskWork
from sim.text import N_, Message

LONGEST_TITLE = 40


@dataclass(frozen=True)
class Opened:
    """The work on one challenge, with the challenge itself as the file holds it."""

    work: TaskWork
    classroom: Classroom
    task: Task

    @property
    def points(self) -> int:
        """Return which part of the goals is reached, as the file says, in percent."""
        return points(self.work.met, self.task)

    @property
    def title(self) -> str:
        """Return what the challenge is called, short enough for a table."""
        return shown(self.task.title.strip() or "—", LONGEST_TITLE)


def opened(book: Book) -> tuple[Opened, ...]:
    """Return the challenges of a book that can be read."""
    found = []
    for work in book.tasks:
        try:
            classroom = Classroom.from_link(work.classroom)
        except SimError:
            continue
        if classroom.task:
            found.append(Opened(work, classroom, classroom.task))
    return tuple(found)


def points(met: int, task: Task) -> int:
    """Return which part of its goals is reached, in percent; 0 where there are none."""
    return round(FULL * min(met, len(task.goals)) / len(task.goals)) if task.goals else 0


def judged(task: Task, attempt: Attempt, simulate: Simulate) -> tuple[Finding, ...]:
    """Return what the run of an attempt says to each goal."""
    return findings(task.goals, task.scenario_of(attempt), simulate)


def goals_met(found: Iterable[Finding]) -> int:
    """Return how many goals are reached."""
    return sum(finding.met for finding in found)


def replay_challenges(book: Book, given: Sequence[Classroom], simulate: Simulate) -> tuple[Replay, ...]:
    """Return for every challenge that is said to be reached in part what its run says; ``given`` were given out."""
    return tuple(_replay(one, given, simulate) for one in opened(book) if one.work.met or one.work.solved)


def _replay(one: Opened, given: Sequence[Classroom], simulate: Simulate) -> Replay:
    original = next((other for other in given if _same(other, one.classroom)), None)
    if not given:
        said = N_("not replayed: the link or the file of the challenge, as it was given out, is missing")
        return Replay(one.title, one.points, why=Message(said))
    if original is None or original.task is None:
        return Replay(one.title, one.points, 0, Message(N_("this is not the challenge that was given out")))
    actions = one.work.best.actions
    if len(actions) > MOST_REPLAYED:
        said = N_("more than {most} actions: not replayed")
        return Replay(one.title, one.points, why=Message(said, {"most": MOST_REPLAYED}))
    if any(not original.allows(action.kind) for action in actions):
        return Replay(one.title, one.points, 0, Message(N_("it does what the class cannot do")))
    return _compared(one, original.task, simulate)


def _compared(one: Opened, task: Task, simulate: Simulate) -> Replay:
    try:
        met = goals_met(judged(task, one.work.best, simulate))
    except SimError as error:
        return Replay(one.title, one.points, 0, error.message)
    found, solved = points(met, task), 0 < met == len(task.goals)
    if (met, solved) == (one.work.met, one.work.solved):
        return Replay(one.title, one.points, found)
    facts = {"said": one.points, "found": found}
    why = Message(N_("the report says {said} points, the replay gives {found}"), facts)
    return Replay(one.title, one.points, found, why)


def _same(given: Classroom, theirs: Classroom) -> bool:
    """Return whether two classes work on the same challenge under the same locks; words about it may differ."""
    if given.task is None or theirs.task is None:
        return False
    mine, yours = given.task, theirs.task
    return (mine.scenario, mine.goals, set(given.locked)) == (yours.scenario, yours.goals, set(theirs.locked))
