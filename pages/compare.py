"""Compare A | B: two runs on one clock."""

from __future__ import annotations

from pages.panels import compare
from pages.shell import front, masthead
from pages.shell.session import lab

front.ensure()
_ = front.words()._
masthead.show(_("Compare A | B"), _("Two runs on one clock: what becomes better, and what it costs."))
front.keep_address(lab())
compare.show(lab(), front.words())
