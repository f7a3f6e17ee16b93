"""Resource pools: what they are at this time, a form to set one, and a form to put a machine into one."""

from __future__ import annotations

import streamlit as st

from pages.panels.counter import Counter
from pages.panels.fields import ask
from pages.shell import keys
from pages.shell.session import free_name
from pages.views import pools as view
from sim.actions.pools import SetPool

SET, PUT = "set_pool", "put_into_pool"
FIELDS = ("shares", "reservation_cores", "limit_cores", "expandable")


def show(counter: Counter) -> None:
    """Show the pools and both forms."""
    _ = counter.words._
    pools = counter.run.pools_at(counter.time_s)
    st.caption(
        _(
            "Machines in a pool share one claim on CPU: first the pools divide the host, then each pool's machines divide its part. "
            "vSphere: resource pool; Linux: slice or cgroup."
        )
    )
    if pools:
        st.table(view.rows(counter.run, counter.time_s, counter.words), hide_index=True)
    _set(counter)
    if pools:
        _put(counter, list(pools))


def _set(counter: Counter) -> None:
    _ = counter.words._
    pools = counter.run.pools_at(counter.time_s)
    suggestion = free_name("pool", [*counter.taken_names, *pools])
    first, second = st.columns(2)
    typed = (
        first.text_input(_("Name of the pool"), placeholder=_("for example: test"), key=keys.field(SET, "pool"))
        or suggestion
    )
    parent = second.selectbox(
        _("Inside the pool"), ["", *pools], format_func=lambda one: one or "–", key=keys.field(SET, "parent")
    )
    known = pools[typed].model_dump() if typed in pools else None
    answers = ask(SetPool, FIELDS, form=keys.field(SET, typed), words=counter.words, current=known)
    label = _("Change the pool") if known else _("Make the pool")
    counter.act_button(SET, label, lambda: {"kind": SET, "pool": typed, "parent": parent} | answers)


def _put(counter: Counter, pools: list[str]) -> None:
    _ = counter.words._
    first, second = st.columns(2)
    machine = first.selectbox(_("Machine"), [one.name for one in counter.machines], key=keys.field(PUT, "machine"))
    pool = second.selectbox(
        _("Goes into the pool"), ["", *pools], format_func=lambda one: one or _("none"), key=keys.field(PUT, "pool")
    )
    counter.act_button(PUT, _("Put it there"), lambda: {"kind": PUT, "machine": machine, "pool": pool})
