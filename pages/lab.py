"""The lab: a running rack, and everything that can be done to it."""

from __future__ import annotations

from pages.panels import picture, ready, tabs
from pages.shell import front
from pages.shell.session import lab

front.ensure()
front.title_line(ready.show)
picture.show(lab(), front.words())
front.keep_address(lab())
tabs.show()
front.settle()
