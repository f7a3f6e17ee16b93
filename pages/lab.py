"""The lab: a running rack, and everything that can be done to it."""

from __future__ import annotations

from pages.panels import ready, workbench
from pages.shell import front, masthead

front.ensure()
masthead.show()
ready.show()
workbench.show()
front.settle()
