"""The sheet that a teacher prints or shows: the address of a class, the code to scan, and how to hand in."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from html import escape

from pages.shell.words import Words
from pages.views.paper import paper
from sim.teaching.classroom import Classroom
from sim.teaching.lesson import Lesson


def invitation(classroom: Classroom, lessons: Mapping[str, Lesson], words: Words, *, url: str, image: bytes) -> str:
    """Return one page of HTML that needs nothing else."""
    _ = words._
    shown = [one for one in lessons.values() if classroom.has(one)]
    items = "".join(f"<li>{escape(f'{one.id} · {one.title.in_language(words.tag)}')}</li>" for one in shown)
    task = classroom.task
    what = f"<h2>{escape(task.title)}</h2><p>{escape(task.text)}</p>" if task else f"<ul>{items}</ul>"
    code = f'<img alt="" src="data:image/png;base64,{b64encode(image).decode()}" width="330">' if image else ""
    steps = (
        _("Open the address, or scan the code."),
        _("Predict, run, look, explain: step by step."),
        _("Page “My report”: write your name, download the report, hand it in."),
    )
    way = "".join(f"<li>{escape(step)}</li>" for step in steps)
    said = f'<p class="address">{escape(url)}</p><ol>{way}</ol><p><b>{escape(classroom.deadline)}</b></p>'
    return paper(_("Class link"), f"<h1>VirtLab</h1>{what}{code}{said}", words.tag)
