"""My report: who hands it in, what is in it, and the file itself."""

from __future__ import annotations

from pages.panels.lessons import report
from pages.shell import front, keeper, masthead
from pages.shell.desk import settle

front.ensure()
masthead.show(*report.title(front.words()))
settle(None)
keeper.offer(front.words())
report.show()
keeper.keep()
