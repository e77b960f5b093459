"""Django's SQLite backend on the SQLite that Farshore brings along: `ENGINE: apps.sqlite`."""
