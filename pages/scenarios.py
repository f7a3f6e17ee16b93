"""Scenarios: everything that is prepared, to be opened in the lab."""

from __future__ import annotations

from pages.panels import gallery
from pages.shell import front, masthead

front.ensure()
_ = front.words()._
masthead.show(
    _("Scenarios"),
    _("Racks that are ready, each with a story. Open one in the lab: whatever you do there can be undone."),
)
front.keep_language()
gallery.show(front.words())
