"""Pages to print: A4, black on white, readable offline, and unable to run anything."""

from __future__ import annotations

from html import escape

SECURITY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = """
@page { size: A4; margin: 12mm 16mm; }
body { font: 10pt/1.38 system-ui, "Liberation Sans", Arial, sans-serif; max-width: 178mm; margin: 0 auto; padding: 1rem; color: #000; background: #fff; }
@media print { body { padding: 0; max-width: none; } section { break-after: page; } section:last-of-type { break-after: auto; } }
h1 { font-size: 15pt; margin: 0 0 1.5mm; } h2 { font-size: 11pt; margin: 3mm 0 1mm; border-bottom: .3mm solid #000; }
p, ul, ol { margin: 1mm 0; } ul, ol { padding-left: 5mm; } .small { font-size: 8.5pt; }
table { border-collapse: collapse; width: 100%; margin: 2mm 0 1mm; } th, td { border: .2mm solid #000; padding: .8mm 1.5mm; text-align: left; vertical-align: top; font-weight: normal; }
thead th { font-weight: bold; } tr { break-inside: avoid; }
.line { border-bottom: .2mm solid #000; height: 6mm; }
.options { list-style: none; padding-left: 2mm; } .address { font: 9pt/1.3 monospace; overflow-wrap: anywhere; }
.sketch { display: block; width: 100%; }
"""


def paper(title: str, body: str, language: str) -> str:
    """Return a whole page; ``body`` is HTML whose texts are escaped already."""
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{SECURITY}">'
        f'<meta name="viewport" content="width=device-width"><title>VirtLab · {escape(title)}</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>\n"
    )
