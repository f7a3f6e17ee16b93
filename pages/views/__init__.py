"""Pictures of a run: each view is rows, a figure and a sentence. Plotly and pandas, never Streamlit."""
