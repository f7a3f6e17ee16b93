"""The sheet that lies before a student: one lesson, its words, and what was done in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pages.shell import library
from pages.shell.desk import Desk
from pages.shell.words import Words
from pages.views.typography import unbroken
from sim.importers.ready import Texts
from sim.teaching.lesson import Lesson
from sim.teaching.measuring import sentence
from sim.teaching.work import LessonWork
from sim.text import N_, Message

STEPS: Mapping[str, str] = {
    "predict": N_("Predict"),
    "try": N_("Try"),
    "run": N_("Run"),
    "observe": N_("What did you see?"),
    "explain": N_("Explain"),
    "quiz": N_("Quiz"),
    "challenge": N_("Challenge"),
}
"""The loop of a lesson; what is to be tried first stands between prediction and run."""


@dataclass(frozen=True)
class Sheet:
    """What every step of a lesson needs to know."""

    lesson: Lesson
    desk: Desk
    words: Words

    @property
    def work(self) -> LessonWork:
        """Return what was done in the lesson."""
        return self.desk.work(self.lesson)

    @property
    def steps(self) -> list[str]:
        """Return the steps in the order of this lesson."""
        return [step for step in STEPS if step != "try" or self.tries_first]

    @property
    def tries_first(self) -> bool:
        """Return whether the challenge is tried before anything is explained."""
        return self.desk.classroom.tries_first(self.lesson)

    @property
    def numbers(self) -> Mapping[str, float]:
        """Return the numbers that the texts name."""
        return library.numbers_of(self.lesson.id, self.desk.book.variant)

    def key(self, *parts: object) -> str:
        """Return the key of a widget of this lesson; a callback takes it beforehand: kept work changes it."""
        return self.desk.key(self.lesson.id, *parts)

    def title(self, text: Texts) -> str:
        """Return a text that names no number."""
        return unbroken(text.in_language(self.words.tag))

    def say(self, text: Texts | Message) -> str:
        """Return a text with its numbers, as the runs gave them."""
        if isinstance(text, Message):
            return self.words.say(text)
        return self.words.say(sentence(self.title(text), self.numbers))

    def note(self, **changes: Any) -> None:
        """Write down what was done."""
        self.desk.note(self.lesson, **changes)

    def finish(self, step: str) -> None:
        """Write down that a step is done."""
        if step not in self.work.done:
            self.note(done=(*self.work.done, step))

    def go_on(self) -> None:
        """Turn to the next step."""
        step = self.work.step if self.work.step in self.steps else self.steps[0]
        self.finish(step)
        self.note(step=self.steps[min(self.steps.index(step) + 1, len(self.steps) - 1)])
