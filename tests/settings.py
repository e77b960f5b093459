"""The service's own settings, with everything it keeps in a folder of this test process.

TEST_DATABASE=sqlite (the default) or postgresql.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests import postgresql

_home = Path(tempfile.mkdtemp(prefix="farshore-test-"))
_owner = os.getpid()


@atexit.register
def _clean_up() -> None:
    # A forked child ends with our handlers too; the folder is not its own.
    if os.getpid() == _owner:
        shutil.rmtree(_home, ignore_errors=True)


for _name in [name for name in os.environ if name.startswith("FARSHORE_")]:
    del os.environ[_name]
os.environ |= {
    "FARSHORE_DATA": str(_home / "data"),
    "FARSHORE_RUNTIME": str(_home / "run"),
    "FARSHORE_SECRET_KEY": "known to everybody who reads this, and used for tests alone",
    # A passphrase costs a second and 64 MiB where it matters.
    "FARSHORE_CHEAP_KDF": "1",
    "FARSHORE_MAIL": f"file:{_home / 'mail'}",
    # The event loop of what drives the browsers makes Django think that queries run inside it.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}
match os.environ.get("TEST_DATABASE", "sqlite"):
    case "sqlite":
        pass
    case "postgresql":
        os.environ["FARSHORE_DATABASE"] = postgresql.address()
    case other:
        raise SystemExit(f"TEST_DATABASE is sqlite or postgresql, not “{other}”")

from apps.settings import *  # noqa: E402, F403  (the environment comes first)
from apps.settings import DATA, DATABASES, STATIC_ROOT  # noqa: E402

# Each browser of a test would else look through all style sheets and scripts once more.
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir(parents=True, mode=0o700)
if DATABASES["default"]["ENGINE"] == "apps.sqlite":
    # A file, as in service: a database in memory has no log, no lock and one connection.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
