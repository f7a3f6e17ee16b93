"""What every page needs: the reader's language, the session, the address, the cached runs, the live view."""
