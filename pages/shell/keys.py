"""The key of everything that is kept in the session, and of every widget, in one place."""

from __future__ import annotations

from typing import Final

LAB: Final = "lab"
"""The Lab of this session."""
DESK: Final = "desk"
"""The Desk of this session: its lessons."""
ALL_LESSONS: Final = "all_lessons"
KEEPER: Final = "keeper"
"""The component that lets the browser keep the work of the lessons."""
RESUME_LESSONS: Final = "resume_lessons"
FORGET_LESSONS: Final = "forget_lessons"
LANGUAGE: Final = "language"
"""The reader's language."""
LANGUAGE_SWITCH: Final = "language_switch"
MASTHEAD: Final = "masthead"
"""The title of the page and what it is for."""
READY: Final = "ready"
"""Which ready scenario is open."""
ENTERED: Final = "entered"
"""Set once the front door has been passed in this session."""
FIRST_SECONDS: Final = "first_seconds"
"""The picture of the start page."""
PRESENT: Final = "present"
"""The slides of a lesson."""
PRESENT_RUN: Final = "present_run"
TO_LAB: Final = "to_lab"
TO_LESSON: Final = "to_lesson"
TO_SLIDES: Final = "to_slides"
BEGIN: Final = "begin"
OPEN_LAB: Final = "open_lab"
TEACH: Final = "teach"
LIVE: Final = "live"
"""The live view."""
ANSWERS: Final = "answers"
"""What Python answers to the live view before somebody acts."""
FORMS: Final = "forms"
"""The part of the lab below the live view."""
WHEN: Final = "when"
"""Whether the forms act now or at a clock time."""
CLOCK_TIME: Final = "clock_time"
CLOCK_DAY: Final = "clock_day"
TABS: Final = "tabs"
UNDO: Final = "undo"
REDO: Final = "redo"
RESET: Final = "reset"
KEPT: Final = "kept_run"
"""The scenario that was kept for comparing."""
PROMISES: Final = "promises_found"
"""The last test of promises: what was wished, and what was found."""
FAULT_WORK: Final = "fault_map_in_work"
"""A fault map that is being made: its scenario, its time, and the work."""
FAULT_MAP: Final = "fault_map_made"
"""The last fault map with its scenario and its time."""
WIDE: Final = "wide_picture"
"""A picture that nobody could read on a phone, which shows the table below it alone."""
SAVINGS: Final = "savings_counted"
"""The last scenario whose savings were counted, with the bills of the runs that are done, and whether it was stopped."""
EXPERIMENT: Final = "experiment_done"
"""The last experiment with what its runs measured."""
QUESTION: Final = "experiment_question"
"""Which prepared question that experiment answers; empty for one of the visitor's own."""


def field(form: str, name: str) -> str:
    """Return the key of one field of one form.

    >>> field("add_machine", "vcpus")
    'add_machine.vcpus'
    """
    return f"{form}.{name}"


def card(name: str) -> str:
    """Return the key of a card: by it the style sheet knows that a container is one.

    >>> card("door")
    'card.door'
    """
    return f"card.{name}"


def button(form: str) -> str:
    """Return the key of the button that sends a form."""
    return f"{form}.do"
