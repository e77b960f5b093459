"""The processes that make up the service: started together, ended together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from types import FrameType

from django.conf import settings

PATIENCE = 15  # seconds for the requests in hand, before what still runs is killed
PR_SET_PDEATHSIG = 1
# Argon2id takes 19 MiB and more each time. As glibc has it, every thread keeps that for the next:
# 250 MiB a worker instead of 80, with what was worked out still in it. So it is given back at once,
# and comes in pages of 2 MiB, because asking for small ones takes a quarter as long again. What is
# smaller than 4 MiB is kept for the next: a search opens texts of 2 MiB one after another, and took
# twice as long where each was asked for anew.
GIVE_BACK = ":".join(
    f"glibc.malloc.{name}={value}"
    for name, value in {"mmap_threshold": 4 * 1024 * 1024, "arena_max": 2, "hugetlb": 1}.items()
)


def server_command() -> list[str]:
    """The web server, by its own flags: nobody's address in a log, no name in a header."""
    return [
        *(sys.executable, "-m", "granian", "apps.wsgi:application"),
        *("--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", str(settings.WORKERS), "--blocking-threads", str(settings.THREADS)),
        *("--respawn-failed-workers", "--workers-kill-timeout", str(PATIENCE - 5)),
        *("--log-level", "error", "--no-access-log"),
    ]


def address_is_free() -> bool:
    """Whether the server will find its address to listen on."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        # As the server does it, so that a connection of the last one that lingers is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError:
            return False
    return True


def upkeep_command() -> list[str]:
    return [sys.executable, "manage.py", "upkeep", "--every", "60"]


def run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run until told to stop or until one of them ends; give the exit code for the shell."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    # Children start with the terminal's Ctrl-C ignored: it comes to us, and we end them in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children = [_start(command) for command in commands]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    while not stopping.is_set() and all(child.poll() is None for child in children):
        stopping.wait(0.3)
    ended = [child.returncode for child in children if child.poll() is not None]
    _end(children)
    return 0 if stopping.is_set() else next((code for code in ended if code), 1)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "apps.settings",
        "FARSHORE_POOL": "1",
        # The folder is named, so that it stays the one that was prepared.
        "FARSHORE_RUNTIME": str(settings.RUNTIME),
        "GLIBC_TUNABLES": GIVE_BACK,
    }
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        preexec_fn=_end_with_parent,
    )


def _end_with_parent() -> None:
    # However the parent ends, no server stays behind to hold the port.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
