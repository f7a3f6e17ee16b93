"""The part of a report about challenges that somebody made: the task, its goals as the run has them, and what was done."""

from __future__ import annotations

from pages.shell.words import Words
from pages.views.html import escaped, heading, table, typed
from sim.errors import SimError
from sim.teaching.metrics import Simulate
from sim.teaching.own_challenges import Opened, judged, opened
from sim.teaching.work import Book
from sim.text import Message
from sim.units import clock


def challenges(book: Book, simulate: Simulate, words: Words) -> str:
    """Return every challenge that was begun, the one begun last at the end."""
    return "".join(_challenge(one, simulate, words) for one in opened(book) if one.work.begun)


def _challenge(one: Opened, simulate: Simulate, words: Words) -> str:
    _, work = words._, one.work
    title = one.task.title.strip() or _("A challenge")
    parts = [f"<h2>{escaped(title)}</h2>", typed(one.task.text)]
    if one.task.goals:
        reached = _("{met} of {all} goals reached at best").format(met=work.met, all=len(one.task.goals))
        tries = words.n_("{n} solution checked", "{n} solutions checked", work.tries).format(n=work.tries)
        parts += [_goals(one, simulate, words), f"<p>{escaped(reached)} · {escaped(tries)}</p>"]
    rows = [(clock(action.at_s), words.say(action.sentence())) for action in work.done.actions]
    if rows:
        parts.append(heading(_("What was chosen and done"), 3) + table((_("Time or setting"), ""), rows))
    if work.note.strip():
        parts.append(heading(_("Notes"), 3) + typed(work.note))
    return "".join(parts)


def _goals(one: Opened, simulate: Simulate, words: Words) -> str:
    _ = words._
    try:
        found = judged(one.task, one.work.done, simulate)
    except SimError as error:
        return f"<p>{escaped(words.say(error.message))}</p>"
    rows = [
        (
            words.say(finding.text) if isinstance(finding.text, Message) else "",
            words.say(finding.status),
            _("met") if finding.met else _("missing"),
        )
        for finding in found
    ]
    return table((_("Criterion"), _("State"), ""), rows)
