"""Files that come with a form: sealed while they stream, never in the clear on a disk.

Each file is taken piece by piece; what it is shows in its first bytes, and what is too large is
given up as soon as it is. The fields of the form arrive whatever becomes of its files.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, Literal

from django.core.files.uploadhandler import FileUploadHandler
from django.db import Error
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from apps.cases.attached import Attached
from apps.cases.files.kinds import kind_of
from apps.cases.files.names import clean_name
from apps.cases.files.sealing import SealedFile, Sealing, forget_file, keep_file
from apps.cases.models import Attachment, Case
from apps.web.doors import drain
from apps.web.errors import too_large
from apps.web.uploads import PassOver

MEGABYTE: Final = 1024 * 1024
MOST_BYTES: Final = 25 * MEGABYTE
# What a whole form with its files may come to: files too large are read past, so that the words
# beside them arrive; what is larger than this is not read at all.
MOST_REQUEST: Final = 4 * MOST_BYTES
# What a kind is found by: PDF readers look for its mark in the first 1,024 bytes.
HEAD: Final = 4096
PIECE: Final = 64 * 1024

# From the first bytes and the name: the kind of a file, or nothing for one that is not taken.
KindOf = Callable[[bytes, str], str]
Why = Literal["kind", "name", "size", "many", "empty"]
View = Callable[..., HttpResponseBase]

# What is said of a file that is not taken; a browser that seals by itself says the same.
WHY: Final[Mapping[str, Promise]] = {
    "kind": gettext_lazy(
        "“%(name)s” is not a kind of file that can be sent. Choose a picture (JPEG, PNG, WebP, "
        "GIF, HEIC) or a PDF."
    ),
    "name": gettext_lazy(
        "“%(name)s” is another kind of file than its name says. Save it under a name that fits, "
        "or choose another file."
    ),
    "size": gettext_lazy("“%(name)s” is larger than 25 MB. Choose a smaller one."),
    "empty": gettext_lazy("There is nothing in “%(name)s”. Choose another file."),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and why."""

    field: str
    name: str
    why: Why
    most: int = 0

    def __str__(self) -> str:
        """Say what to do, in a sentence for whoever chose it."""
        if self.why != "many":
            return str(WHY[self.why]) % {"name": self.name}
        return ngettext(
            "Choose one file at a time. “%(name)s” was not taken.",
            "Choose at most %(most)d files at a time. “%(name)s” was not taken.",
            self.most,
        ) % {"name": self.name, "most": self.most}


@dataclass(slots=True)
class Taken:
    """The files of one form: those that are sealed and wait to be kept, and those refused."""

    files: list[SealedFile] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    failed: OSError | None = None
    _given: set[SealedFile] = field(default_factory=set)

    def of(self, name: str) -> list[SealedFile]:
        """Return those of one field, in the order in which they came."""
        return [file for file in self.files if file.field == name]

    def keep(self, file: SealedFile, case: Case) -> Attached:
        """Make a file the case's; call it in the transaction that seals what it returns.

        Where that is rolled back, the file may be kept once more.
        """
        self._given.add(file)
        return keep_file(file, case)

    def forget_others(self) -> None:
        """Remove every blob that no row names: an orphan where even that fails."""
        for file in self.files:
            try:
                if file in self._given and Attachment.objects.filter(ref=file.ref).exists():
                    continue
                forget_file(file)
            except (OSError, Error):
                # Whether a commit came through may be unknown: better an orphan than a lost file.
                continue


