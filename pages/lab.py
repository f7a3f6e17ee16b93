"""The lab: a running rack, and everything that can be done to it."""

from __future__ import annotations

from pages.panels import ready, workbench
from pages.shell import front

front.ensure()
front.title_line(ready.show)
workbench.show()
front.settle()
