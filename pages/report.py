"""My report: who hands it in, what is in it, and the file itself."""

from __future__ import annotations

from pages.panels.lessons import report
from pages.shell import front, keeper

front.ensure()
front.title_line(report.title)
front.keep_lesson_address(None)
keeper.offer(front.words())
report.show()
keeper.keep()
