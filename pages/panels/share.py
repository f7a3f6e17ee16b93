"""Share: the scenario with everything that was done to it, as a link or a file."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import address, front, keys, uploads
from pages.shell.session import Lab
from sim.errors import SimError
from sim.importers.links import read_scenario_file
from sim.text import N_, Message
from sim.units import clock

FORM = "share"
UPLOAD, DOWNLOAD = keys.field(FORM, "upload"), keys.field(FORM, "download")
FILE_NAME = "virtlab.json"


def show(counter: Counter) -> None:
    """Show the link while it is short enough, the file in any case, and the way to open one."""
    _ = counter.words._
    scenario = counter.lab.scenario
    link = address.link_to(scenario)
    if link is None:
        st.info(_("This scenario is too long for a link: pass it on as a file."))
    else:
        query = {address.LANGUAGE: counter.words.language, address.SCENARIO: link, address.TIME: clock(counter.time_s)}
        st.caption(_("Whoever opens this link sees the same run, with everything you did:"))
        st.code(f"{_here()}?{urlencode(query, safe=':')}", language=None, wrap_lines=False)
    st.download_button(
        _("Download as a file"), scenario.to_json(), FILE_NAME, "application/json", key=DOWNLOAD, on_click="ignore"
    )
    file = uploads.ask(_("Open a file"), ["json"], UPLOAD, counter.words)
    if file is not None and st.button(_("Open {file}").format(file=file.name), key=keys.button(FORM)):
        open_file(counter.lab, file.getvalue())
        st.rerun()


def _here() -> str:
    """Return the address of this page without its parameters."""
    return (st.context.url or "").split("?")[0]


def open_file(mine: Lab, content: bytes) -> bool:
    """Work on the scenario of a file; return whether it could be read, else the notice says why not."""
    try:
        scenario = read_scenario_file(content)
    except SimError as error:
        mine.refuse(error.message)
        return False
    mine.open(scenario, front.beginning_of(scenario), Message(N_("The file is open.")))
    return True
