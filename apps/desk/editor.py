"""The four pages of a list that a team keeps: all of it, a new one, changing one, taking one away.

What is written is never lost: a page that was overtaken shows what stands there now, and one that
is sent twice is one thing.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases.errors import PaperChanged
from apps.cases.kept import HasRef, KeptList, KeptPaper, new_ref
from apps.desk.forms.kept import KeptForm, SeenForm
from apps.desk.teampapers import REF, View, keys_of, of_own_team, ref_or
from apps.teams.models import Team
from apps.web.languages import offered, own_name

P = TypeVar("P", bound=KeptPaper[Any])
T = TypeVar("T", bound=HasRef)

READ = ("GET", "HEAD")


class Editor(ABC, Generic[P, T]):
    """One kind of list. ``several`` and ``single`` name its addresses and, in ``at``, its pages."""

    kept: KeptList[P, T]
    several: ClassVar[str]
    single: ClassVar[str]
    at = "desk/settings"
    full: ClassVar[Promise]

    def guard(self, view: View) -> View:
        """Let in whose list it is: the coordinator of the team."""
        return of_own_team(view)

    @abstractmethod
    def blank(self, ref: str) -> T:
        """Return one about which nothing is said yet."""

    @abstractmethod
    def form(
        self, request: DeskRequest, team: Team, one: T | None, data: QueryDict | None, **first: Any
    ) -> KeptForm:
        """Return the form of one: as it stands, ``first`` with it, or as it was sent."""

    @abstractmethod
    def listed(self, request: DeskRequest, team: Team, paper: P) -> dict[str, Any]:
        """Return what the page of all shows."""

    def asked(self, request: DeskRequest, one: T) -> dict[str, Any]:
        """Return what the page shows that asks before one is deleted."""
        return {}

    def said(self, one: T) -> list[tuple[str, str]]:
        """Return what stands there now, for whoever was overtaken: headings and words."""
        return []

    def goes_on(self, form: KeptForm) -> bool:
        """Tell whether the same page comes again once it is kept."""
        return False

    def paths(self, prefix: str) -> list[URLPattern]:
        """Return the addresses of all four pages."""
        one = f"{prefix}<slug:one>/"
        return [
            path(prefix, self._view(self.all, READ), name=self.several),
            path(f"{prefix}new/", self._view(self.new), name=f"new_{self.single}"),
            path(one, self._view(self.change), name=self.single),
            path(f"{one}delete/", self._view(self.away), name=f"{self.single}_away"),
        ]

    def _view(
        self, view: View, methods: Sequence[str] = (*READ, "POST")
    ) -> Callable[..., HttpResponseBase]:
        return require_http_methods(list(methods))(unlocked(self.guard(view)))

    def all(self, request: DeskRequest, team: Team) -> HttpResponse:
        """Show all of the list."""
        paper, _version = self.kept.read(**keys_of(request, team))
        context = {"team": team, **self.listed(request, team, paper)}
        return render(request, f"{self.at}/{self.several}.html", context)

    def new(self, request: DeskRequest, team: Team) -> HttpResponse:
        """Write one more."""
        return self._edit(request, team, None)

    def change(self, request: DeskRequest, team: Team, one: str) -> HttpResponse:
        """Change one."""
        found = self.kept.read(**keys_of(request, team))[0].find(one)
        if found is None and (request.method != "POST" or len(one) > REF):
            raise Http404
        # Deleted by a colleague meanwhile: what was written is not lost with it.
        return self._edit(request, team, found or self.blank(one))

    def away(self, request: DeskRequest, team: Team, one: str) -> HttpResponse:
        """Ask, then delete one."""
        paper, version = self.kept.read(**keys_of(request, team))
        found, sent = paper.find(one), request.method == "POST"
        if found is None and not sent:
            raise Http404
        form = SeenForm(request.POST if sent else None)
        if found is None or (form.is_valid() and self._deleted(request, team, one, form)):
            # A press sent twice finds it gone already.
            return redirect(self._address(team))
        context = {
            "team": team,
            "one": found,
            "form": SeenForm(initial={"seen": version}),
            "was_changed": sent,
            "back": self._address(team, found),
            **self.asked(request, found),
        }
        page = f"{self.at}/{self.single}_away.html"
        return render(request, page, context, status=409 if sent else 200)

    def _deleted(self, request: DeskRequest, team: Team, one: str, form: SeenForm) -> bool:
        try:
            self.kept.delete(one, version=form.cleaned_data["seen"], **keys_of(request, team))
        except PaperChanged:
            return False
        return True

    def _edit(self, request: DeskRequest, team: Team, found: T | None) -> HttpResponse:
        if request.method != "POST":
            _paper, version = self.kept.read(**keys_of(request, team))
            form = self.form(request, team, found, None, seen=version)
            return self._page(request, team, found, form)
        form = self.form(request, team, found, request.POST)
        if not form.is_valid():
            return self._page(request, team, found, form, status=422)
        one: T = form.one(found.ref if found else _brought(request))
        try:
            self.kept.save(one, version=form.cleaned_data["seen"], **keys_of(request, team))
        except PaperChanged:
            paper, version = self.kept.read(**keys_of(request, team))
            if (now := paper.find(one.ref)) != one:
                return self._overtaken(request, team, found, now, version)
            # A page sent twice finds its own words there and is done.
        except ValueError:
            form.add_error(None, str(self.full))
            return self._page(request, team, found, form, status=422)
        return redirect(self._address(team, one if self.goes_on(form) else None))

    def _overtaken(
        self, request: DeskRequest, team: Team, found: T | None, now: T | None, version: int
    ) -> HttpResponse:
        data = request.POST.copy()
        data["seen"] = str(version)
        form = self.form(request, team, found, data)
        said = self.said(now) if now else []
        return self._page(request, team, found, form, status=409, was_changed=True, now=said)

    def _page(
        self,
        request: DeskRequest,
        team: Team,
        found: T | None,
        form: KeptForm,
        *,
        status: int = 200,
        **extra: Any,
    ) -> HttpResponse:
        # A new one's page brings its own ref along, so that a page sent twice is one thing.
        context: dict[str, Any] = {"ref": "" if found else _brought(request), "one": found}
        context |= {"team": team, "form": form, "home": self._address(team), **extra}
        if found:
            context["away"] = f"{self._address(team, found)}delete/"
        return render(request, f"{self.at}/{self.single}.html", context, status=status)

    def _address(self, team: Team, one: T | None = None) -> str:
        if one is None:
            return reverse(f"desk:{self.several}", args=[team.ref])
        return reverse(f"desk:{self.single}", args=[team.ref, one.ref])


def _brought(request: DeskRequest) -> str:
    return ref_or(request.POST.get("ref", ""), new_ref)


class HasTexts(HasRef, Protocol):
    """One that holds words in several languages under a title."""

    @property
    def title(self) -> str: ...
    @property
    def texts(self) -> dict[str, str]: ...
    def text(self, language: str) -> str: ...
    def meaning(self, language: str) -> str: ...


W = TypeVar("W", bound=HasTexts)


class TextsEditor(Editor[P, W]):
    """A list of words in several languages."""

    def filled(self, one: W | None, first: dict[str, Any]) -> dict[str, Any]:
        """Return what the form of one takes: its languages, and how it begins."""
        languages = dict.fromkeys([*offered(), *(one.texts if one else ())])
        if one is not None:
            first |= {"title": one.title}
            first |= {f"text-{code}": text for code, text in one.texts.items()}
        return {"languages": list(languages), "initial": first}

    def line(self, one: W) -> dict[str, Any]:
        """Return what the page of all says of the languages of one."""
        return {
            "one": one,
            "languages": [own_name(code) for code, text in one.texts.items() if text],
            "missing": [own_name(code) for code in offered() if not one.text(code)],
        }

    def asked(self, request: DeskRequest, one: W) -> dict[str, Any]:
        return {"meaning": one.meaning(request.LANGUAGE_CODE)}

    def said(self, one: W) -> list[tuple[str, str]]:
        return [(own_name(code), text) for code, text in one.texts.items() if text]

    def goes_on(self, form: KeptForm) -> bool:
        """A language that was added waits for its words."""
        return bool(form.cleaned_data["add_language"])
