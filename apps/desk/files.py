"""Files of a case as its pages show them: what each is, by whom, and how it may be looked at."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from apps.cases.filed import Filed, filed_in
from apps.cases.files import FileLost, open_file
from apps.cases.files.kinds import KINDS
from apps.cases.files.rendering import REASONS, CannotShow, Shown, blurred, show
from apps.cases.files.taking import Taken
from apps.cases.models import Attachment
from apps.cases.opened import OpenCase
from apps.crypto import CannotOpen
from apps.desk.answers import must_not_say
from apps.desk.forms import SendFilesForm
from apps.desk.labels import label
from apps.desk.section import Reading
from apps.desk.times import moment


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file in a list; ``name`` is somebody's own words, ``ours`` that a colleague added it."""

    ref: UUID
    name: str
    facts: str
    who: str
    at: datetime
    ours: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels of a file, ready to stand in a page; or why there are none."""

    data: str = ""
    pages: int = 1
    why: str = ""


def send_form(
    opened: OpenCase, data: Mapping[str, Any] | None = None, *, taken: Taken | None = None
) -> SendFilesForm:
    """Return the form that sends files to the applicant; ``taken`` is what came with it."""
    initial = {"seen": opened.sequence, "at": "conversation"}
    unsaid = must_not_say(opened)
    return SendFilesForm(data, initial=initial, auto_id="send-%s", unsaid=unsaid, taken=taken)


def file_lines(reading: Reading) -> list[FileLine]:
    """Return the files of a case, the newest first."""
    return [line_of(one, reading) for one in reversed(filed_in(reading.opened).values())]


def line_of(one: Filed, reading: Reading) -> FileLine:
    """Return one file as a list has it."""
    return FileLine(
        ref=UUID(hex=one.attached.ref),
        name=one.name,
        facts=f"{kind_words(one.attached.kind)} · {filesizeformat(one.attached.size)}",
        who=_who(one, reading),
        at=moment(one.at),
        ours=bool(one.event),
    )


def _who(one: Filed, reading: Reading) -> str:
    if one.by:
        return reading.named(one.by)
    return _("under force") if one.forced else _("from them")


def kind_words(kind: str) -> str:
    """Say what kind of file it is."""
    return label({name: name.upper() for name in KINDS}, kind)


def file_of(opened: OpenCase, ref: UUID) -> Filed | None:
    """Return a file that the case names; None where it names none of that ref."""
    return filed_in(opened).get(ref.hex)


def pieces_of(opened: OpenCase, one: Filed) -> Iterator[bytes]:
    """Open a file of the case. Raises ``FileLost``, also where its row is another case's."""
    ref = one.attached.file
    if ref is None or not Attachment.objects.filter(ref=ref, case=opened.case).exists():
        raise FileLost
    return open_file(one.attached)


def picture_of(opened: OpenCase, one: Filed, page: int, *, blur: bool) -> Picture:
    """Draw a page of a file anew, or say in words why that cannot be."""
    if one.attached.kind not in KINDS:
        return Picture(why=_("This kind of file cannot be shown."))
    try:
        draw = blurred if blur else show
        return _picture(draw(pieces_of(opened, one), one.attached.kind, page))
    except CannotShow as cannot:
        return Picture(why=str(REASONS[cannot.why]))
    except FileLost:
        return Picture(why=lost_words())
    except CannotOpen:
        return Picture(why=damaged_words())


def lost_words() -> str:
    """Say that a file's blob is not there."""
    return _("This file is lost: it is no longer where files are kept. Ask for it once more.")


def damaged_words() -> str:
    """Say that a file's blob is not what was stored."""
    return _("This file was changed where it is kept, and does not open. Ask for it once more.")


def _picture(shown: Shown) -> Picture:
    # Inside the page: no address ever shows it, and nothing of it is kept by the browser.
    data = f"data:{shown.media_type};base64,{b64encode(shown.data).decode()}"
    return Picture(data=data, pages=shown.pages)
