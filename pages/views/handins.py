"""What a class handed in: a row for each student, the beliefs behind wrong answers, and all that was written."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO

import pandas as pd

from pages.shell.words import Words
from pages.views.view import Figure
from sim.importers.ready import Texts
from sim.teaching.alike import free_texts
from sim.teaching.beliefs import Tally, most_held
from sim.teaching.handin import HandIn, Replay
from sim.teaching.lesson import Lesson
from sim.teaching.own_challenges import opened
from sim.teaching.work import LessonWork, TaskWork
from sim.text import N_, Message
from sim.units import MINUTE_S

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|")
"""With what a spreadsheet takes a text for something to work out (OWASP, “CSV injection”), and its wide cousins."""
AGREEMENT: Mapping[bool | None, str] = {True: N_("✓ agrees"), False: N_("✗ differs"), None: "–"}
SENTENCE = N_("“{belief}” is what most wrong answers to one question rest on: {wrong} of {answered}, in {lesson}.")


Beliefs = Mapping[str, Texts]
"""What people believe, by the tags of wrong answers."""


@dataclass(frozen=True)
class Judged:
    """A hand-in with what replaying it gave, and what it shares with others."""

    handin: HandIn
    replays: tuple[Replay, ...]
    alike: tuple[Message, ...]

    @property
    def agrees(self) -> bool | None:
        """Return whether everything that was replayed agrees; None when nothing was."""
        known = [replay.agrees for replay in self.replays if replay.agrees is not None]
        return all(known) if known else None


def table(judged: Sequence[Judged], words: Words) -> pd.DataFrame:
    """Return a row for each student."""
    _ = words._
    heads = (
        _("Name"),
        _("Group"),
        _("Replay"),
        _("Solved"),
        _("Points, on average"),
        _("To talk about"),
        _("Lessons"),
        _("Minutes"),
        _("Solutions checked"),
        _("Hints"),
        _("File"),
    )
    return pd.DataFrame([_row(one, words) for one in judged], columns=list(heads))


def _row(one: Judged, words: Words) -> tuple[object, ...]:
    book = one.handin.book
    lessons = {name: work for name, work in sorted(book.lessons.items()) if work.begun}
    challenges = [challenge for challenge in opened(book) if challenge.work.begun]
    works: list[LessonWork | TaskWork] = [*lessons.values(), *(challenge.work for challenge in challenges)]
    scores = [*(work.best_score for work in lessons.values()), *(own.points for own in challenges if own.task.goals)]
    said = [
        words.say(Message(N_("{lesson}: {problem}"), {"lesson": r.lesson, "problem": r.why}))
        for r in one.replays
        if r.why
    ]
    said += [words.say(message) for message in one.alike]
    return (
        one.handin.who,
        book.group,
        words._(AGREEMENT[one.agrees]),
        sum(work.solved for work in works),
        round(sum(scores) / len(scores)) if scores else 0,
        "; ".join(said),
        ", ".join([" ".join(lessons), *(f"“{challenge.title}”" for challenge in challenges)]).removeprefix(", "),
        round(sum(work.worked_s for work in works) / MINUTE_S),
        sum(work.tries for work in works),
        sum(work.hints for work in lessons.values()),
        one.handin.file,
    )


def safe_csv(frame: pd.DataFrame, words: Words) -> bytes:
    """Return a table as a file that a spreadsheet opens and never works out.

    A text that would be taken for a formula gets an apostrophe before it, as spreadsheets themselves write such texts.

    >>> from pages.shell.words import words_for
    >>> frame = pd.DataFrame({"Name": ["=1+1", " @SUM(A1)", "Ada", "a" + chr(10) + "b"], "Points": [1, 2, -3, 4]})
    >>> print(safe_csv(frame, words_for("en")).decode("utf-8-sig"))
    "Name","Points"
    "'=1+1",1
    "' @SUM(A1)",2
    "Ada",-3
    "a b",4
    <BLANKLINE>
    """
    file = StringIO()
    separator = ";" if words.separators[0] == "," else ","
    writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False):
        writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return file.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    line = " ".join(text.splitlines())
    return f"'{line}" if text.startswith(FORMULA) or line.lstrip().startswith(FORMULA) else line


def _belief(tag: str, beliefs: Beliefs, words: Words) -> str:
    return beliefs[tag].in_language(words.tag).rstrip(".") if tag in beliefs else tag


def question(tally: Tally, words: Words) -> str:
    """Return how a question is called: the lesson, and which one."""
    if tally.place is None:
        return words._("{lesson}: prediction").format(lesson=tally.lesson)
    return words._("{lesson}: quiz {n}").format(lesson=tally.lesson, n=tally.place + 1)


def tags(found: Sequence[Tally]) -> list[str]:
    """Return the tags that somebody's answer has, M2 before M10."""
    return sorted({tag for tally in found for tag in tally.beliefs}, key=lambda tag: int(tag[1:]))


