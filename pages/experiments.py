"""Experiments: the rack of the lab run many times, over seeds and settings."""

from __future__ import annotations

from pages.panels import experiment
from pages.shell import front, masthead
from pages.shell.session import lab

front.ensure()
_ = front.words()._
masthead.show(
    _("Experiments"),
    _(
        "The rack of the lab, with all that was done to it, is run many times. One run is luck; many tell how sure it is."
    ),
)
front.keep_address(lab())
experiment.show(lab().scenario, front.words())
