"""The travel sheet in words: who travels, which way, on what papers, at what cost, what is open."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from apps.cases import vocabulary, wayout
from apps.cases.answers import NAME
from apps.cases.casefile import CaseFile, CheckIn, DocumentSet, Item, Leg, read_day
from apps.cases.clocks import read_local
from apps.cases.ending import last_day
from apps.cases.gates import is_under_age
from apps.cases.opened import OpenCase
from apps.cases.plans import Sum, sums_of
from apps.cases.travelsheet import Lack, items_left, lacks_of, rides, travellers
from apps.desk.clocks import ahead_words, local_words, zone_words
from apps.desk.labels import day, label, listed
from apps.desk.money import money_words
from apps.desk.places import country_name
from apps.desk.unaware import Unaware, called, unaware_in

Named = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One document; ``early`` where it ends before its bearer has arrived."""

    kind: str
    country: str
    held: str
    ends: str
    early: bool


@dataclass(frozen=True, slots=True)
class Traveller:
    """Somebody who travels; ``number`` counts them, so that a print can name them by it."""

    number: int
    ref: str
    called: str | SafeString
    relation: str
    knows: str
    hushed: bool
    minor: bool
    consent: str
    until: date | None
    papers: list[PaperLine]


@dataclass(frozen=True, slots=True)
class SignLine:
    """One check-in, by the clock of its place, and how it went where that is known."""

    said: CheckIn
    when: str
    way: str
    state: str
    bad: bool


@dataclass(frozen=True, slots=True)
class LegLine:
    """One leg by the clock of each place, who is on it, and the check-ins after it."""

    said: Leg
    leaves: str
    arrives: str
    who: list[Traveller]
    strangers: int
    signs: list[SignLine]


@dataclass(frozen=True, slots=True)
class CostLine:
    """What one fund pays in one currency."""

    fund: str
    planned: str
    approved: str
    paid: str


