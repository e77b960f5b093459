"""What a confined child runs: `begin.py MEMORY SECONDS THREADS CHILD ARGUMENT…`.

CHILD is a file with `ready(*arguments)`, which imports and tries out all it needs and returns a
function from bytes to bytes. Only then the door is shut, and only then the bytes are read.
"""

import importlib.util
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

Work = Callable[[bytes], bytes]

# Open at once while libraries are loaded; afterwards none can be opened.
FILES: Final = 32

if __name__ == "__main__":
    # Started apart from the house (python -I), it finds its neighbours last of all.
    sys.path.append(str(Path(__file__).parents[3]))

from apps.web.confined.filtering import confine  # noqa: E402
from apps.web.confined.limits import OUT_OF_MEMORY, UNABLE  # noqa: E402


def main() -> int:
    """Do the work and return how it ended; what went wrong is never told in words of the file."""
    memory, seconds, threads, child, *arguments = sys.argv[1:]
    try:
        _limit(int(memory), int(seconds), threads=threads == "1")
        work = _loaded(Path(child))(*arguments)
        confine(threads=threads == "1")
    except Exception:  # noqa: BLE001  (whatever it is, the file has nothing to do with it)
        return UNABLE
    try:
        _write(work(_read()))
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _limit(memory: int, seconds: int, *, threads: bool) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    nothing = [resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_MSGQUEUE]
    # Threads count as processes, and all of the user's together.
    for limit in nothing if threads else [*nothing, resource.RLIMIT_NPROC]:
        resource.setrlimit(limit, (0, 0))
    # Where the machine runs out of memory, this process goes first and not the one that serves.
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
        score.write("1000")


def _loaded(child: Path) -> Callable[..., Work]:
    spec = importlib.util.spec_from_file_location("child", child)
    if spec is None or spec.loader is None:
        raise ImportError(child)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    ready: Callable[..., Work] = module.ready
    return ready


def _read() -> bytes:
    given = bytearray()
    while piece := os.read(0, 1 << 20):
        given += piece
    return bytes(given)


def _write(answer: bytes) -> None:
    left = memoryview(answer)
    while left:
        left = left[os.write(1, left) :]


if __name__ == "__main__":
    try:
        ended = main()
    except BaseException:  # noqa: BLE001  (a traceback may quote the file; nobody is to read it)
        ended = 1
    os._exit(ended)