def takes_files(*, most: int, kind_of: KindOf = kind_of) -> Callable[[View], View]:
    """Let a view take at most ``most`` files; it finds them by `files_of`. The outermost of all.

    At the desk only who is unlocked has a file taken: before that it is read past, and the words
    beside it are carried through the passphrase. Forged forms are refused as ever.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            desk = getattr(request, "door", "") == "desk"
            # The front door sees to it itself, with the answer in the visitor's language.
            if desk and int(request.META.get("CONTENT_LENGTH") or 0) > MOST_REQUEST:
                drain(request)
                return too_large(request)
            taken = Taken()
            request.files_taken = taken  # type: ignore[attr-defined]
            # A form that was carried through the passphrase has been read, and its files are gone.
            if not hasattr(request, "_files"):
                known = not desk or getattr(request, "desk_state", "") == "unlocked"
                sealing = SealFiles(request, taken, most=most, kind_of=kind_of)
                request.upload_handlers = [sealing if known else PassOver(request)]
            try:
                return (protected if desk else view)(request, *args, **kwargs)
            finally:
                for handler in request.upload_handlers:
                    if isinstance(handler, SealFiles):
                        handler.upload_interrupted()
                taken.forget_others()

        return taking

    return decorate


def files_of(request: HttpRequest) -> Taken:
    """Return the files that came along; ``OSError`` where the disk failed, with all fields read."""
    # Reading what was posted is what takes the files.
    request.POST  # noqa: B018
    taken: Taken = request.files_taken  # type: ignore[attr-defined]
    if taken.failed is not None:
        raise taken.failed
    return taken


class SealFiles(FileUploadHandler):
    """Seals each file as it comes, at a constant of memory."""

    chunk_size = PIECE

    def __init__(self, request: HttpRequest, taken: Taken, *, most: int, kind_of: KindOf) -> None:
        super().__init__(request)
        self.taken, self.most, self.kind_of = taken, most, kind_of
        self.coming: _Coming | None = None
        self.count = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.count += 1
        self.coming = _Coming(self.field_name or "", clean_name(self.file_name or ""))
        if self.count > self.most:
            self.coming.refuse("many")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal a piece; a disk that fails ends the file and not the form."""
        if self.coming is not None and self.taken.failed is None:
            try:
                self.coming.add(raw_data, self.kind_of)
            except OSError as failed:
                self._give_up(failed)

    def file_complete(self, file_size: int) -> None:
        """Store the file; Django is handed none of it."""
        coming = self.coming
        if coming is None or self.taken.failed is not None:
            return
        try:
            done = coming.end(self.kind_of, self.most)
        except OSError as failed:
            self._give_up(failed)
            return
        self.coming = None
        if isinstance(done, SealedFile):
            self.taken.files.append(done)
        else:
            self.taken.refused.append(done)

    def upload_interrupted(self) -> None:
        """Remove what was written of a file that did not come to its end."""
        if self.coming is not None:
            self.coming.abandon()
            self.coming = None

    def _give_up(self, failed: OSError) -> None:
        self.taken.failed = failed
        self.upload_interrupted()


class _Coming:
    """One file while it comes: waiting for its kind, being sealed, or refused and read past."""

    def __init__(self, field: str, name: str) -> None:
        self.field, self.name = field, name
        self.why: Why | None = None
        self._waiting = bytearray()
        self._kind = ""
        self._sealing: Sealing | None = None

    def refuse(self, why: Why) -> None:
        self.abandon()
        self.why = why

    def add(self, piece: bytes, kind_of: KindOf) -> None:
        if self.why is not None:
            return
        if self._sealing is None:
            self._waiting += piece
            if len(self._waiting) >= HEAD:
                self._begin(kind_of)
        elif self._sealing.size + len(piece) > MOST_BYTES:
            self.refuse("size")
        else:
            self._sealing.add(piece)

    def end(self, kind_of: KindOf, most: int) -> SealedFile | Refused:
        if self.why is None and self._sealing is None:
            self._begin(kind_of)
        if self._sealing is None:
            return Refused(self.field, self.name, self.why or "kind", most)
        return self._sealing.end(name=self.name, kind=self._kind, field=self.field)

    def abandon(self) -> None:
        if self._sealing is not None:
            self._sealing.abandon()
        self._sealing = None
        self._waiting.clear()

    def _begin(self, kind_of: KindOf) -> None:
        if not self._waiting:
            self.refuse("empty")
            return
        head = bytes(self._waiting[:HEAD])
        self._kind = kind_of(head, self.name)
        if not self._kind:
            self.refuse("name" if kind_of(head, "") else "kind")
            return
        self._sealing = Sealing()
        self._sealing.add(bytes(self._waiting))
        self._waiting.clear()
