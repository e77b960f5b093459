"""A child that has been taken over: it tries what it is told to and says how that went.

Runs confined, so it imports nothing of the house but what is pure; and it runs unconfined in a
test that shows that its attempts are real ones.
"""

import _thread
import ctypes
import errno
import json
import mmap
import os
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

LIBC: Final = ctypes.CDLL(None, use_errno=True)
PTRACE_SEIZE: Final = 0x4206
RLIMIT_NOFILE: Final = 7
PR_SET_DUMPABLE: Final = 4
# The same on all 64-bit machines since they were given one number for all.
IO_URING_SETUP, PIDFD_OPEN = 425, 434
CLONE_NEWUSER: Final = 0x10000000


def ready(deed: str) -> Callable[[bytes], bytes]:
    found = {
        "here": str(Path.cwd()),
        "environment": sorted(os.environ),
        "open": sorted(one.name for one in Path("/proc/self/fd").iterdir() if one.exists()),
    }
    if deed == "look around":
        return lambda _: json.dumps(found).encode()
    if deed == "lack a library":
        raise ModuleNotFoundError(deed)
    if deed == "keep a thread":
        held = threading.Lock()
        held.acquire()
        _thread.start_new_thread(held.acquire, ())
    return lambda given: done(deed, given)


def done(deed: str, given: bytes = b"") -> bytes:
    """Return what the kernel said to an attempt: the name of the error, or `done`."""
    try:
        if deed in ENDS:
            return ENDS[deed](given)
        DEEDS[deed]()
    except OSError as error:
        return errno.errorcode[error.errno or 0].encode()
    except RuntimeError:
        # How Python says that no thread could be started.
        return b"EPERM"
    return b"done"


def called(name: str, *arguments: int | bytes | None) -> None:
    if getattr(LIBC, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)


DEEDS: Final[dict[str, Callable[[], object]]] = {
    "open the passwords": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "open a home": lambda: os.open("/root", os.O_RDONLY),
    "list the root": lambda: list(Path("/").iterdir()),
    "look at a file": lambda: Path("/etc/passwd").stat(),
    "read its environment": lambda: os.open("/proc/self/environ", os.O_RDONLY),
    "read its parent's memory": lambda: os.open(f"/proc/{os.getppid()}/mem", os.O_RDONLY),
    "write a file": lambda: os.open("hostile", os.O_CREAT | os.O_WRONLY),
    "make a folder": lambda: Path("hostile-folder").mkdir(),
    "make a link": lambda: Path("hostile-link").symlink_to("/etc"),
    "make a file in memory": lambda: os.memfd_create("hostile"),
    "take a socket": lambda: socket.socket(socket.AF_INET),
    "take a local socket": lambda: socket.socket(socket.AF_UNIX),
    "connect": lambda: called("connect", 1, b"\x02\0\0\x50\x7f\0\0\x01" + bytes(8), 16),
    "duplicate a pipe": lambda: os.dup(0),
    "fork": lambda: os.fork() or os._exit(0),
    "start a program": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "become a program": lambda: os.execv("/bin/true", ["true"]),
    "start a thread": lambda: _thread.start_new_thread(str, ()),
    "signal its parent": lambda: os.kill(os.getppid(), signal.SIGCONT),
    "signal everybody": lambda: os.kill(-1, 0),
    "look into its parent": lambda: called("ptrace", PTRACE_SEIZE, os.getppid(), None, None),
    "hold its parent": lambda: called("syscall", PIDFD_OPEN, os.getppid(), 0),
    "make a ring": lambda: called("syscall", IO_URING_SETUP, 1, bytes(120)),
    "get a name space": lambda: called("unshare", CLONE_NEWUSER),
    "run new memory": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
    "raise its limits": lambda: called("prlimit", 0, RLIMIT_NOFILE, None, bytes(16)),
    "be dumped again": lambda: called("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0),
    "change its user": lambda: called("setuid", 0),
}


def eat(given: bytes) -> bytes:
    kept = []
    while True:
        kept.append(bytearray(1 << 24))


def spin(given: bytes) -> bytes:
    while True:
        pass


def wait(given: bytes) -> bytes:
    held = threading.Lock()
    held.acquire()
    held.acquire()
    return b""


def chatter(given: bytes) -> bytes:
    while True:
        os.write(1, b"x" * 65536)


def crash(given: bytes) -> bytes:
    ctypes.string_at(0)
    return b""


def fail(given: bytes) -> bytes:
    raise ValueError(given)


ENDS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "eat": eat,
    "spin": spin,
    "wait": wait,
    "chatter": chatter,
    "crash": crash,
    "fail": fail,
    "echo": bytes,
}
