"""Files in a mailbox: sent by the applicant, and given out to be kept."""

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apps.cases.files import MOST_REQUEST, FileLost, files_of, open_file, takes_files
from apps.cases.files.kinds import kind_of, neutral_name
from apps.cases.messages import FileSent
from apps.cases.models import Attachment
from apps.crypto import CannotOpen
from apps.mailbox import limits
from apps.mailbox.actions import send_file, send_words, tell_given
from apps.mailbox.forms import CodeForm, FilesForm, new_token
from apps.mailbox.pages import said_until
from apps.mailbox.views import show_mailbox
from apps.mailbox.visits import Visit, inside
from apps.teams.models import Team
from apps.web import errors
from apps.web.doors import MULTIPART, front_door
from apps.web.downloads import to_save

MOST_AT_ONCE = 5


def _send(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Ask for files, or receive them one after the other; what came twice is one."""
    if request.content_type != MULTIPART or "token" not in request.POST:
        # From the mailbox, or through the code once more: the words are there, the files are not.
        words = {"text": request.POST.get("text", ""), "token": new_token()}
        return _asking(request, visit, FilesForm(initial=words))
    taken = files_of(request)
    form = FilesForm(request.POST, taken=taken)
    if not form.is_valid():
        return _asking(request, visit, form, status=422)
    files, data = form.cleaned_data["chosen"], form.cleaned_data
    if not limits.has_room(visit.mailbox.case, len(files)):
        form.say_full()
        return _asking(request, visit, form, status=409)
    wait = max(limits.seconds_to_wait(visit.mailbox) for _file in files)
    if wait:
        form.say_wait(wait)
        return _asking(request, visit, form, status=429)
    try:
        if data["text"].strip():
            send_words(visit=visit, text=data["text"], token=data["token"])
        for file in files:
            send_file(visit=visit, file=file, token=data["token"], keep=taken.keep)
    except Team.DoesNotExist:
        return errors.not_received(request)
    # A page that answers to files keeps their names in the browser's session files, whatever its
    # form says; one that is led to does not.
    return redirect("mailbox:received")


@front_door("GET")
def received(request: HttpRequest) -> HttpResponseBase:
    """Say that files were received, and ask for the code of who wants to go on."""
    return render(request, "mailbox/received.html", {"form": CodeForm()})


def _asking(
    request: HttpRequest, visit: Visit, form: FilesForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "state": visit.seal()}
    return render(request, "mailbox/files.html", context, status=status)


send = takes_files(most=MOST_AT_ONCE, kind_of=kind_of)(inside(_send, cap=MOST_REQUEST))


@inside
def file(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Say what opening a file means, before it is given out."""
    number, found = _found(request, visit)
    if found is None:
        return show_mailbox(request, visit, gone=True)
    return _before(request, visit, number, found)


@inside
def save(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Give a file of the team's out, under a name that says nothing."""
    number, found = _found(request, visit)
    if found is None:
        return show_mailbox(request, visit, gone=True)
    try:
        _refuse_others(visit, found)
        pieces = open_file(found.attached)
    except FileLost:
        why = _("This file is lost on our side. Tell us, and we send it again.")
        return _before(request, visit, number, found, why=why)
    except CannotOpen:
        why = _("This file is damaged on our side. Tell us, and we send it again.")
        return _before(request, visit, number, found, why=why)
    try:
        tell_given(visit=visit, number=number)
    except (Error, Team.DoesNotExist):
        return errors.not_received(request)
    return to_save(pieces, size=found.size, name=neutral_name(found.kind))


def _found(request: HttpRequest, visit: Visit) -> tuple[int, FileSent | None]:
    said = request.POST.get("number", "")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
    return number, visit.read(visit.before).file(number)


def _refuse_others(visit: Visit, found: FileSent) -> None:
    """Raise ``FileLost`` for a blob that is not this case's: whoever has the key can seal any."""
    ref, case = found.attached.file, visit.mailbox.case_id
    if ref is None or not Attachment.objects.filter(ref=ref, case=case).exists():
        raise FileLost


def _before(
    request: HttpRequest, visit: Visit, number: int, found: FileSent, *, why: str = ""
) -> HttpResponse:
    context = {
        "file": found,
        "number": number,
        "until": said_until(found),
        "why": why,
        "state": visit.seal(),
    }
    return render(request, "mailbox/file.html", context, status=409 if why else 200)
