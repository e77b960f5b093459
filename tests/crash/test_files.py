"""Files while a disk fails or the process dies: what was told is there, and nothing half of it."""

import hashlib
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from apps.operations.processes import server_command
from tests.crash.conftest import Asked
from tests.crash.house import House
from tests.crash.injecting import injected, injected_on, killed_in, needs_strace
from tests.crash.inside_files import content
from tests.crash.test_commands import words_of
from tests.tracing import TracedService

pytestmark = [needs_strace, pytest.mark.soak]

# Seven chunks: as many writes, and the one that ends the file.
SIZE = 400_000
WRITES = 7


@pytest.fixture
def asked(asked_for: Asked, tmp_path: Path) -> House:
    """A house with one request, which Amira has listed."""
    return asked_for(1, tmp_path)


def look(house: House) -> dict[str, Any]:
    found: dict[str, Any] = house.call("files", {"amira": house.amira, "size": SIZE})
    assert found["faults"] == []
    return found


def blob_of(house: House, ref: str) -> Path:
    return house.data / "blobs" / ref[:2] / ref


def go_wrong(house: House, call: str, fault: str) -> None:
    """Attach a file while a call on its blob goes wrong; what was told is there."""
    ref = uuid4().hex
    blob = blob_of(house, ref)
    paths = [blob, blob.with_name(f"{ref}.part"), blob.parent]
    told = {"amira": house.amira, "size": SIZE, "ref": ref}
    done = None
    try:
        done = house.call("attach", told, under=injected_on(paths, call, fault))
    finally:
        found = look(house)
    assert done is None, (call, fault)
    assert ref not in found["files"], (call, fault)
    # Where the process lived on, it tidied up.
    if "KILL" not in fault:
        assert not [name for name in found["blobs"] if ref in name], (call, fault)


def end_well(house: House) -> None:
    """Attach one undisturbed, and let orphans grow old."""
    assert house.call("attach", {"amira": house.amira, "size": SIZE})
    assert house.call("in_two_days") == {"lost": 0}
    found = look(house)
    assert [name.rpartition("/")[2] for name in found["blobs"]] == found["files"]
    assert house.report()["faults"] == []


PLACES = [
    ("write", "signal=KILL:when=3"),
    ("write", "error=ENOSPC:when=2+"),
    ("fsync", "error=EIO:when=1"),
    ("rename", "signal=KILL"),
]


def test_it_stores_no_half_of_a_file(asked: House) -> None:
    for call, fault in PLACES:
        go_wrong(asked, call, fault)
    end_well(asked)


@pytest.mark.parametrize("fault", ["signal=KILL:when={n}", "error=EIO:when={n}"])
def test_it_survives_each_call_on_a_blob_going_wrong(asked: House, fault: str) -> None:
    for n in range(1, WRITES + 1):
        go_wrong(asked, "write", fault.format(n=n))
    for n in (1, 2):
        go_wrong(asked, "fsync", fault.format(n=n))
    end_well(asked)


def test_it_keeps_file_and_event_together(asked: House) -> None:
    told = {"amira": asked.amira, "size": SIZE}
    for fault, n in (("killed in a write", 3), ("disk full from a write on", 3)):
        assert asked.call("attach", told, under=injected(asked, fault, n)) is None
        assert look(asked)["files"] == []
    end_well(asked)


def test_it_ends_an_erasing_that_was_killed_before_its_blobs_went(asked: House) -> None:
    ref = uuid4().hex
    assert asked.call("attach", {"amira": asked.amira, "size": SIZE, "ref": ref})
    asked.call("due")
    asked.acknowledged.clear()
    killing = injected_on([blob_of(asked, ref)], "unlink,unlinkat", "signal=KILL")
    assert asked.manage("upkeep", under=killing).returncode
    found = look(asked)
    assert (found["files"], len(found["blobs"]), found["discarded"]) == ([], 1, 1)
    assert asked.manage("upkeep").returncode == 0
    found = look(asked)
    assert (found["blobs"], found["discarded"]) == ([], 0)


