"""A child that strangers have taken over: it reaches nothing, and says so in one clear error."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.web.confined import begin, running
from apps.web.confined.filtering import CALLS, CLONE, CLONE3, MAPPING, THREADS
from apps.web.confined.limits import Limits
from apps.web.confined.running import ChildFailed, run
from tests.web.confined.hostile import DEEDS
from tests.web.confined.machine import unconfinable

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") == "postgresql", reason="no database has a part in it"
)

HOSTILE = Path(__file__).with_name("hostile.py")
LIMITS = Limits(memory=256 * 1024 * 1024, seconds=1, most=1 << 20)


def tried(deed: str, given: list[bytes] | None = None, *, threads: bool = False) -> bytes:
    return run(HOSTILE, deed, given=given or [], limits=LIMITS._replace(threads=threads))


@pytest.mark.parametrize("deed", DEEDS)
def test_it_is_refused_by_the_kernel(deed: str) -> None:
    assert tried(deed) == b"EPERM"


@pytest.mark.parametrize("deed", sorted(set(DEEDS) - {"start a thread"}))
def test_it_is_refused_no_less_where_threads_are_allowed(deed: str) -> None:
    assert tried(deed, threads=True) == b"EPERM"


def test_it_may_start_threads_where_its_decoder_needs_them() -> None:
    assert tried("start a thread", threads=True) == b"done"


@pytest.mark.parametrize("deed", sorted(set(DEEDS) - {"become a program"}))
def test_its_attempts_are_real_ones(deed: str, tmp_path: Path) -> None:
    # Without the filter the same lines succeed, or fail for another reason than a refusal.
    code = (
        f"import sys, os; sys.path[:0] = {sys.path!r}\n"
        f"from tests.web.confined.hostile import done\n"
        f"os.write(1, done({deed!r}))"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, check=True, cwd=tmp_path
    )
    assert said.stdout
    if os.getuid() == 0:
        assert said.stdout != b"EPERM"


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ("eat", "memory"),
        ("spin", "slow"),
        ("wait", "slow"),
        ("chatter", "much"),
        ("crash", "broken"),
        ("fail", "broken"),
        ("lack a library", "unable"),
        ("keep a thread", "unable"),
    ],
)
def test_it_ends_in_one_clear_error(deed: str, why: str, capfd: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    with pytest.raises(ChildFailed, match=why):
        tried(deed, [b"what somebody wrote"])
    assert time.monotonic() - began < 2 * LIMITS.seconds + 3
    assert capfd.readouterr() == ("", "")


def test_it_finds_neither_home_nor_environment_nor_open_files() -> None:
    found = json.loads(tried("look around"))
    # LC_CTYPE is what Python gives to itself.
    assert set(found["environment"]) <= {"LC_CTYPE"}
    assert (found["here"], found["open"]) == ("/", ["0", "1", "2"])


def test_it_gets_all_bytes_and_gives_all_back() -> None:
    pieces = [bytes([n]) * (n * 3001) for n in range(20)]
    assert tried("echo", pieces) == b"".join(pieces)


def test_it_may_answer_before_it_was_given_everything() -> None:
    # Each side would wait for the other for ever if either had to finish first.
    with pytest.raises(ChildFailed, match="much"):
        tried("chatter", [b"x" * (1 << 20)] * 64)


def test_it_is_ended_when_what_it_is_given_breaks_off() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        run(HOSTILE, "echo", given=pieces(), limits=LIMITS)
    assert not children()


def test_its_memory_is_written_to_no_core_file() -> None:
    # A handler of core files that is a program gets one whatever the limits say, unless told so.
    command = [sys.executable, "-I", begin.__file__, "268435456", "9", "0", str(HOSTILE), "echo"]
    said = subprocess.run(
        ["strace", "-e", "trace=prctl", *command],
        input=b"farshore",
        capture_output=True,
        check=True,
    )
    assert said.stdout == b"farshore"
    calls = said.stderr.decode()
    assert "PR_SET_DUMPABLE, SUID_DUMP_DISABLE) = 0" in calls
    assert calls.index("PR_SET_DUMPABLE") < calls.index("PR_SET_SECCOMP")


def test_it_is_gone_when_its_time_is_over() -> None:
    with pytest.raises(ChildFailed):
        tried("wait")
    assert not children()


def children() -> list[str]:
    return [
        child
        for path in Path("/proc/self/task").glob("*/children")
        for child in path.read_text().split()
        if "hostile.py" in Path(f"/proc/{child}/cmdline").read_text()
    ]


def test_two_run_at_once_and_a_third_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.01)
    ended: list[str] = []

    def waiting() -> None:
        with pytest.raises(ChildFailed) as failed:
            tried("wait")
        ended.append(failed.value.why)

    threads = [threading.Thread(target=waiting) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["busy", "slow", "slow"]
    assert tried("echo", [b"again"]) == b"again"


def test_it_reads_nothing_on_a_machine_that_cannot_confine_it() -> None:
    with unconfinable(), pytest.raises(ChildFailed, match="unable"):
        tried("echo", [b"what somebody wrote"])


HEADERS = {
    0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    1: Path("/usr/include/asm-generic/unistd.h"),
}


@pytest.mark.parametrize(("machine", "header"), HEADERS.items(), ids=["x86_64", "aarch64"])
def test_its_numbers_are_those_of_the_kernel(machine: int, header: Path) -> None:
    if not header.exists():
        pytest.skip("linux-libc-dev is not installed")
    defined = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text()))
    known = CALLS | MAPPING | THREADS | CLONE | CLONE3
    assert {name: numbers[machine] for name, numbers in known.items()} == {
        name: int(defined[name]) for name in known
    }
