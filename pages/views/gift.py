"""The quizzes of the lessons as Moodle's GIFT format: a question bank in one text file.

Source: Moodle documentation, “GIFT format”. ``~ = # { } :`` and the backslash have a meaning there and are escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pages.shell.words import Words
from pages.views.html import plain
from sim.importers.ready import Texts
from sim.teaching.lesson import Lesson, Question
from sim.teaching.measuring import sentence

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\~=#{}:"})


def gift(lessons: Iterable[Lesson], words: Words, numbers_of: Callable[[Lesson], Mapping[str, float]]) -> str:
    """Return every question of the quizzes with its feedback; a category for each lesson."""
    parts = []
    for lesson in lessons:
        title = lesson.title.in_language(words.tag)
        parts.append(f"$CATEGORY: VirtLab/{lesson.id} {title.replace('/', '//')}\n")
        values = numbers_of(lesson)
        parts += [_question(f"{lesson.id} {k}", one, words, values) for k, one in enumerate(lesson.quiz, start=1)]
    return "\n".join(parts)


def _question(name: str, question: Question, words: Words, values: Mapping[str, float]) -> str:
    """Return one question; the tags of its wrong answers stand in a comment, which Moodle leaves out."""
    lines = [f"// {' '.join(option.tag or '-' for option in question.options)}"]
    lines.append(f"::{escaped(name)}::[plain]{_say(question.stem, words, values)}{{")
    for option in question.options:
        sign = "=" if option.correct else "~"
        lines.append(f"  {sign}{_say(option.text, words, values)}#{_say(option.feedback, words, values)}")
    return "\n".join([*lines, "}", ""])


def _say(text: Texts, words: Words, values: Mapping[str, float]) -> str:
    return escaped(plain(words.say(sentence(text.in_language(words.tag), values))))


def escaped(text: str) -> str:
    r"""Return a text on one line in which nothing has a meaning to GIFT.

    >>> escaped("a = {b} # c: ~ d")
    'a \\= \\{b\\} \\# c\\: \\~ d'
    """
    return " ".join(text.split()).translate(_SPECIAL)
