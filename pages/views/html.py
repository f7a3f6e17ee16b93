"""Pieces of a page of HTML: whatever goes in comes out as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
body { font: 11pt/1.45 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.2rem; border-bottom: 2px solid #111; } h3 { margin: 1.3rem 0 .3rem; font-size: 1rem; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0; } th, td { border: 1px solid #999; padding: .25rem .5rem; text-align: left; vertical-align: top; }
th { background: #eee; } .typed { white-space: pre-wrap; overflow-wrap: anywhere; border-left: 3px solid #999; padding-left: .6rem; margin: .3rem 0; }
figure { margin: 1rem 0; break-inside: avoid; } figure svg[role] { width: 100%; height: auto; border: 1px solid #ccc; font: 11px sans-serif; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .85rem; }
th:empty { background: none; } .pairs th { width: 28%; }
@page { size: A4; margin: 14mm 16mm; }
@media print {
  body { margin: 0; max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; } h2.lesson { break-before: page; }
  h2, h3 { break-after: avoid; } tr, .kept { break-inside: avoid; } p { orphans: 3; widows: 3; } figure svg[role] { max-height: 75mm; }
}
"""
_EMPHASIS = re.compile(r"\*{1,2}(?! )([^*]+)(?<! )\*{1,2}")


def escaped(text: object) -> str:
    """Return text as HTML that shows it and does nothing else."""
    return escape(str(text))


def kept(*parts: str) -> str:
    """Return parts that stay together on one page: a heading would else stand alone at the foot of the page before."""
    return f'<div class="kept">{"".join(parts)}</div>'


def heading(text: str, level: int) -> str:
    """Return a heading of a level, 1 to 6.

    >>> heading("Q&A", 2)
    '<h2>Q&amp;A</h2>'
    """
    return f"<h{level}>{escaped(text)}</h{level}>"


def rows_of(*rows: tuple[str, str]) -> str:
    """Return names and values, one pair a row."""
    return f"<table class='pairs'>{''.join(f'<tr><th>{escaped(name)}</th><td>{escaped(value)}</td></tr>' for name, value in rows)}</table>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of texts."""
    body = "".join(f"<tr>{''.join(f'<td>{escaped(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{''.join(f'<th>{escaped(head)}</th>' for head in heads)}</tr></thead><tbody>{body}</tbody></table>"


def typed(text: str) -> str:
    """Return what somebody wrote, line by line; nothing for nothing."""
    return f'<p class="typed">{escaped(text)}</p>' if text.strip() else ""


def plain(text: str) -> str:
    """Return a text of a lesson without the stars that mark emphasis.

    >>> plain("**Shares** are *weights*; 4 * 4 is 16.")
    'Shares are weights; 4 * 4 is 16.'
    """
    return _EMPHASIS.sub(r"\1", text)
