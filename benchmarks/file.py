"""What do a large file's sealing and opening cost beside copying it, in time and in memory?"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import msgspec
from django.db import connections

from apps.cases.attached import Attached
from apps.operations.demo.requests import invent, send
from apps.teams.models import Team
from benchmarks.figures import ROUNDS, Figure, against
from benchmarks.house import House
from benchmarks.service import Caller, Service

MEGABYTE: Final = 1024 * 1024
SIZE: Final = 25 * MEGABYTE
PIECE: Final = MEGABYTE
BOUNDARY: Final = "a-boundary-that-no-file-holds"
FORM: Final = f"multipart/form-data; boundary={BOUNDARY}"


def measure(house: House) -> Iterator[Figure]:
    """Yield the time into the server and out, beside a copy that is as durable, and memory."""
    data = os.urandom(MEGABYTE if house.toy else SIZE)
    source = house.home / "source"
    source.write_bytes(data)
    team = Team.objects.get(name="Harbour")
    send(invent(house.draw, "en", set()), team=team, language="en", arrived=int(time.time()))
    connections.close_all()
    copied, stored, fetched = list[float](), list[float](), list[float]()
    form = _form(data)
    with Service(house.home, yardstick="benchmarks.handing.settings") as service:
        # A small one for each thread: what is loaded once is loaded.
        for _ in range(16):
            _fetch(service, _store(service, _form(data[:100_000])), data[:100_000])
        before = service.begin_peak()
        for _ in range(1 if house.toy else ROUNDS):
            copied.append(_seconds(lambda: _copy(source, house.home / "copy")))
            begun = time.perf_counter()
            attached = _store(service, form)
            stored.append(time.perf_counter() - begun)
            fetched.append(_fetch(service, attached, data))
        added = max(peak - least for peak, least in zip(service.peak(), before, strict=True))
    yield against("file", "seal_store", stored, "s", yardsticks=copied)
    yield against("file", "fetch_open", fetched, "s", yardsticks=copied)
    yield Figure("file", "peak_memory", round(added, 2), "MiB")
    yield Figure("file", "size", len(data) / MEGABYTE, "MiB")


def _seconds(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as old, target.open("wb") as new:
        while piece := old.read(PIECE):
            new.write(piece)
        new.flush()
        os.fsync(new.fileno())


def _form(data: bytes) -> bytes:
    head = (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=file; filename=scan.pdf\r\n"
        "Content-Type: application/pdf\r\n\r\n"
    ).encode()
    return b"".join((head, data, f"\r\n--{BOUNDARY}--\r\n".encode()))


def _store(service: Service, body: bytes) -> Attached:
    status, answer = Caller(service).ask("POST", "/files/take/", body, form=FORM)
    if status != 200:
        raise SystemExit(f"a file was answered with {status}")
    return msgspec.json.decode(answer, type=Attached)


def _fetch(service: Service, attached: Attached, data: bytes) -> float:
    """Return the seconds until the last byte has come; the bytes are compared afterwards."""
    path = f"/files/give/?{urlencode(msgspec.structs.asdict(attached))}"
    begun = time.perf_counter()
    status, got = Caller(service).ask("GET", path)
    seconds = time.perf_counter() - begun
    if status != 200 or hashlib.sha256(got).digest() != hashlib.sha256(data).digest():
        raise SystemExit(f"a file came back otherwise, with {status}")
    return seconds
