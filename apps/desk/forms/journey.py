"""The form of a journey: legs and check-ins row by row, each hour by the clock of its place."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from apps.cases import vocabulary
from apps.cases.actions import Route
from apps.cases.casefile import CheckIn, JourneySet, Leg
from apps.cases.clocks import LOCAL, NoSuchHour, local_at, seconds_at
from apps.desk.clocks import find_zones, local_words, zone_name, zone_words
from apps.desk.forms.base import ActForm, choices
from apps.desk.forms.travelling import LocalField
from apps.desk.labels import listed
from apps.web.forms import LongWords, Words, WordsField

MOST_LEGS: Final = 8
MOST_CHECK_INS: Final = 12
SPARE: Final = 2
SHORT: Final = 80
MOST_SILENT: Final = 300
MOST_NOTE: Final = 1000
LEG: Final = ("origin", "to", "carrier", "ticket", "note")
CHECK_IN: Final = ("word", "silent")
APPLICANT: Final = "applicant"

Choices = Sequence[tuple[str, Any]]


def _words(name: Any, most: int = SHORT, **kwargs: Any) -> WordsField:
    return WordsField(label=name, max_length=most, **kwargs)


def _clock() -> WordsField:
    widget = Words(attrs={"list": "zones"})
    return WordsField(label=_("Whose clock: city or country"), max_length=SHORT, widget=widget)


class Hour(NamedTuple):
    """An hour in Unix seconds, and as it stands on the clock of its zone."""

    seconds: int
    zone: str
    local: str


class JourneyForm(ActForm):
    """One row a leg, one row a check-in; a row without words or hours is none.

    ``legs`` and ``check_ins`` say how many rows the page had. Whose clock counts may stay empty
    where the place itself is a city or country of the list.
    """

    legs = forms.CharField(required=False, widget=forms.HiddenInput)
    check_ins = forms.CharField(required=False, widget=forms.HiddenInput)
    more = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        journey: JourneySet | None = None,
        people: Choices = (),
        colleagues: Choices = (),
        linked: Choices = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.journey = journey
        self._taken: set[str] = set()
        stood = journey.legs if journey else [], journey.check_ins if journey else []
        self.leg_count = self._count("legs", len(stood[0]), MOST_LEGS)
        self.check_in_count = self._count("check_ins", len(stood[1]), MOST_CHECK_INS)
        for row in range(self.leg_count):
            self._add_leg(f"leg-{row}", people)
        for row in range(self.check_in_count):
            self._add_check_in(f"in-{row}")
        self.add_field("meets", _words(_("Who meets them at the end"), MOST_SILENT))
        self.add_field("watch", _several(_("Who is on watch"), colleagues))
        self.add_field("note", _words(_("Note"), MOST_NOTE, widget=LongWords({"rows": 3})))
        self.add_field("share", _several(_("Linked cases on the same journey"), linked))

    def _count(self, name: str, stood: int, most: int) -> int:
        """Return how many rows there are: those of the page that was sent, or two to spare."""
        said = str(self.data.get(name, "")) if self.is_bound else ""
        rows = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else stood + SPARE
        rows += SPARE if self.is_bound and self.data.get("more") else 0
        return max(1, min(rows, most))

    def _add_leg(self, row: str, people: Choices) -> None:
        self.add_field(f"{row}-ref", forms.CharField(required=False, widget=forms.HiddenInput))
        self.add_field(f"{row}-origin", _words(pgettext_lazy("journey", "From")))
        self.add_field(f"{row}-leaves", LocalField(label=_("Leaves, by the clock there")))
        self.add_field(f"{row}-origin_zone", _clock())
        self.add_field(f"{row}-to", _words(pgettext_lazy("journey", "To")))
        self.add_field(f"{row}-arrives", LocalField(label=_("Arrives, by the clock there")))
        self.add_field(f"{row}-to_zone", _clock())
        self.add_field(f"{row}-carrier", _words(_("Flight, train, bus, driver")))
        self.add_field(f"{row}-who", _several(_("Who travels"), people))
        self.add_field(f"{row}-ticket", _words(pgettext_lazy("journey", "Ticket"), 120))
        self.add_field(f"{row}-note", _words(_("Note"), MOST_SILENT))
        self.add_field(f"{row}-gone", _tick(_("Leave this leg out")))

    def _add_check_in(self, row: str) -> None:
        legs = [(str(n), gettext("leg %(n)d") % {"n": n + 1}) for n in range(self.leg_count)]
        ways = [(code, name) for code, name in vocabulary.WAYS.items() if code != "do_not_contact"]
        self.add_field(f"{row}-ref", forms.CharField(required=False, widget=forms.HiddenInput))
        self.add_field(
            f"{row}-after",
            forms.ChoiceField(
                label=_("After which leg"),
                choices=choices(legs, _("Before the first leg")),
                required=False,
            ),
        )
        self.add_field(f"{row}-local", LocalField(label=_("By when")))
        self.add_field(f"{row}-zone", _clock())
        self.add_field(
            f"{row}-way",
            forms.ChoiceField(
                label=_("Which way"), choices=choices(ways, _("Any way")), required=False
            ),
        )
        self.add_field(f"{row}-word", _words(_("The word to say")))
        self.add_field(f"{row}-silent", _words(_("What we do when nothing comes"), MOST_SILENT))
        self.add_field(f"{row}-gone", _tick(_("Leave this check-in out")))

    @property
    def leg_rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each leg."""
        return [self._row(f"leg-{row}-") for row in range(self.leg_count)]

    @property
    def check_in_rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each check-in."""
        return [self._row(f"in-{row}-") for row in range(self.check_in_count)]

    def _row(self, prefix: str) -> dict[str, forms.BoundField]:
        names = [name for name in self.fields if name.startswith(prefix)]
        return {name.removeprefix(prefix): self[name] for name in names}

    def clean(self) -> dict[str, Any]:
        """Ask each row that is begun for what it lacks, and compute its hours."""
        data: dict[str, Any] = super().clean() or {}
        self.legs_said = self._legs()
        self.check_ins_said = self._check_ins()
        if not self.errors and not self.legs_said:
            asked = _("Write one leg at least: from where to where, and when.")
            self.add_error("leg-0-origin", ValidationError(asked, "required"))
        data["route"] = Route(
            legs=list(self.legs_said.values()),
            check_ins=self.check_ins_said,
            meets=data.get("meets", ""),
            watch=data.get("watch") or [],
            note=data.get("note", ""),
        )
        return data

    def _said(self, row: str, name: str) -> Any:
        return self.cleaned_data.get(f"{row}-{name}") or ""

    def _is_begun(self, row: str, names: Sequence[str]) -> bool:
        if self._said(row, "gone"):
            return False
        return any(self._said(row, name) for name in names) or any(
            name in self.errors for name in self.fields if name.startswith(f"{row}-")
        )

    def _legs(self) -> dict[int, Leg]:
        found: dict[int, Leg] = {}
        before = ""
        for n in range(self.leg_count):
            row = f"leg-{n}"
            if not self._is_begun(row, (*LEG, "leaves", "arrives")):
                continue
            leg = self._leg(row, before)
            if leg is not None:
                found[n], before = leg, leg.to_zone
        return found

    def _leg(self, row: str, before: str) -> Leg | None:
        for name, asked in (("origin", _("Write from where.")), ("to", _("Write where to."))):
            if not self._said(row, name):
                self._ask(f"{row}-{name}", asked)
        begin = self._hour(row, "leaves", "origin_zone", self._said(row, "origin"), before)
        end = self._hour(row, "arrives", "to_zone", self._said(row, "to"), "")
        if begin and end and end.seconds <= begin.seconds:
            words = gettext("That is before they leave: %(when)s by this clock.")
            left = {"when": local_words(local_at(begin.seconds, end.zone))}
            self._ask(f"{row}-arrives", words % left)
            return None
        if not (begin and end):
            return None
        return Leg(
            leg=self._ref(row, [leg.leg for leg in self.journey.legs] if self.journey else []),
            origin=self._said(row, "origin"),
            origin_zone=begin.zone,
            leaves=begin.local,
            to=self._said(row, "to"),
            to_zone=end.zone,
            arrives=end.local,
            departs=begin.seconds,
            lands=end.seconds,
            carrier=self._said(row, "carrier"),
            who=["" if one == APPLICANT else one for one in self._said(row, "who")],
            ticket=self._said(row, "ticket"),
            note=self._said(row, "note"),
        )

    def _check_ins(self) -> list[CheckIn]:
        found = []
        for n in range(self.check_in_count):
            row = f"in-{n}"
            if self._is_begun(row, (*CHECK_IN, "local", "after", "way")):
                one = self._check_in(row)
                if one is not None:
                    found.append(one)
        return found

    def _check_in(self, row: str) -> CheckIn | None:
        after = self._said(row, "after")
        leg = self.legs_said.get(int(after)) if after else None
        if after and leg is None and not self._is_begun(f"leg-{after}", (*LEG, "leaves")):
            self._ask(f"{row}-after", _("That leg is empty. Choose another one."))
        first = next(iter(self.legs_said.values()), None)
        there = leg.to_zone if leg else first.origin_zone if first and not after else ""
        # Where the leg itself is wrong, its place still says whose clock is meant.
        beside = self._said(f"leg-{after or 0}", "to" if after else "origin")
        place = "" if there else beside
        due = self._hour(row, "local", "zone", place, there)
        if due is None:
            return None
        return CheckIn(
            check_in=self._ref(
                row, [one.check_in for one in self.journey.check_ins] if self.journey else []
            ),
            due=due.seconds,
            local=due.local,
            zone=due.zone,
            after=leg.leg if leg else "",
            way=self._said(row, "way"),
            word=self._said(row, "word"),
            silent=self._said(row, "silent"),
        )

    def _ref(self, row: str, known: Sequence[str]) -> str:
        """Return the ref of a row that stood before, once; a new one for any other."""
        said = self._said(row, "ref")
        ref = said if said in known and said not in self._taken else secrets.token_hex(16)
        self._taken.add(ref)
        return ref

    def _hour(self, row: str, hour: str, clock: str, place: str, before: str) -> Hour | None:
        """Return an hour in Unix seconds with its zone, or say what is missing."""
        local = self._said(row, hour)
        if not local and f"{row}-{hour}" not in self.errors:
            self._ask(f"{row}-{hour}", _("Write day and time."))
        zone = self._zone(row, clock, place, before)
        if not local or not zone:
            return None
        try:
            return Hour(seconds_at(local, zone), zone, f"{local:{LOCAL}}")
        except NoSuchHour:
            words = gettext(
                "The clocks go forward then: %(time)s does not exist in %(zone)s on that day."
            )
            said = {"time": f"{local:%H:%M}", "zone": zone_name(zone)}
            self._ask(f"{row}-{hour}", words % said)
            return None

    def _zone(self, row: str, clock: str, place: str, before: str) -> str:
        said = self._said(row, clock)
        found = find_zones(said or place)
        if len(found) == 1:
            return found[0]
        if not said and before:
            return before
        if found:
            several = listed(zone_name(zone) for zone in found[:6])
            words = gettext("There are several clocks: %(zones)s. Write which.")
            self._ask(f"{row}-{clock}", words % {"zones": several})
        elif f"{row}-{clock}" not in self.errors:
            words = gettext("Write a city or country of the list, whose clock is meant.")
            self._ask(f"{row}-{clock}", words)
        return ""

    def _ask(self, name: str, words: object) -> None:
        self.add_error(name, ValidationError(str(words), "required"))


def _several(name: Any, offered: Choices) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=name, choices=offered, widget=forms.CheckboxSelectMultiple, required=False
    )


def _tick(name: Any) -> forms.BooleanField:
    return forms.BooleanField(label=name, required=False)


def rows_of(journey: JourneySet | None, *, everybody: Sequence[str]) -> Mapping[str, Any]:
    """Return how the form stands for a journey; in a new row everybody travels."""
    said: dict[str, Any] = {}
    places: dict[str, str] = {}
    for n, leg in enumerate(journey.legs[:MOST_LEGS] if journey else []):
        places[leg.leg] = str(n)
        row = {name: getattr(leg, name) for name in (*LEG, "leaves", "arrives")}
        row |= {"origin_zone": zone_words(leg.origin_zone, leg.departs)}
        row |= {"to_zone": zone_words(leg.to_zone, leg.lands)}
        row |= {"who": [one or APPLICANT for one in leg.who], "ref": leg.leg}
        said |= {f"leg-{n}-{name}": value for name, value in row.items()}
    for n in range(len(places), MOST_LEGS):
        said[f"leg-{n}-who"] = list(everybody)
    for n, one in enumerate(journey.check_ins[:MOST_CHECK_INS] if journey else []):
        kept = {name: getattr(one, name) for name in (*CHECK_IN, "local", "way")}
        kept |= {"zone": zone_words(one.zone, one.due), "after": places.get(one.after, "")}
        said |= {f"in-{n}-{name}": value for name, value in (kept | {"ref": one.check_in}).items()}
    if journey:
        said |= {"meets": journey.meets, "watch": journey.watch, "note": journey.note}
        said |= {"share": journey.cases}
    return said
