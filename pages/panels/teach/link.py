"""The class link: choose what a class does and how, and pass it on as an address, a code to scan, a file or a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from io import BytesIO
from urllib.parse import urlencode, urlsplit, urlunsplit

import segno
import streamlit as st

from pages.shell import address, front, keys, library
from pages.shell.network import address_in_this_network, only_here
from pages.shell.session import lab
from pages.shell.words import Words, languages
from pages.views.invitation import invitation
from sim.importers.links import LONGEST_LINK
from sim.teaching.classroom import GROUPS, Classroom, Task, unsolvable
from sim.teaching.work import LONGEST_LINE, LONGEST_NOTE
from sim.text import N_

FORM = "class_link"
LESSONS, TASK = "lessons", "task"
GROUP_NAMES: Mapping[str, str] = {
    "build": N_("add, remove and move machines"),
    "power": N_("switch on, switch off, repair"),
    "resources": N_("change loads, sizes and shares"),
    "fault": N_("break things"),
    "protection": N_("protect: copies, HA, FT"),
    "isolation": N_("folders, networks, rights"),
}
ORDER: Mapping[str, bool | None] = {
    N_("as each lesson says"): None,
    N_("always: first try, then explain"): True,
    N_("never: first explain, then try"): False,
}
LONGEST_CODE = 2300
"""Characters of an address that a code holds at the error correction that a projector needs."""


def key(*parts: str) -> str:
    """Return the key of a widget of this form."""
    return keys.field(FORM, ".".join(parts))


def show(words: Words) -> None:
    """Show the choices on the left, and what comes of them on the right."""
    left, right = st.columns(2, gap="large")
    with left:
        classroom = _ask(words)
    with right:
        offer(classroom, words, FORM)


def _ask(words: Words) -> Classroom:
    _ = words._
    what = st.radio(
        _("The class works on"),
        [LESSONS, TASK],
        format_func={LESSONS: _("lessons"), TASK: _("a rack, with a task of your own")}.__getitem__,
        key=key("what"),
        horizontal=True,
    )
    lessons = _ask_lessons(words) if what == LESSONS else ()
    task = _ask_task(words) if what == TASK else None
    locked = st.multiselect(
        _("Locked: the class cannot…"),
        GROUPS,
        format_func=lambda group: _(GROUP_NAMES[group]),
        key=key("locked"),
        placeholder=_("nothing is locked"),
    )
    order = None
    if what == LESSONS:
        st.toggle(_("Hints on request"), value=True, key=key("hints"))
        st.toggle(
            _("“because…” with every prediction"),
            value=True,
            key=key("reasons"),
            help=_("Whoever says why thinks twice. Without it a lesson goes faster."),
        )
        order = st.selectbox(_("Try first"), list(ORDER), format_func=_, key=key("order"))
        st.toggle(
            _("Loads of their own, by name"),
            key=key("own"),
            help=_(
                "Everybody types a name. The task stays the same, the numbers differ a little: what was copied is seen."
            ),
        )
    language = st.selectbox(
        _("Language"), languages(), languages().index(words.tag), format_func=str.upper, key=key("lang")
    )
    deadline = st.text_input(
        _("When and where to hand in"),
        max_chars=LONGEST_LINE,
        key=key("deadline"),
        placeholder=_("Friday 12:00, by e-mail"),
    )
    return Classroom(
        lessons=tuple(lessons),
        task=task,
        locked=tuple(locked),
        hints=bool(st.session_state.get(key("hints"), True)) if what == LESSONS else True,
        reasons=bool(st.session_state.get(key("reasons"), True)) if what == LESSONS else True,
        try_first=ORDER[order] if order else None,
        own_loads=bool(st.session_state.get(key("own"))) and what == LESSONS,
        language=language,
        deadline=deadline.strip(),
    )


def _ask_lessons(words: Words) -> list[str]:
    lessons = library.lessons()
    return st.multiselect(
        words._("Lessons"),
        list(lessons),
        format_func=lambda one: f"{one} · {lessons[one].title.in_language(words.tag)}",
        key=key("lessons"),
        placeholder=words._("every lesson"),
    )


def _ask_task(words: Words) -> Task:
    _, ready, mine = words._, front.ready(), lab()
    here = ""
    chosen = st.selectbox(
        _("Rack"),
        [here, *ready],
        format_func=lambda one: (
            ready[one].title.in_language(words.tag) if one else _("the rack that is open in the lab")
        ),
        key=key("rack"),
    )
    title = st.text_input(_("Title"), max_chars=LONGEST_LINE, key=key("title"))
    text = st.text_area(_("What is to be done"), max_chars=LONGEST_NOTE, key=key("text"))
    scenario = ready[chosen].scenario if chosen else mine.scenario
    open_at_s = ready[chosen].open_at_s if chosen else 0.0
    return Task(title=title, text=text, scenario=scenario, open_at_s=open_at_s)


def offer(classroom: Classroom, words: Words, form: str) -> None:
    """Show a class as an address, a code to scan, a file and a sheet; ``form`` keeps the widgets of two places apart."""
    _ = words._
    for lesson in library.lessons().values():
        if classroom.has(lesson) and unsolvable(classroom, lesson):
            said = _("With these locks the challenge of {lesson} cannot be solved as the key solves it.")
            st.warning(said.format(lesson=lesson.id))
    where = _ask_where(words, form)
    query = {address.LANGUAGE: classroom.language, address.CLASS: classroom.to_link()}
    url = f"{where}/lessons?{urlencode(query)}"
    image = b""
    if len(query[address.CLASS]) > LONGEST_LINK:
        url = ""
        st.info(_("This rack is too large for a link: pass the file on."))
    else:
        st.caption(_("Everything is in the link: whoever opens it works with these settings. No answers are in it."))
        st.code(url, language=None, wrap_lines=True)
        with st.expander(_("For Moodle or another platform")):
            st.caption(
                _(
                    "Paste this where the platform lets you edit a page’s HTML; beside it, let the report be handed in as a file."
                )
            )
            st.code(for_platforms(classroom, url, words), language="html", wrap_lines=True)
        image = _code(url)
    if image:
        st.image(image, caption=_("To be scanned from the projector"), width=260, alt=_("The link as a QR code"))
    elif url:
        st.info(_("This link is too long for a code to scan: pass it on as it is."))
    _downloads(classroom, url, image, words, form)


def for_platforms(classroom: Classroom, url: str, words: Words) -> str:
    """Return the link as HTML, for a page of a learning platform; whoever clicks it leaves that page open."""
    shown = [lesson for lesson in library.lessons().values() if classroom.has(lesson)]
    names = [f"{lesson.id} · {lesson.title.in_language(words.tag)}" for lesson in shown]
    what = classroom.task.title if classroom.task else ", ".join(names if classroom.lessons else [])
    said = escape(" – ".join(filter(None, ("VirtLab", what, classroom.deadline))))
    return f'<p><a href="{escape(url)}" target="_blank" rel="noopener">{said}</a></p>'


def _downloads(classroom: Classroom, url: str, image: bytes, words: Words, form: str) -> None:
    _ = words._
    with st.container(horizontal=True):
        st.download_button(
            _("Class file, for use offline"),
            classroom.to_json(),
            "virtlab-class.json",
            "application/json",
            key=keys.field(form, "file"),
            on_click="ignore",
        )
        if url:
            st.download_button(
                _("Sheet to print"),
                lambda: invitation(classroom, library.lessons(), words, url=url, image=image).encode(),
                "virtlab-class.html",
                "text/html",
                key=keys.field(form, "sheet"),
                on_click="ignore",
            )
    st.caption(_("A student opens the file on the page “Lessons”, below the cards; it works without any link."))


def _ask_where(words: Words, form: str) -> str:
    """Ask under which address students reach this server."""
    _, here = words._, _here()
    offered = address_in_this_network(here) if only_here(here) else here
    typed = (
        st.text_input(_("Students reach this server at"), offered, key=keys.field(form, "where")).strip().rstrip("/")
    )
    where = typed if re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", typed) else ""
    if not where:
        st.warning(_("Write an address such as {example}.").format(example="http://192.168.1.20:8501"))
        return here
    if only_here(here) and st.get_option("server.address") in ("localhost", "127.0.0.1"):
        said = _("This server answers nobody but this computer. For a class, start it with: {command}")
        st.warning(said.format(command="make app ADDRESS=0.0.0.0"))
    if only_here(where):
        st.warning(_("Other computers cannot open this address: it means the computer itself."))
    return where


def _here() -> str:
    """Return the address of this server, as the browser names it."""
    parts = urlsplit(st.context.url or "http://localhost:8501/teach")
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0], "", ""))


def _code(url: str) -> bytes:
    """Return the link as a code to scan; nothing when it is too long for one."""
    if len(url) > LONGEST_CODE:
        return b""
    file = BytesIO()
    segno.make(url, error="l", micro=False).save(file, kind="png", scale=6, border=4)
    return file.getvalue()
