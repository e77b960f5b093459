"""Signs between processes, and the form's Argon2id that queues by them."""

import fcntl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.web import crowds, stretching
from apps.web.crowds import Busy
from apps.web.signs import Sign
from apps.web.stretching import stretching_for_form

HOLD = """
import fcntl, sys
file = open(sys.argv[1], "a")
fcntl.flock(file, int(sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def runtime(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.RUNTIME = tmp_path
    monkeypatch.setattr(crowds, "FRONT_SECONDS", 0.05)
    monkeypatch.setattr(crowds, "ASIDE_SECONDS", 0.2)
    return tmp_path


@contextmanager
def another_process(path: Path, kind: int) -> Iterator[subprocess.Popen[str]]:
    """Hold a lock elsewhere, until the process is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), str(kind)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_sign_is_up_while_anybody_shows_it() -> None:
    mine, theirs, looked = Sign("first"), Sign("first"), Sign("first")
    assert not looked.is_up()
    mine.put_up()
    theirs.put_up()
    mine.take_down()
    assert looked.is_up()
    theirs.take_down()
    assert not looked.is_up()
    assert not Sign("other").is_up()


def test_the_sign_of_a_process_that_was_killed_is_gone(runtime: Path) -> None:
    with another_process(runtime / "first.lock", fcntl.LOCK_SH) as process:
        assert Sign("first").is_up()
        process.kill()
        process.wait()
        assert not Sign("first").is_up()


def test_where_no_file_can_be_kept_nothing_is_shown_and_nobody_fails(settings: Settings) -> None:
    settings.RUNTIME = Path("/nowhere")
    sign = Sign("first")
    sign.put_up()
    assert not sign.is_up()
    sign.take_down()
    with stretching_for_form():
        pass


def test_the_form_works_out_one_code_at_a_time_in_all_processes(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretching, "FORM_PLACES", 2)
    with another_process(runtime / "form-0.lock", fcntl.LOCK_EX), ExitStack() as stack:
        stack.enter_context(stretching_for_form())
        with pytest.raises(Busy):
            stack.enter_context(stretching_for_form())
    for _ in range(3):
        with pytest.raises(ValueError, match="broke"), stretching_for_form():
            raise ValueError("broke")


def test_the_form_lets_the_desk_of_another_process_by_but_not_for_long(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "first", crowds._First())
    with another_process(runtime / "first.lock", fcntl.LOCK_SH) as desk:
        begun = time.monotonic()
        with stretching_for_form():
            assert 0.09 < time.monotonic() - begun < 5
        monkeypatch.setattr(crowds, "ASIDE_SECONDS", 60.0)
        desk.kill()
        desk.wait()
        with stretching_for_form():
            pass
    with crowds.first.here():
        assert Sign("first").is_up()
    assert not Sign("first").is_up()
