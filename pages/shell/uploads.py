"""File uploads, with Streamlit's own English words on the box replaced by the reader's."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from pages.shell.words import Words
from sim.text import N_

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_RELABELLED = """<style>
.st-key-{key} [data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
.st-key-{key} [data-testid="stFileUploaderDropzone"] button:not([aria-label]) p {{ font-size: 0; }}
.st-key-{key} [data-testid="stFileUploaderDropzone"] button:not([aria-label]) p::after {{
  font-size: 1rem; content: "{browse}"; }}
.st-key-{key} [data-testid="stFileUploader"]:has([aria-invalid="true"])::after {{
  display: block; margin-top: 0.5rem; color: var(--st-red-text-color, #b00020); content: "{refused}"; }}
</style>"""
REFUSED = N_("The browser has not sent this file: allowed are files of at most {size} MB that end in {endings}.")


def ask(label: str, endings: Sequence[str], key: str, words: Words) -> UploadedFile | None:
    """Show an upload box and return the file in it."""
    _relabel(endings, key, words)
    file: UploadedFile | None = st.file_uploader(label, list(endings), key=key)
    return file


def ask_many(label: str, endings: Sequence[str], key: str, words: Words) -> list[UploadedFile]:
    """Show a box for many files and return those in it."""
    _relabel(endings, key, words)
    files: list[UploadedFile] = st.file_uploader(label, list(endings), accept_multiple_files=True, key=key)
    return files


def _relabel(endings: Sequence[str], key: str, words: Words) -> None:
    """Say the box's own words in the reader's language."""
    size = words.number(st.get_option("server.maxUploadSize"))
    refused = words._(REFUSED).format(size=size, endings=", ".join(endings))
    texts = {"browse": words._("Choose a file"), "refused": refused}
    escaped = {name: html.escape(text, quote=True) for name, text in texts.items()}
    st.html(_RELABELLED.format(key=key.replace(".", "-"), **escaped))