def test_it_brings_all_files_back_or_changes_none(asked: House, tmp_path: Path) -> None:
    words, folder = words_of(asked), str(tmp_path / "backups")
    ref = uuid4().hex
    blob = blob_of(asked, ref)
    assert asked.call("attach", {"amira": asked.amira, "size": SIZE, "ref": ref})
    assert asked.manage("backup", folder).returncode == 0
    kept = blob.read_bytes()
    assert asked.call("attach", {"amira": asked.amira, "size": SIZE})
    before = look(asked)
    draft = blob.with_name(f"{ref}.part")
    for paths, call in (([draft], "write"), ([draft, blob], "rename")):
        killing = injected_on(paths, call, "signal=KILL")
        assert asked.manage("restore", folder, "--replace", words=words, under=killing).returncode
        assert look(asked)["files"] == before["files"]
        assert blob.read_bytes() == kept
    blob.unlink()
    assert asked.manage("restore", folder, "--replace", words=words).returncode == 0
    found = look(asked)
    # What it replaced is gone, its blob too.
    assert found["files"] == [ref]
    assert found["blobs"] == [f"{ref[:2]}/{ref}"]


def test_it_leaves_no_backup_that_was_killed_in_its_blobs(asked: House, tmp_path: Path) -> None:
    words_of(asked)
    assert asked.call("attach", {"amira": asked.amira, "size": 3_000_000})
    folder = tmp_path / "backups"
    assert asked.manage("backup", str(folder), under=killed_in("write", 30)).returncode
    assert not list(folder.glob("*.sealed"))


BOUNDARY = "a-boundary"
HEAD = (
    f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=file; filename=scan.pdf\r\n"
    "Content-Type: application/pdf\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class Handing(TracedService):
    """The server with a page that takes files."""

    @property
    def traced(self) -> list[str]:
        self.environment["DJANGO_SETTINGS_MODULE"] = "benchmarks.handing.settings"
        command = server_command()
        command[command.index("--port") + 1] = str(self.port)
        return command

    def connect(self, body: bytes, length: int) -> socket.socket:
        """Send a form, or the beginning of one."""
        line = socket.create_connection(("127.0.0.1", self.port))
        head = (
            f"POST /files/take/ HTTP/1.1\r\nHost: localhost:{self.port}\r\nContent-Length: {length}"
            "\r\nConnection: close\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
        )
        line.sendall(head.encode() + body)
        return line


def files_below(house: House) -> list[Path]:
    return [path for path in (house.data / "blobs").rglob("*") if path.is_file()]


def until(happened: Callable[[], bool]) -> None:
    for _ in range(300):
        if happened():
            return
        time.sleep(0.05)
    pytest.fail("it never happened")


def test_it_writes_no_plaintext_byte_and_nothing_of_a_line_that_breaks(
    asked: House, tmp_path: Path
) -> None:
    # More than what Django would write into the temp folder.
    data = content(3_000_000)
    body = HEAD + data + TAIL
    with Handing(tmp_path) as server:
        assert server.status("/healthz") == 200
        with server.connect(body[:1_500_000], len(body)) as line:
            until(lambda: bool(files_below(asked)))
            line.shutdown(socket.SHUT_RDWR)
        until(lambda: not files_below(asked))
        with server.connect(body, len(body)) as line:
            answer = b"".join(iter(lambda: line.recv(100_000), b""))
        (blob,) = files_below(asked)
        server.end()
    sealed, written = blob.read_bytes(), server.written()
    assert hashlib.sha256(sealed).hexdigest().encode() in answer
    # The trace sees what is written, and so would see what must not be.
    assert sealed[:5000] in written
    pieces = {data[at : at + 24] for at in range(0, len(data) - 24, 24)}
    assert not [at for at in range(len(written)) if written[at : at + 24] in pieces]
