"""What a failed disk risks: a calculator over RAID levels."""

from __future__ import annotations

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import keys
from pages.views import rebuild as view
from sim.inventory import DiskKind
from sim.study.raid import rebuild_risks
from sim.text import N_

FORM = "rebuilds"
KINDS: dict[DiskKind, str] = {
    "hdd_7k2": N_("hard disk, 7200 rpm"),
    "hdd_10k": N_("hard disk, 10 000 rpm"),
    "hdd_15k": N_("hard disk, 15 000 rpm"),
    "ssd": N_("SSD"),
    "nvme": N_("NVMe"),
}
ERRORS_PER_BIT = {"1e-14": 1e-14, "1e-15": 1e-15, "1e-16": 1e-16, "1e-17": 1e-17}
"""Sectors that cannot be read, per bit, as data sheets of cheap and of good disks promise."""
GIB_PER_TB = 1e12 / 2**30


def show(counter: Counter) -> None:
    """Show the calculator and what it finds."""
    words = counter.words
    _ = words._
    with st.expander(_("When a disk fails: the rebuild, and what it risks"), key=keys.field(FORM, "box")):
        first, second, third = st.columns(3)
        kind = first.selectbox(
            _("Disks"), list(KINDS), format_func=lambda one: _(KINDS[one]), key=keys.field(FORM, "kind")
        )
        disks = second.number_input(_("How many"), 1, 64, 8, key=keys.field(FORM, "disks"))
        size_tb = third.number_input(_("Size of one (TB)"), 0.1, 100.0, 12.0, 1.0, key=keys.field(FORM, "size_tb"))
        first, second, third = st.columns(3)
        busy_pct = first.number_input(_("Busy with other work (%)"), 0, 100, 50, 5, key=keys.field(FORM, "busy"))
        errors = second.selectbox(
            _("Unreadable sectors per bit read"), list(ERRORS_PER_BIT), index=1, key=keys.field(FORM, "errors")
        )
        mttf_h = third.number_input(
            _("Mean life of a disk (h)"), 1_000, 10_000_000, 1_000_000, 100_000, key=keys.field(FORM, "mttf_h")
        )
        risks = list(
            rebuild_risks(
                kind,
                int(disks),
                size_tb * GIB_PER_TB,
                load=busy_pct / 100.0,
                errors_per_bit=ERRORS_PER_BIT[errors],
                mttf_h=float(mttf_h),
            )
        )
        st.table(view.rows(risks, words), hide_index=True)
        st.caption(words.say(view.sentence(risks)))
