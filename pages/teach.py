"""Teach: a class by a link, what it handed in, and everything to print."""

from __future__ import annotations

from pages.panels.teach import tabs
from pages.shell import front, masthead

front.ensure()
_ = front.words()._
masthead.show(_("Teach"), _("A class by a link, what it handed in, and everything to print."))
front.keep_language()
tabs.show(front.words())
