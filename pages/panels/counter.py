"""The counter at which the plain forms are handed in: who is there, what time counts, and the buttons that send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import streamlit as st

from pages.shell import keys
from pages.shell.session import Lab, machines_now
from pages.shell.words import Words
from sim.actions import Action
from sim.errors import SimError
from sim.inventory import Host, Machine
from sim.run import Run


@dataclass(frozen=True)
class Counter:
    """What every form needs to know."""

    lab: Lab
    words: Words
    at_s: float | None
    """The clock time at which the forms act; None for now."""

    @cached_property
    def run(self) -> Run:
        """Return what happens in the scenario in hand."""
        return self.lab.run

    @cached_property
    def time_s(self) -> float:
        """Return the time at which the forms act."""
        return self.lab.now_s if self.at_s is None else self.at_s

    @cached_property
    def machines(self) -> list[Machine]:
        """Return the machines that are there at that time."""
        return machines_now(self.run, self.time_s)

    @cached_property
    def hosts(self) -> list[Host]:
        """Return the hosts that are there at that time."""
        return [host for host in self.run.hosts if self.run.host_state_at(host.name, self.time_s) is not None]

    @property
    def taken_names(self) -> list[str]:
        """Return every name that was ever used: a run uses a name once."""
        return [machine.name for machine in self.run.machines] + [host.name for host in self.run.hosts]

    def state_of(self, name: str) -> str:
        """Return the state of a machine or host at the time at which the forms act; empty for none."""
        if any(host.name == name for host in self.run.hosts):
            return self.run.host_state_at(name, self.time_s) or ""
        change = self.run.state_at(name, self.time_s)
        return change.state if change else ""

    def obstacle(self, action: type[Action], target: str) -> str | None:
        """Return why an action is not possible at that time, in the reader's words; None when it is."""
        if not action.states or self.state_of(target) in action.states:
            return None
        return self.words._(action.impossible).format(target=target)

    def act_button(
        self,
        form: str,
        label: str,
        wanted: Callable[[], Mapping[str, Any] | list[Mapping[str, Any]]],
        *,
        obstacle: str | None = None,
        clears: tuple[str, ...] = (),
    ) -> None:
        """Show the button that does what ``wanted`` returns; where it is impossible, it stays and says why.

        ``clears`` names the fields that are emptied once it is done.
        """
        pressed = st.button(label, key=keys.button(form), disabled=obstacle is not None, help=obstacle)
        if not pressed:
            return
        try:
            actions = wanted()
        except SimError as error:
            self.lab.refuse(error.message)
            st.rerun()
        if self.lab.act(*(actions if isinstance(actions, list) else [actions]), at_s=self.at_s):
            for key in clears:
                st.session_state.pop(key, None)
        st.rerun()
