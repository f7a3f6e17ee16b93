"""Exercises: numbers to work out, as many as one likes, each with its worked solution."""

from __future__ import annotations

from pages.panels import exercise
from pages.shell import front, masthead
from pages.shell.session import lab

front.ensure()
_ = front.words()._
masthead.show(_("Exercises"), _("Numbers to work out by hand, as many as you like, each with the way to it."))
front.keep_address(lab())
exercise.show(front.words())
