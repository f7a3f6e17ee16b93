"""The physics: pure functions, one file per mechanism, with the source of every equation."""
