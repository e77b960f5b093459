"""Files that come with a form: sealed as they stream, or refused in words."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from apps.cases.attached import Attached
from apps.cases.files import (
    MOST_BYTES,
    MOST_REQUEST,
    Refused,
    Taken,
    files_of,
    open_file,
    takes_files,
)
from apps.cases.files import storage as storage_of_blobs
from apps.cases.models import Attachment, Case
from tests.world import World, make_world, submit

PDF = b"%PDF-1.7 "
View = Callable[..., HttpResponseBase]


def part(name: str, data: bytes, filename: str | None = None) -> bytes:
    said = f'Content-Disposition: form-data; name="{name}"'
    if filename is not None:
        said += f'; filename="{filename}"\r\nContent-Type: application/pdf'
    return f"--{BOUNDARY}\r\n{said}\r\n\r\n".encode() + data + b"\r\n"


def body(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def posted(*parts: bytes, door: str = "front", **more: Any) -> HttpRequest:
    request: HttpRequest = RequestFactory().generic(
        "POST", "/", body(*parts), content_type=MULTIPART_CONTENT, **more
    )
    request.door = door  # type: ignore[attr-defined]
    return request


def taken_by(request: HttpRequest, *, most: int = 3) -> tuple[Any, Any, Any]:
    """Send a form to a view that keeps nothing; return files, reasons of refusal and the fields."""
    seen: dict[str, Any] = {}

    @takes_files(most=most)
    def view(request: HttpRequest) -> HttpResponse:
        taken = files_of(request)
        seen["files"] = [
            (file.field, file.name, b"".join(open_file(file.attached))) for file in taken.files
        ]
        seen["why"] = [(one.field, one.why) for one in taken.refused]
        seen["said"] = [str(one) for one in taken.refused]
        return HttpResponse()

    assert view(request).status_code == 200
    return seen["files"], seen["why"], request.POST


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_it_gives_the_files_and_the_fields(blobs: Path) -> None:
    big = PDF + os.urandom(300_000)
    files, why, fields = taken_by(
        posted(
            part("words", "До свидания".encode()),
            part("files", big, "ticket.pdf"),
            part("more", b"yes"),
            part("files", PDF, "second.pdf"),
            part("other", PDF + b"x", "second.pdf"),
        )
    )
    assert files == [
        ("files", "ticket.pdf", big),
        ("files", "second.pdf", PDF),
        ("other", "second.pdf", PDF + b"x"),
    ]
    assert why == []
    assert fields.dict() == {"words": "До свидания", "more": "yes"}
    assert files_below(blobs) == []


def test_it_hands_django_no_file_and_writes_none_into_the_temp_folder(tmp_path: Path) -> None:
    request = posted(part("f", PDF + bytes(5_000_000), "a.pdf"))
    with mock.patch("tempfile.mkstemp", side_effect=AssertionError):
        taken_by(request)
    assert list(request.FILES) == []


@pytest.mark.parametrize("size", [MOST_BYTES - 1, MOST_BYTES, MOST_BYTES + 1, MOST_BYTES + 500_000])
def test_it_stops_at_25_megabytes(blobs: Path, size: int) -> None:
    data = PDF + bytes(size - len(PDF))
    files, why, fields = taken_by(posted(part("f", data, "a.pdf"), part("words", b"kept")))
    assert (len(files), why) == ((1, []) if size <= MOST_BYTES else (0, [("f", "size")]))
    assert fields["words"] == "kept"


def test_it_writes_no_more_of_a_file_once_it_is_too_large(blobs: Path) -> None:
    sizes = []
    remove = storage_of_blobs.DiskBlob.abandon

    def abandon(blob: storage_of_blobs.DiskBlob) -> None:
        sizes.append(blob._draft.stat().st_size)
        remove(blob)

    with mock.patch.object(storage_of_blobs.DiskBlob, "abandon", abandon):
        taken_by(posted(part("f", PDF + bytes(2 * MOST_BYTES), "a.pdf")))
    assert len(sizes) == 1
    assert sizes[0] <= MOST_BYTES * 1.001


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "a.pdf", "empty"),
        (b"MZ" + bytes(9000), "a.pdf", "kind"),
        (PDF, "a.exe", "name"),
        (b"%PD", "a.pdf", "kind"),
    ],
)
def test_it_refuses_what_it_does_not_take(blobs: Path, data: bytes, name: str, why: str) -> None:
    files, refused, fields = taken_by(posted(part("f", data, name), part("words", b"kept")))
    assert (files, refused, fields["words"]) == ([], [("f", why)], "kept")
    assert files_below(blobs) == []


def test_it_says_what_to_do() -> None:
    said = {
        why: str(Refused("f", "scan.pdf", why, most=3))
        for why in ("kind", "name", "size", "empty", "many")
    }
    assert all("“scan.pdf”" in sentence for sentence in said.values())
    assert said["many"].startswith("Choose at most 3 files")
    assert str(Refused("f", "100%s.pdf", "size")).startswith("“100%s.pdf” is larger")


def test_it_takes_no_more_files_than_it_says(blobs: Path) -> None:
    parts = [part("f", PDF, f"{number}.pdf") for number in range(40)]
    files, why, _fields = taken_by(posted(*parts), most=3)
    assert [name for _field, name, _data in files] == ["0.pdf", "1.pdf", "2.pdf"]
    assert why == [("f", "many")] * 37


def test_it_shows_the_first_bytes_alone_to_whoever_tells_kinds(blobs: Path) -> None:
    seen = []

    def told(head: bytes, name: str) -> str:
        seen.append((len(head), name))
        return "pdf"

    @takes_files(most=1, kind_of=told)
    def view(request: HttpRequest) -> HttpResponse:
        files_of(request)
        return HttpResponse()

    view(posted(part("f", PDF + bytes(100_000), "a.pdf")))
    assert seen == [(4096, "a.pdf")]


def test_it_reads_past_files_before_the_desk_is_unlocked(blobs: Path) -> None:
    for state in ("out", "locked"):
        request = posted(part("f", PDF, "a.pdf"), part("words", b"kept"), door="desk")
        request.desk_state = state  # type: ignore[attr-defined]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        files, why, fields = taken_by(request)
        assert (files, why, fields["words"]) == ([], [], "kept")


def test_it_refuses_a_forged_form_at_the_desk_and_keeps_no_blob(blobs: Path) -> None:
    @takes_files(most=1)
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError

    request = posted(part("f", PDF, "a.pdf"), door="desk")
    request.desk_state = "unlocked"  # type: ignore[attr-defined]
    with override_settings(CSRF_FAILURE_VIEW="django.views.csrf.csrf_failure"):
        assert view(request).status_code == 403
    assert files_below(blobs) == []


def test_it_takes_nothing_of_a_form_that_is_far_too_large(db: None) -> None:
    request = posted(door="desk")
    request.META["CONTENT_LENGTH"] = str(MOST_REQUEST + 1)
    request._stream = io.BytesIO(body(part("f", PDF, "a.pdf")))
    request.desk_state = "unlocked"  # type: ignore[attr-defined]

    @takes_files(most=1)
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError

    assert view(request).status_code == 413


class Broken(Exception):
    """A view that fails."""


@pytest.fixture
def case(db: None) -> Case:
    world: World = make_world()
    return Case.objects.get(ref=submit(world).ref)


def keeping(case: Case, then: Callable[[Taken], None]) -> tuple[View, list[Attached]]:
    kept: list[Attached] = []

    @takes_files(most=9)
    def view(request: HttpRequest) -> HttpResponse:
        taken = files_of(request)
        with transaction.atomic():
            kept.extend(taken.keep(file, case) for file in taken.files)
            then(taken)
        return HttpResponse()

    return view, kept


def test_it_keeps_what_the_view_keeps(blobs: Path, case: Case) -> None:
    view, kept = keeping(case, lambda _taken: None)
    view(posted(part("f", PDF + b"1", "a.pdf"), part("f", PDF + b"2", "b.pdf")))
    assert [b"".join(open_file(one)) for one in kept] == [PDF + b"1", PDF + b"2"]
    rows = {row.ref: row.size for row in Attachment.objects.filter(case=case)}
    assert rows == {UUID(hex=path.name): path.stat().st_size for path in files_below(blobs)}


def test_it_removes_what_was_rolled_back(blobs: Path, case: Case) -> None:
    def fail(_taken: Taken) -> None:
        raise Broken

    view, kept = keeping(case, fail)
    with pytest.raises(Broken):
        view(posted(part("f", PDF, "a.pdf")))
    assert len(kept) == 1
    assert files_below(blobs) == []
    assert not Attachment.objects.exists()


def test_it_keeps_a_file_that_is_kept_again_after_a_rollback(blobs: Path, case: Case) -> None:
    @takes_files(most=1)
    def view(request: HttpRequest) -> HttpResponse:
        taken = files_of(request)
        for attempt in (1, 2):
            try:
                with transaction.atomic():
                    taken.keep(taken.files[0], case)
                    if attempt == 1:
                        raise IntegrityError
            except IntegrityError:
                continue
        return HttpResponse()

    view(posted(part("f", PDF, "a.pdf")))
    assert len(files_below(blobs)) == Attachment.objects.count() == 1


def test_it_leaves_nothing_of_a_form_that_breaks_off(blobs: Path) -> None:
    whole = body(part("f", PDF, "first.pdf"), part("f", PDF + bytes(900_000), "a.pdf"))

    class Line:
        def __init__(self, data: bytes) -> None:
            self.data, self.at = data, 0

        def read(self, size: int) -> bytes:
            piece = self.data[self.at : self.at + size]
            self.at += len(piece)
            if not piece:
                raise ConnectionResetError
            return piece

    for end in (200, 70_000, 500_000, len(whole) - 30):
        request = posted()
        request.META["CONTENT_LENGTH"] = str(len(whole))
        request._stream = Line(whole[:end])  # type: ignore[assignment]
        view, _kept = keeping(None, lambda _taken: None)  # type: ignore[arg-type]
        with pytest.raises(OSError):  # noqa: PT011  (Django gives it another name)
            view(request)
        assert files_below(blobs) == []


@pytest.mark.parametrize("writes", [0, 1, 3])
def test_it_reads_all_fields_when_the_disk_fails(blobs: Path, writes: int) -> None:
    request = posted(
        part("f", PDF + bytes(400_000), "a.pdf"),
        part("f", PDF + bytes(400_000), "b.pdf"),
        part("words", b"kept"),
    )

    @takes_files(most=3)
    def view(request: HttpRequest) -> HttpResponse:
        with pytest.raises(OSError, match="No space"):
            files_of(request)
        return HttpResponse(request.POST["words"])

    left = iter(range(writes))

    write = storage_of_blobs.DiskBlob.write

    def fail(blob: storage_of_blobs.DiskBlob, piece: bytes) -> None:
        if next(left, None) is None:
            raise OSError(28, "No space left on device")
        write(blob, piece)

    with mock.patch.object(storage_of_blobs.DiskBlob, "write", fail):
        answer = view(request)
    assert isinstance(answer, HttpResponse)
    assert answer.content == b"kept"
    assert files_below(blobs) == []


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.pdf", "..\\..\\boot.pdf", "C:\\a.pdf", "/etc/a.pdf", "a\u202efdp.exe.pdf"],
)
def test_it_takes_names_as_words(blobs: Path, name: str) -> None:
    files, _why, _fields = taken_by(posted(part("f", PDF, name)))
    (_field, said, _data) = files[0]
    assert "/" not in said
    assert "\\" not in said
    assert "\u202e" not in said
    assert said.endswith(".pdf")
