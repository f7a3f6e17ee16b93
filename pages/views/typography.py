"""Apostrophes as in print, and lines that never break before a percent sign or a French colon, nor within a time of day."""

from __future__ import annotations

import re

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_GLUED = re.compile(r" (?=[%:;!?»])|(?<=«) |(?<=\d) (?=h\b)|(?<=\d h) (?=\d\d\b)")


def printed(text: str) -> str:
    """Return a text with the apostrophes of print, which nobody finds on a keyboard.

    >>> printed("a host's memory")
    'a host’s memory'
    """
    return _APOSTROPHE.sub("’", text) if "'" in text else text


def unbroken(text: str) -> str:
    r"""Return a text whose signs and hours stay on the line of their word.

    >>> unbroken("80 % : « oui »").replace("\xa0", "~")
    '80~%~: «~oui~»'
    >>> unbroken("à 17 h 30").replace("\xa0", "~")
    'à 17~h~30'
    """
    return _GLUED.sub("\xa0", text)
