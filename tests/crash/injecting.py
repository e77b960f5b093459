"""Letting the n-th call on the database's files go wrong, or be the last: strace does it."""

import functools
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.crash.house import House

FAULTS = {
    "killed in a write": "pwrite64:signal=KILL:when={n}",
    "killed in a sync": "fsync:signal=KILL:when={n}",
    "disk full from a write on": "pwrite64:error=ENOSPC:when={n}+",
    "one write fails": "pwrite64:error=EIO:when={n}",
    "one sync fails": "fsync:error=EIO:when={n}",
}


@functools.cache
def _may_trace() -> bool:
    strace = shutil.which("strace")
    return (
        bool(strace) and subprocess.run([str(strace), "true"], capture_output=True).returncode == 0
    )


needs_strace = pytest.mark.skipif(not _may_trace(), reason="strace is missing or may not trace")


def injected(house: House, fault: str, n: int) -> list[str]:
    """The command that makes the n-th call on the database's files go wrong."""
    files = [house.data / f"farshore.sqlite3{end}" for end in ("", "-wal")]
    paths = [word for file in files for word in ("-P", str(file))]
    return ["strace", "-f", "-o", "/dev/null", *paths, "-e", f"inject={FAULTS[fault].format(n=n)}"]


def injected_on(paths: Iterable[Path], call: str, fault: str) -> list[str]:
    """The command that makes such a call on one of these paths go wrong."""
    named = [word for path in paths for word in ("-P", str(path))]
    return ["strace", "-f", "-o", "/dev/null", *named, "-e", f"inject={call}:{fault}"]


def killed_in(call: str, n: int) -> list[str]:
    """The command that kills in the n-th such call on any file."""
    return ["strace", "-f", "-o", "/dev/null", "-e", f"inject={call}:signal=KILL:when={n}"]
