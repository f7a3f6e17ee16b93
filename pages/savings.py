"""Savings: the rack of the lab beside one server per application, over a year."""

from __future__ import annotations

from pages.panels import savings
from pages.shell import front, masthead
from pages.shell.session import lab

front.ensure()
_ = front.words()._
masthead.show(_("Savings"), _("The rack of the lab beside one server per application, over a year."))
front.keep_address(lab())
savings.show(lab(), front.words())
