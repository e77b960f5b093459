"""The SQLite that Farshore brings along, whichever wheel carries it on this machine."""

from typing import Any

try:
    from pysqlite3 import dbapi2
except ModuleNotFoundError:  # there is no such wheel for ARM
    # The same library with an encrypting layer, which stays out of the way without a key.
    from sqlcipher3 import dbapi2

Database: Any = dbapi2
