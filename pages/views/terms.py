"""Terms of the field where they stand on the screen: a sentence, the unit, and what products call it, from the glossary."""

from __future__ import annotations

from collections.abc import Mapping

from pages.shell.words import Words
from pages.views import glossary, product_names
from pages.views.product_names import NOTHING, PRODUCTS
from sim.text import N_

TERMS_OF: Mapping[str, tuple[str, ...]] = {
    "cpu_waiting": ("CPU ready (steal)",),
    "limited": ("limited",),
    "blocked": ("blocked",),
    "paging": ("swap wait",),
    "guest_cpu": ("CPU in the guest",),
    "response_time": ("response time",),
    "cpu_controls": ("shares", "reservation", "limit"),
    "memory_size": ("configured memory",),
    "memory_layers": ("active memory", "ballooning", "swapping by the host"),
    "memory_used": ("consumed memory",),
    "migration": ("live migration",),
    "disk": ("disk latency",),
}
"""Which terms a number of the live view's panel stands for."""


def explained(words: Words) -> dict[str, str]:
    """Return what the numbers of the live view mean, by the name of the number."""
    return {number: "\n\n".join(meaning(term, words) for term in terms) for number, terms in TERMS_OF.items()}


def meaning(name: str, words: Words) -> str:
    """Return what a term means, its unit, and its names in products, line by line.

    >>> from pages.shell.words import words_for
    >>> print(meaning("limited", words_for("en")))
    limited: the part of ready time that a machine’s own limit causes
    Unit: % of time, per vCPU
    vSphere: %MLMTD · Proxmox: nr_throttled, throttled_usec · KVM, libvirt: nr_throttled, throttled_usec · Cloud instance: CPU credits used up
    """
    _ = words._
    known = next((term for term in product_names.TERMS if term.name == name), None)
    if known is None:
        return _said(name, dict(glossary.TERMS)[name], words)
    lines = [_said(known.name, known.meaning, words)]
    if known.unit != NOTHING:
        lines.append(_(N_("Unit: {unit}")).format(unit=_(known.unit)))
    named = zip(PRODUCTS, known.names, strict=True)
    names = [f"{_(product)}: {_(called)}" for product, called in named if called != NOTHING]
    return "\n".join([*lines, " · ".join(names)])


def _said(name: str, sentence: str, words: Words) -> str:
    return f"{words._(name)}: {words._(sentence)}"