@dataclass(frozen=True, slots=True)
class LeftLine:
    """An item of the plan that is not done; ``why`` is what it is blocked by."""

    kind: str
    title: str
    status: str
    blocked: bool
    why: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that a second person looks over, beside the checks."""

    unaware: Unaware
    lacks: list[SafeString]
    travellers: list[Traveller]
    before: list[SignLine]
    legs: list[LegLine]
    meets: str
    watch: list[str]
    note: str
    costs: list[CostLine]
    left: list[LeftLine]
    tasks: list[str]
    shared: int


def sheet_of(opened: OpenCase, named: Named) -> Sheet:
    """Return the travel sheet of a case as it stands."""
    file, journey = opened.file, opened.file.way.travel.journey
    people = [*_travellers(opened)]
    after = {leg.leg for leg in file.way.travel.legs}
    signs = sorted(journey.check_ins if journey else [], key=lambda one: one.due)
    return Sheet(
        unaware=unaware_in(opened),
        lacks=[lack_words(opened, one) for one in lacks_of(file, opened.answers)],
        travellers=people,
        before=[_sign(file, one) for one in signs if one.after not in after],
        legs=[_leg(file, leg, people, signs) for leg in file.way.travel.legs],
        meets=journey.meets if journey else "",
        watch=[named(ref) for ref in journey.watch] if journey else [],
        note=journey.note if journey else "",
        costs=[_cost(one) for one in sums_of(file.way.plan.items.values())],
        left=[_left(one) for one in items_left(file)],
        tasks=[task.title for task in file.work.tasks.values()],
        shared=len(journey.cases) if journey else 0,
    )


def who_words(opened: OpenCase, ref: str) -> str | SafeString:
    """Name somebody who travels: the applicant as they answered, others as colleagues call them."""
    if not ref:
        answer = opened.answers.get(NAME) if opened.answers else None
        return answer.shown if answer is not None and answer.shown else _("the applicant")
    person = opened.file.way.household.people.get(ref)
    return called(person) if person is not None else _("somebody who is no longer in the case")


def _travellers(opened: OpenCase) -> Iterator[Traveller]:
    file = opened.file
    for number, ref in enumerate(travellers(file), start=1):
        one = file.way.household.people.get(ref)
        documents = [one for one in file.way.filing.documents.values() if one.person == ref]
        until = last_day(file.way.travel, ref)
        yield Traveller(
            number=number,
            ref=ref,
            called=who_words(opened, ref),
            relation=label(wayout.RELATIONS, one.kind) if one else _("asked for help"),
            knows=label(wayout.KNOWS, one.knows) if one else "",
            hushed=one is not None and one.knows == "no",
            minor=one.minor if one else is_under_age(file, opened.answers),
            consent=_consent(file, ref),
            until=until,
            papers=[_paper(document, until) for document in documents],
        )


def _consent(file: CaseFile, ref: str) -> str:
    one = file.way.household.people.get(ref)
    if one is None or one.minor:
        return ""
    if file.way.household.linked_as(ref):
        return _("has a case of their own")
    return _("consented") if one.consent else ""


def _paper(one: DocumentSet, until: date | None) -> PaperLine:
    ends = read_day(one.ends)
    return PaperLine(
        kind=label(wayout.DOCUMENTS, one.kind),
        country=country_name(one.country) if one.country else "",
        held=label(wayout.HELD, one.held),
        ends=day(one.ends) if one.ends else "",
        early=ends is not None and until is not None and ends < until and one.kind != "ticket",
    )


def _leg(file: CaseFile, leg: Leg, people: list[Traveller], signs: list[CheckIn]) -> LegLine:
    known = {one.ref for one in people}
    return LegLine(
        said=leg,
        leaves=_there(leg.leaves, leg.departs, leg.origin_zone),
        arrives=_there(leg.arrives, leg.lands, leg.to_zone),
        who=[one for one in people if rides(leg, one.ref)],
        strangers=len([ref for ref in leg.who if ref not in known]),
        signs=[_sign(file, one) for one in signs if one.after == leg.leg],
    )


def _there(local: str, seconds: int, zone: str) -> str:
    said = read_local(local)
    if said is None:
        return local
    return f"{local_words(said)} {ahead_words(seconds, zone)}"


def _sign(file: CaseFile, one: CheckIn) -> SignLine:
    said, sign = read_local(one.local), file.way.travel.signs.get(one.check_in)
    return SignLine(
        said=one,
        when=listed([local_words(said), zone_words(one.zone, one.due)]) if said else one.local,
        way=label(vocabulary.WAYS, one.way) if one.way else "",
        state=label(wayout.SIGNS, sign.how) if sign else "",
        bad=sign is not None and sign.how == "word_failed",
    )


def _cost(one: Sum) -> CostLine:
    said = [money_words(amount, one.currency) for amount in (one.planned, one.approved, one.paid)]
    return CostLine(one.fund, *said)


def _left(one: Item) -> LeftLine:
    return LeftLine(
        kind=label(wayout.PLAN_ITEMS, one.said.kind),
        title=one.said.title,
        status=label(wayout.ITEM_STATUSES, one.status),
        blocked=one.status == "blocked",
        why=label(wayout.BLOCKED_BY, one.blocked) if one.blocked else "",
        due=read_day(one.said.due),
    )


_LACKS: Final = {
    "no_journey": gettext_noop("No journey is written yet."),
    "nobody_meets": gettext_noop("Nobody meets them."),
    "nobody_watches": gettext_noop("Nobody is on watch."),
    "no_guardian": gettext_noop("Under 18: the check “Guardian or best interests” has not passed."),
    "no_sign": gettext_noop("After arriving in %(place)s no check-in is agreed."),
    "no_silence": gettext_noop(
        "Nothing is agreed for when the check-in in %(place)s does not come."
    ),
    "no_silence_before": gettext_noop(
        "Nothing is agreed for when the first check-in does not come."
    ),
    "on_no_leg": gettext_noop("%(person)s travels, but is on no leg."),
    "no_papers": gettext_noop("%(person)s: no passport, identity card or permit is noted."),
    "paper_ends": gettext_noop(
        "%(person)s: a document ends before they arrive (%(paper)s, %(day)s)."
    ),
    "no_consent": gettext_noop("%(person)s: no consent of their own."),
}


def lack_words(opened: OpenCase, lack: Lack) -> SafeString:
    """Say what is missing, as a sentence."""
    about = {"person": who_words(opened, lack.person), "place": _place(opened.file, lack)}
    document = opened.file.way.filing.documents.get(lack.about)
    if document is not None:
        about |= {"paper": label(wayout.DOCUMENTS, document.kind), "day": day(document.ends)}
    kind = lack.kind if lack.kind != "no_silence" or about["place"] else "no_silence_before"
    return _filled(gettext(_LACKS[kind]), about)


def _filled(words: str, about: Mapping[str, str | SafeString]) -> SafeString:
    """Put names into a sentence, each apart from the letters around it."""
    said = {name: conditional_escape(value) for name, value in about.items()}
    return SafeString(conditional_escape(words) % said)


def _place(file: CaseFile, lack: Lack) -> str:
    """Return where the leg ends that a lack is about, itself or by its check-in."""
    journey = file.way.travel.journey
    if journey is None:
        return ""
    after = {one.check_in: one.after for one in journey.check_ins}
    leg = after.get(lack.about, lack.about)
    return next((one.to for one in journey.legs if one.leg == leg), "")
