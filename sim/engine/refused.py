"""What a verb of the data centre answers when it cannot be done."""

from __future__ import annotations

from sim.errors import SimError
from sim.text import Message


class Refused(SimError):  # noqa: N818 - it is an answer, not a failure
    """Something impossible was asked for: the reason says why and what to do. Nothing has changed."""

    def __init__(self, template: str | Message, fields: dict[str, object] | None = None) -> None:
        message = template if isinstance(template, Message) else Message(template, fields or {})
        super().__init__(message.template, dict(message.fields))
