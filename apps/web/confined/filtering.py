"""A filter in the kernel for what this process may still ask of it, made without privileges.

An allow-list: memory, the pipes that are open already, time, and an end. Everything else is
refused with EPERM, so that no file can be opened, no socket made, no process started, looked into
or killed. It cannot be taken back. See seccomp(2); the numbers are those of the kernel's headers.
"""

import _socket
import ctypes
import errno
import os
import struct
from collections.abc import Iterator, Mapping
from typing import Final

_PR_SET_DUMPABLE: Final = 4
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2

# How the kernel names a machine to a filter; the calls' numbers below are in the same order.
MACHINES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CALLS: Final = {
    # The pipes that are open.
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    # Memory.
    "brk": (12, 214),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    # Time, chance, and what the machine has.
    "clock_gettime": (228, 113),
    "gettimeofday": (96, 169),
    "getrandom": (318, 278),
    "sysinfo": (99, 179),
    "sched_getaffinity": (204, 123),
    # Waiting, signals to itself, an end.
    "futex": (202, 98),
    "sched_yield": (24, 124),
    "restart_syscall": (219, 128),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
# New memory may be read and written, never run.
MAPPING: Final = {"mmap": (9, 222), "mprotect": (10, 226)}
# What a thread takes, when there may be any.
THREADS: Final = {"set_robust_list": (273, 99), "rseq": (334, 293)}
CLONE: Final = {"clone": (56, 220)}
CLONE3: Final = {"clone3": (435, 435)}

_PROT_EXEC: Final = 4
# What glibc asks for when it starts a thread, and never for a process: memory, files, signals and
# the process itself are shared.
_THREAD: Final = 0x3D0F00

# Instructions of classic BPF, and where the numbers stand in what it is given.
_LOAD: Final = 0x20
_EQUAL: Final = 0x15
_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06
_NUMBER, _ARCHITECTURE, _FIRST, _THIRD = 0, 4, 16, 32
_ALLOW: Final = 0x7FFF0000
_ERRNO: Final = 0x00050000
_KILL: Final = 0x80000000


class CannotConfine(OSError):
    """This machine lets no process confine itself, or not in the way that is known here."""


def confine(*, threads: bool) -> None:
    """Give up everything but memory and open pipes, for good. Raises `CannotConfine`.

    Call it from the only thread there is: others would stay free, and are a reason to refuse.
    """
    machine = os.uname().machine
    if machine not in MACHINES or struct.calcsize("P") != 8:
        raise CannotConfine(errno.ENOSYS, machine)
    if len(os.listdir("/proc/self/task")) != 1:  # noqa: PTH208  (names alone; no paths needed)
        raise CannotConfine(errno.EBUSY, "threads")
    # Nobody reads this memory, and no core file is made of it, whatever the machine does with them.
    _prctl(_PR_SET_DUMPABLE, 0)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    program = b"".join(_program(machine, threads=threads))
    kept = ctypes.create_string_buffer(program, len(program))
    where = struct.pack("@HP", len(program) // 8, ctypes.addressof(kept))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.create_string_buffer(where, len(where)))
    _prove()


def _prctl(option: int, *arguments: int | ctypes.Array[ctypes.c_char]) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    whole = [ctypes.c_ulong(one) if isinstance(one, int) else one for one in arguments]
    zeros = [ctypes.c_ulong(0)] * (4 - len(whole))
    if library.prctl(ctypes.c_int(option), *whole, *zeros):
        raise CannotConfine(ctypes.get_errno(), "prctl")


def _program(machine: str, *, threads: bool) -> Iterator[bytes]:
    yield _step(_LOAD, _ARCHITECTURE)
    yield _step(_EQUAL, MACHINES[machine], then=1)
    yield _step(_RETURN, _KILL)
    yield _step(_LOAD, _NUMBER)
    for number in _numbers(machine, CALLS | THREADS if threads else CALLS):
        yield _step(_EQUAL, number, otherwise=1)
        yield _step(_RETURN, _ALLOW)
    for number in _numbers(machine, MAPPING):
        yield _step(_EQUAL, number, otherwise=4)
        yield _step(_LOAD, _THIRD)
        yield _step(_ANY_BIT, _PROT_EXEC, otherwise=1)
        yield _step(_RETURN, _ERRNO | errno.EPERM)
        yield _step(_RETURN, _ALLOW)
    if threads:
        yield from _threads(machine)
    yield _step(_RETURN, _ERRNO | errno.EPERM)


def _threads(machine: str) -> Iterator[bytes]:
    # The newer call keeps its flags where a filter cannot look; without it glibc takes the older.
    for number in _numbers(machine, CLONE3):
        yield _step(_EQUAL, number, otherwise=1)
        yield _step(_RETURN, _ERRNO | errno.ENOSYS)
    for number in _numbers(machine, CLONE):
        yield _step(_EQUAL, number, otherwise=3)
        yield _step(_LOAD, _FIRST)
        yield _step(_EQUAL, _THREAD, otherwise=1)
        yield _step(_RETURN, _ALLOW)


def _numbers(machine: str, calls: Mapping[str, tuple[int, int]]) -> list[int]:
    at = list(MACHINES).index(machine)
    return [numbers[at] for numbers in calls.values()]


def _step(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)


def _prove() -> None:
    """Try what must not work: a kernel that said yes and filters nothing is none to trust."""
    for attempt in (lambda: os.open("/", os.O_RDONLY), _socket.socket, os.fork):
        try:
            made = attempt()
        except PermissionError:
            continue
        if made == 0:
            os._exit(0)
        raise CannotConfine(errno.EPERM, "not filtered")
