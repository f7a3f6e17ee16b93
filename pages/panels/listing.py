"""A table that may have no row: Streamlit would say so in English, whatever the reader's language."""

from __future__ import annotations

import pandas as pd
import streamlit as st


def show(rows: pd.DataFrame, nothing: str) -> None:
    """Show a table, or the sentence that says why there is nothing in it."""
    if rows.empty:
        st.caption(nothing)
    else:
        st.dataframe(rows, hide_index=True)
