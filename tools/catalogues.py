"""Bring the catalogues in ``assets/locale`` up to date with the texts in the code.

Texts that are new are added untranslated, texts that are gone are dropped, and nothing is guessed from
similar ones: a wrong translation is worse than a missing one.

    python tools/catalogues.py        update every catalogue
    python tools/catalogues.py de     begin the catalogue of another language
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE_FOLDER = ROOT / "assets" / "locale"
LIVE_WORDS = "assets/live/words.json"
"""The texts of the live view, by key."""
KEYWORDS = DEFAULT_KEYWORDS | {"n_": (1, 2)}
"""The functions whose arguments are texts; ``n_`` takes one and many."""

ABOUT = {
    "header_comment": "# The texts of VirtLab in one language; brought up to date by “make locale”.",
    "project": "VirtLab",
    "version": "1",
    "msgid_bugs_address": "none",
    "last_translator": "VirtLab contributors",
    "language_team": "VirtLab contributors",
}


def texts() -> Catalog:
    """Return every text that is marked in ``sim``, ``pages`` and ``app.py``, and the live view's own."""
    template = Catalog(fuzzy=False, **ABOUT)
    for folder in ("sim", "pages"):
        for file, line, text, comments, context in sorted(
            extract_from_dir(ROOT / folder, keywords=KEYWORDS), key=lambda found: found[:2]
        ):
            template.add(text, None, [(f"{folder}/{file}", line)], auto_comments=comments, context=context)
    for line, text, comments, context in extract_from_file("python", ROOT / "app.py", keywords=KEYWORDS):
        template.add(text, None, [("app.py", line)], auto_comments=comments, context=context)
    for line, text in enumerate(json.loads((ROOT / LIVE_WORDS).read_text(encoding="utf-8")).values(), start=1):
        template.add(text, None, [(LIVE_WORDS, line)])
    return template


def catalogue_path(language: str) -> Path:
    """Return where the catalogue of a language stands."""
    return LOCALE_FOLDER / language / "LC_MESSAGES" / "virtlab.po"


def update(path: Path, template: Catalog) -> Catalog:
    """Write one catalogue with the texts of ``template`` and return it."""
    language = path.parents[1].name
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    else:
        path.parent.mkdir(parents=True)
        catalogue = Catalog(locale=language, fuzzy=False, **ABOUT)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        # File names tell a translator where a text stands; line numbers would change with every edit.
        write_po(file, catalogue, width=120, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return catalogue


def is_translated(message: Message) -> bool:
    """Return whether a text, with all its plural forms, has a translation."""
    return bool(message.string) and all(message.string or "")


def main(new_languages: list[str]) -> int:
    """Update every catalogue, those that do not exist yet included, and say what is missing."""
    for language in new_languages:
        try:
            Locale.parse(language)
        except (ValueError, UnknownLocaleError):
            print(f"“{language}” is not a language code such as de, es or pt: nothing was changed.")
            return 1
    template = texts()
    paths = {*LOCALE_FOLDER.glob("*/LC_MESSAGES/virtlab.po"), *map(catalogue_path, new_languages)}
    for path in sorted(paths):
        catalogue = update(path, template)
        missing = sum(not is_translated(message) for message in catalogue)
        print(f"{path.parents[1].name}: {len(catalogue)} texts, {missing} not translated yet")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
