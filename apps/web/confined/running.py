"""Runs a child that can neither reach nor keep anything: bytes in, bytes out.

The child has no environment, no home, no files, no network and no other process; see `begin` and
`filtering` for how, docs/files.md for what that protects from. Where a machine cannot confine, the
child refuses and nothing is read: there is no way of running it otherwise.
"""

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Final, Literal, cast

from apps.web.confined.limits import OUT_OF_MEMORY, UNABLE, Limits

Why = Literal["broken", "busy", "memory", "much", "slow", "unable"]

# Children at once, in each process that serves: each may take as much memory as its limits say.
AT_ONCE: Final = 2
PATIENCE: Final = 5
PIECE: Final = 64 * 1024

_BEGIN: Final = Path(__file__).with_name("begin.py")
_places = threading.BoundedSemaphore(AT_ONCE)


class ChildFailed(Exception):
    """No answer came: ``why`` is one of `Why`.

    *broken*: it ended in another way; *busy*: others were at it all the while; *memory*, *slow*,
    *much*: it ran into a limit (addresses, time, length of the answer); *unable*: this machine
    cannot confine it, or lacks what it needs.
    """

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def run(child: Path, *arguments: str, given: Iterable[bytes], limits: Limits) -> bytes:
    """Return what the child makes of the bytes. Raises `ChildFailed`, and what ``given`` raises.

    The answer is as little to be trusted as the bytes: whoever took the child over wrote it.
    It is waited for at most twice as long as the child may compute.
    """
    if not _places.acquire(timeout=PATIENCE):
        raise ChildFailed("busy")
    try:
        return _run(child, arguments, given, limits)
    finally:
        _places.release()


def _run(child: Path, arguments: Iterable[str], given: Iterable[bytes], limits: Limits) -> bytes:
    deadline = time.monotonic() + 2 * limits.seconds
    numbers = (str(limits.memory), str(limits.seconds), str(int(limits.threads)))
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", str(_BEGIN), *numbers, str(child), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # It may quote the file, and would end in a journal.
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={},
            cwd="/",
            start_new_session=True,
        )
    except OSError:
        raise ChildFailed("busy") from None
    with process:
        try:
            ends = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
            answer = _exchanged(*ends, given, deadline, limits.most)
            ended = process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise ChildFailed("slow") from None
        finally:
            process.kill()
    if ended:
        raise ChildFailed(_why(ended))
    return answer


def _why(ended: int) -> Why:
    reasons: dict[int, Why] = {
        OUT_OF_MEMORY: "memory",
        UNABLE: "unable",
        -signal.SIGXCPU: "slow",
        # By the kernel, for want of memory: `_run` kills only what it gave up on before.
        -signal.SIGKILL: "memory",
    }
    return reasons.get(ended, "broken")


def _exchanged(
    into: IO[bytes], out: IO[bytes], given: Iterable[bytes], deadline: float, most: int
) -> bytes:
    """Give and take as it comes: neither side waits for the other to have finished."""
    pieces, left, answer = filter(None, given), memoryview(b""), bytearray()
    with selectors.DefaultSelector() as waiting:
        for end, event in ((into, selectors.EVENT_WRITE), (out, selectors.EVENT_READ)):
            os.set_blocking(end.fileno(), False)
            waiting.register(end, event)
        while True:
            ready = {key.fileobj for key, _ in waiting.select(deadline - time.monotonic())}
            if time.monotonic() >= deadline:
                raise ChildFailed("slow")
            if into in ready:
                left = left or memoryview(next(pieces, b""))
                sent = _put(into.fileno(), left[:PIECE])
                left = left[sent:]
                if not sent:
                    waiting.unregister(into)
                    into.close()
            if out in ready:
                piece = os.read(out.fileno(), PIECE)
                answer += piece
                if not piece:
                    return bytes(answer)
                if len(answer) > most:
                    raise ChildFailed("much")


def _put(into: int, piece: memoryview) -> int:
    """Return how much went in: nothing where nothing is left, or nobody reads it."""
    try:
        return os.write(into, piece) if piece else 0
    except BrokenPipeError:
        return 0
