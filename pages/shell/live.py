"""The live view's Python half: it hands a run to the browser and hears what a person does there.

Everything between two actions happens in the browser: the modules in ``assets/live``, whose README is the protocol.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.bidi_component import ComponentResult

LIVE_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "live"

SHEETS = ("base", "bar", "rack", "charts", "panel", "print")
"""The looks of the live view, by subject."""

Message = Mapping[str, Any]
"""What the browser says: for an action ``{"id": …, "at_s": …, "action": {"kind": …}}``."""


@cache
def live_words() -> Mapping[str, str]:
    """Return every fixed text of the live view in English, by key."""
    words: dict[str, str] = json.loads((LIVE_FOLDER / "words.json").read_text(encoding="utf-8"))
    return words


@cache
def assets_version() -> str:
    """Return a name for the content of ``assets/live``: a browser keeps files by address, so a new content needs a new one."""
    digest = sha256()
    for path in sorted(LIVE_FOLDER.iterdir()):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@st.cache_resource(show_spinner=False)
def component_of(module: str, sheets: tuple[str, ...] = (), least_rem: int = 0) -> Callable[..., ComponentResult]:
    """Register a module of ``assets/live`` as a component, once per process, with its sheets of looks.

    ``least_rem`` is the height that is kept free for it until it is drawn.
    """
    version = assets_version()
    looks = [f'@import url("app/static/{sheet}.css?v={version}");' for sheet in sheets]
    return st.components.v2.component(
        f"virtlab_{module}",
        css="\n".join([*looks, f".vl-root {{ min-height: {least_rem}rem; }}"]) if looks else None,
        # The page may live under a path prefix: the address of the files is relative to the page's base.
        js=f"""
            const module = import(new URL("app/static/{module}.js?v={version}", document.baseURI).href);
            export default async (component) => (await module).default(component);
        """,
        isolate_styles=False,
    )


def live_view(  # noqa: PLR0913 - one callback for each thing that the browser may say
    payload: bytes,
    *,
    key: str,
    on_act: Callable[[Message], None],
    on_undo: Callable[[Message], None],
    on_redo: Callable[[Message], None],
    on_reset: Callable[[Message], None],
    on_resume: Callable[[Message], None],
    on_ask: Callable[[Message], None] | None = None,
    on_clock: Callable[[Message], None] | None = None,
    on_selected: Callable[[Message], None] | None = None,
) -> None:
    """Show a run, and call back before the next script run when a person does something.

    ``payload`` is the block that ``assets/live/README.md`` describes. A trigger (act, undo, redo, reset, resume, ask) is
    handed on once, however often the browser sends it; the clock and the selection are states that last.
    """

    def hear(name: str, answer: Callable[[Message], None] | None, *, once: bool) -> Callable[[], None]:
        def heard() -> None:
            message = st.session_state[key].get(name)
            if answer is None or not message or (once and _is_repeated(key, message)):
                return
            answer(message)

        return heard

    triggers = {"act": on_act, "undo": on_undo, "redo": on_redo, "reset": on_reset, "resume": on_resume, "ask": on_ask}
    states = {"clock": on_clock, "selected": on_selected}
    component_of("live", SHEETS, 30)(
        data=payload,
        key=key,
        **{f"on_{name}_change": hear(name, answer, once=True) for name, answer in triggers.items()},
        **{f"on_{name}_change": hear(name, answer, once=False) for name, answer in states.items()},
    )


def answers(answer: Mapping[str, Any] | None, *, key: str) -> None:
    """Hand an answer to the live view; it travels by itself, so that the run need not be sent again."""
    component_of("answers")(data=answer, key=key)


def _is_repeated(key: str, message: Message) -> bool:
    """Say whether a trigger with the same id was the last one heard."""
    slot = f"{key}.last_heard"
    repeated = bool(st.session_state.get(slot) == message.get("id"))
    st.session_state[slot] = message.get("id")
    return repeated
