"""File uploads, with Streamlit's own English words on the box replaced by the reader's."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from pages.shell.words import Words

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_RELABELLED = """<style>
.st-key-{key} [data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
.st-key-{key} [data-testid="stFileUploaderDropzone"] button:not([aria-label]) p {{ font-size: 0; }}
.st-key-{key} [data-testid="stFileUploaderDropzone"] button:not([aria-label]) p::after {{
  font-size: 1rem; content: "{browse}"; }}
</style>"""


def ask(label: str, endings: Sequence[str], key: str, words: Words) -> UploadedFile | None:
    """Show an upload box and return the file in it."""
    st.html(_RELABELLED.format(key=key.replace(".", "-"), browse=html.escape(words._("Choose a file"), quote=True)))
    file: UploadedFile | None = st.file_uploader(label, list(endings), key=key)
    return file
