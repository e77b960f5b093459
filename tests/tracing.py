"""A service whose every write is noted down by strace."""

import contextlib
import os
import re
import signal
import subprocess

from tests.service import Service


class TracedService(Service):
    """A service whose every write is noted down, with the file that it went to."""

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Start it below strace, where there is one."""
        self.trace = self.data.parent / "trace"
        return super().start(*options)

    @property
    def command(self) -> list[str]:
        """strace follows every process, and writes strings out in hex."""
        calls = "trace=write,pwrite64,writev,pwritev,pwritev2"
        follow = ["strace", "-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "100000", "-e", calls]
        return [*follow, "-o", str(self.trace), *self.traced]

    @property
    def traced(self) -> list[str]:
        """What runs below strace."""
        return super().command

    def end(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        """Tell the service, not strace above it, which ends with it."""
        for process in self.processes():
            if process != self.process.pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, with_signal)
        return self.process.wait(timeout=30)

    def written(self) -> bytes:
        """Return all that went to files of the disk, and not to a socket, a pipe or a terminal."""
        found = []
        for line in self.trace.read_text(errors="replace").splitlines():
            call = re.match(r"\d+ +p?writev?\d*\(\d+<([^>]*)>, (.*)", line)
            path = _unhex(call[1]) if call else b""
            if call and path.startswith((b"/", b"anon")) and b"/dev/" not in path:
                found += [_unhex(text) for text in re.findall(r'"([^"]*)"', call[2])]
        return b"".join(found)


def _unhex(text: str) -> bytes:
    """Return what strace -xx wrote out."""
    return bytes.fromhex(text.replace("\\x", ""))
