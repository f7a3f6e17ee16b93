"""Input fields made from the fields of a model: a new workload or action brings its form with it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args, get_origin

import streamlit as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pages.shell import keys
from pages.shell.words import Words
from pages.views.assumptions import ABOUT, CHOICES
from pages.views.field import edges_of, kind_of
from sim.text import N_

PER_ROW = 4
LABELS: Mapping[str, str] = {
    "admission": N_("Room kept for failures"),
    "access": N_("Access"),
    "administrator": N_("Whose password opens it"),
    "acceleration": N_("Times faster than in reality"),
    "active_memory": N_("Memory in active use (0 to 1)"),
    "amplitude_cores": N_("Height of the wave (cores)"),
    "at_h": N_("When (hour of the run)"),
    "base_cores": N_("Base level (cores)"),
    "burst_cores": N_("Level in a burst (cores)"),
    "burst_s": N_("Mean length of a burst (s)"),
    "compression": N_("Compress pages"),
    "clone": N_("Name of the copy"),
    "cores": N_("Level (cores)"),
    "cpu_baseline": N_("Processor generation that all hosts show"),
    "cpu_family": N_("Maker of its processors"),
    "cpu_generation": N_("Generation of its processors"),
    "correlation": N_("Correlation in the group (0 to 1)"),
    "day_cores": N_("Level by day (cores)"),
    "dirty_mib_per_s": N_("Memory written anew (MiB/s)"),
    "disk_iops_per_core": N_("Disk requests per core-second"),
    "disk_read_fraction": N_("Reads among them (0 to 1)"),
    "enabled": N_("On"),
    "failures": N_("Hosts that may fail at once"),
    "folder": N_("Shared folder"),
    "full_cores": N_("100% stands for (cores)"),
    "group": N_("Group with common ups and downs"),
    "isolation_response": N_("Machines of an isolated host"),
    "leak_mib_per_s": N_("Leak (MiB per second)"),
    "length_s": N_("Length (s)"),
    "levels": N_("24 levels from 0 to 1, one per hour"),
    "limit_cores": N_("Limit (cores)"),
    "memory_mib": N_("Memory (MiB)"),
    "network": N_("Network"),
    "network_mib_per_core": N_("Traffic (MiB per core-second)"),
    "night_cores": N_("Level by night (cores)"),
    "noise": N_("Noise (0 to 1)"),
    "overcommit_max": N_("Memory promised per memory there is"),
    "noise_persistence": N_("Lasting noise (0 to 1)"),
    "peak_cores": N_("Peak (cores)"),
    "peak_h": N_("Hour of the peak"),
    "percentages": N_("CPU use in percent, one number per step"),
    "profile": N_("Timings of"),
    "quiet_cores": N_("Level when quiet (cores)"),
    "quiet_s": N_("Mean length of quiet (s)"),
    "reserved_pct": N_("Part of the cluster kept free (%)"),
    "repair_after_s": N_("Replaced after (s)"),
    "reservation_cores": N_("Reservation (cores)"),
    "service_time_s": N_("One request takes (s)"),
    "sharing": N_("Share equal pages"),
    "swap": N_("Swap to"),
    "shares": N_("Shares"),
    "source": N_("Where it comes from"),
    "spike_cores": N_("Height of the spike (cores)"),
    "start_h": N_("Starts at (hour)"),
    "step_s": N_("One step lasts (s)"),
    "surge_cores": N_("Login peak (cores)"),
    "threads": N_("CPUs it can use at once"),
    "timeout_s": N_("Users give up after (s)"),
    "to_host": N_("To host"),
    "vcpus": N_("vCPU"),
    "vm_monitoring": N_("Reset VMs whose system crashed"),
    "weekend_factor": N_("Weekend against other days"),
    "work_core_h": N_("Work (core-hours)"),
}
"""How a field is called; one that is missing here is called by its own name."""


def label_of(name: str, words: Words, field: FieldInfo | None = None) -> str:
    """Return what a field is called in the reader's language: its own title, or what its name stands for.

    >>> from pages.shell.words import words_for
    >>> label_of("peak_cores", words_for("en")), label_of("queue_depth", words_for("en"))
    ('Peak (cores)', 'Queue depth')
    """
    title = field.title if field is not None else None
    return words._(title or LABELS.get(name, name.replace("_", " ").capitalize()))


def ask(
    model: type[BaseModel], names: Iterable[str], *, form: str, words: Words, current: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Show an input for each named field, row by row, and return what they hold.

    ``current`` says what they hold at first; without it, each its default.
    """
    asked = list(names)
    width = min(max(len(asked), 1), PER_ROW)
    answers = {}
    for first in range(0, len(asked), width):
        # Labels of two lines do not push their boxes out of line.
        for column, name in zip(
            st.columns(width, vertical_alignment="bottom"), asked[first : first + width], strict=False
        ):
            field = model.model_fields[name]
            value = (current or {}).get(name, None if field.is_required() else field.default)
            with column:
                answers[name] = _input(field, _label(model, name, words), value, keys.field(form, name), words)
    return answers


def _label(model: type[BaseModel], name: str, words: Words) -> str:
    """Return what a field is called: an assumption by its title and unit, all others by their own names."""
    about = ABOUT.get(model, {}).get(name)
    if about is None:
        return label_of(name, words, model.model_fields[name])
    return f"{words._(about.title)} ({words._(about.unit)})" if about.unit else words._(about.title)


def _input(field: FieldInfo, label: str, value: Any, key: str, words: Words) -> Any:
    kind, _optional = kind_of(field.annotation)
    note = words._(field.description) if field.description else None
    if kind is bool:
        return st.checkbox(label, value=bool(value), key=key, help=note)
    if kind in (int, float):
        return _number(field, label, value, key, note)
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        first = choices.index(value) if value in choices else 0
        return st.selectbox(label, choices, first, format_func=lambda one: words._(CHOICES.get(one, one)), key=key)
    if get_origin(kind) is tuple:
        return _numbers_in(st.text_area(label, " ".join(f"{number:g}" for number in value or ()), key=key))
    return st.text_input(label, str(value or ""), key=key)


def _number(field: FieldInfo, label: str, value: Any, key: str, note: str | None) -> Any:
    kind, optional = kind_of(field.annotation)
    edges = {f"{edge}_value": kind(bound) for edge, bound in edges_of(field).items()}
    lowest = edges.get("min_value", kind(0))
    shown = kind(value) if value is not None else (None if optional else lowest)
    if kind is int:
        return st.number_input(label, value=shown, step=1, key=key, placeholder="–", help=note, **edges)
    step = 10.0 ** math.floor(math.log10(max(abs(shown or 1.0), 0.01)))
    return st.number_input(
        label, value=shown, step=min(step, 1.0), format="%g", key=key, placeholder="–", help=note, **edges
    )


def _numbers_in(text: str) -> list[Any]:
    """Return the numbers of a text; what is none stays as it is, for the model to complain about.

    >>> _numbers_in("0.5; 1 x")
    [0.5, 1.0, 'x']
    """
    return [_number_or_text(part) for part in text.replace(";", " ").split()]


def _number_or_text(part: str) -> float | str:
    try:
        return float(part.replace(",", "."))
    except ValueError:
        return part