def figure(found: Sequence[Tally], beliefs: Beliefs, words: Words) -> Figure:
    """Return the map of beliefs: a line for each question, a column for each belief; every cell says its number."""
    columns, lines = tags(found), [question(tally, words) for tally in found]
    counts = [[tally.beliefs.get(tag, 0) for tag in columns] for tally in found]
    of_all = words._("{n} of {all}")
    meanings = [
        [
            f"{_belief(tag, beliefs, words)}<br>{of_all.format(n=n, all=tally.answered)}"
            for tag, n in zip(columns, row, strict=True)
        ]
        for row, tally in zip(counts, found, strict=True)
    ]
    trace = {
        "type": "heatmap",
        "x": columns,
        "y": lines,
        "z": [[n or None for n in row] for row in counts],
        "text": [[n or "" for n in row] for row in counts],
        "customdata": meanings,
        "texttemplate": "%{text}",
        "hovertemplate": "%{y}<br>%{x}: %{customdata}<extra></extra>",
        "zmin": 0,
        "colorscale": [[0, "#FBE7C6"], [0.5, "#F3C46B"], [1, "#E8873A"]],
        "xgap": 1,
        "ygap": 1,
        "showscale": False,
        "textfont": {"color": "#111111"},
    }
    layout = {
        "margin": {"l": 120, "r": 8, "t": 28, "b": 8},
        "height": 60 + 26 * len(lines),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {"side": "top", "type": "category", "fixedrange": True},
        "yaxis": {"autorange": "reversed", "type": "category", "fixedrange": True},
    }
    return {"data": [trace], "layout": layout}


def sentence(found: Sequence[Tally], beliefs: Beliefs, words: Words) -> Message:
    """Return the takeaway of the map."""
    most = most_held(found)
    if most is None:
        return Message(N_("No wrong answer rests on a known belief."))
    tally, tag = most
    facts = {
        "belief": _belief(tag, beliefs, words),
        "wrong": tally.beliefs[tag],
        "answered": tally.answered,
        "lesson": tally.lesson,
    }
    return Message(SENTENCE, facts)


def belief_table(found: Sequence[Tally], beliefs: Beliefs, words: Words) -> pd.DataFrame:
    """Return the numbers behind the map: a row for each question and belief."""
    _ = words._
    rows = []
    for tally in found:
        said = [f"{tag} ({count}): {_belief(tag, beliefs, words)}" for tag, count in tally.beliefs.most_common()]
        rows.append(
            (question(tally, words), tally.text.in_language(words.tag), tally.answered, tally.right, "; ".join(said))
        )
    return pd.DataFrame(
        rows, columns=[_("Question"), _("Text"), _("Answered"), _("Right"), _("Beliefs behind wrong answers")]
    )


def writings(judged: Sequence[Judged], lessons: Mapping[str, Lesson], words: Words) -> str:
    """Return everything that was written as HTML in which every word of a student is text."""
    parts = []
    for one in judged:
        written = free_texts(one.handin.book)
        if not written:
            continue
        items = []
        for text in written:
            where = text.where if text.where in lessons else words._("Closing words")
            items.append(f"<p><b>{escape(where)}</b> <span style='white-space:pre-wrap'>{escape(text.text)}</span></p>")
        parts.append(f"<h4>{escape(one.handin.who)}</h4>{''.join(items)}")
    return f"<div style='overflow-wrap:anywhere'>{''.join(parts)}</div>"
