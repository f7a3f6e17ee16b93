"""The plain forms and tables below the live view: everything it can do, by keyboard and screen reader too."""
