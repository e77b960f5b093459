"""Acts of the journey: writing it, a sign on the way, that it is off, arriving."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.cases import actions
from apps.cases.actions import Hand, JourneyElsewhere, Route, begins_too_early, journey_now
from apps.cases.answers import COUNTRY
from apps.cases.casefile import Arrived, JourneyDropped, JourneySet
from apps.cases.errors import GuardianMissing, Settled
from apps.cases.gates import gates_to
from apps.cases.opened import OpenCase
from apps.desk import clocks, gates, journeys
from apps.desk.acts.base import Act, AskFirst, Data, NotOffered, written_since
from apps.desk.forms import ActForm
from apps.desk.forms.journey import APPLICANT, JourneyForm, rows_of
from apps.desk.forms.travelling import WAITS, ArrivedForm, DropJourneyForm, SignForm
from apps.desk.gates import GUARDIAN_FIRST
from apps.desk.labels import listed
from apps.desk.people import colleagues_of
from apps.web.queries import organisation

ARRIVED: Final = "arrived"


def _given(opened: OpenCase) -> dict[str, Any]:
    named = opened.file.restricted
    colleagues = colleagues_of(opened).items()
    return {
        "journey": journey_now(opened),
        "people": _people(opened),
        "colleagues": [one for one in colleagues if not named or one[0] in named],
        "linked": journeys.may_share(opened),
    }


def _people(opened: OpenCase) -> list[tuple[str, str]]:
    everybody = opened.file.way.household.people.values()
    travel = [one.person for one in everybody if one.travels == "yes"]
    journey = journey_now(opened)
    on_legs = [ref for leg in (journey.legs if journey else []) for ref in leg.who if ref]
    refs = dict.fromkeys([*travel, *on_legs])
    names = [(ref, journeys.who_words(opened, ref)) for ref in refs]
    return [(APPLICANT, journeys.who_words(opened, "")), *names]


def _initial(opened: OpenCase) -> dict[str, Any]:
    everybody = [code for code, _name in _people(opened)]
    return dict(rows_of(journey_now(opened), everybody=everybody))


def _asking(opened: OpenCase, form: ActForm) -> dict[str, Any]:
    return {
        "zones": clocks.zones_offered(_countries(opened)),
        "cannot_share": journeys.cannot_share(opened),
        "legs_n": getattr(form, "leg_count", 0),
        "check_ins_n": getattr(form, "check_in_count", 0),
    }


def _countries(opened: OpenCase) -> tuple[str, ...]:
    """Return the countries whose clocks come first: theirs, then the organisation's."""
    site, answers = organisation(), opened.answers
    own = [answers.value(COUNTRY)] if answers is not None else []
    return (*filter(None, own), *(site.countries if site else ()))


def _set(hand: Hand, data: Data) -> object:
    stood = journey_now(hand.opened)
    before = [ref for ref in (stood.cases if stood else []) if ref != hand.opened.case.ref.hex]
    chosen = list(data["share"])
    others, left = journeys.hands_for(hand, chosen)
    if left:
        raise NotOffered(_("A linked case that you chose does not open for you. Untick it."))
    shut = [one.opened.file.reference for one in others if one.opened.file.stage == "closed"]
    if shut:
        words = _("Closed cases take no journey; untick them: %(references)s.")
        raise NotOffered(words % {"references": listed(shut)})
    # What shares it and does not open for this person goes on sharing it.
    parted, kept = journeys.hands_for(hand, [ref for ref in before if ref not in chosen])
    try:
        return actions.set_journey([hand, *others], data["route"], alone=parted, kept=kept)
    except JourneyElsewhere as elsewhere:
        words = _(
            "%(reference)s has another journey, or changed this one since. Look at it there first."
        )
        said = {"reference": elsewhere.opened.file.reference}
        raise NotOffered(words % said) from None
    except GuardianMissing:
        raise NotOffered(_guardian_first(hand, others)) from None


def _guardian_first(hand: Hand, others: Sequence[Hand]) -> str:
    if begins_too_early(hand.opened):
        return str(GUARDIAN_FIRST)
    early = [one.opened.file.reference for one in others if begins_too_early(one.opened)]
    words = _("Somebody is under 18 and has no guardian check; untick: %(references)s.")
    return words % {"references": listed(early)}


def _set_before(hand: Hand, data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, JourneySet)]
    said = _shape(data["route"])
    return any(_shape(Route(one.legs, one.check_ins, one.meets)) == said for one in mine)


def _shape(route: Route) -> tuple[Any, ...]:
    """What a journey says, whichever refs its rows were given."""
    legs = [msgspec.structs.replace(leg, leg="") for leg in route.legs]
    check_ins = [msgspec.structs.replace(one, check_in="", after="") for one in route.check_ins]
    return legs, check_ins, route.meets


def _shared(hand: Hand) -> list[Hand]:
    """Return the hands of all cases that share the journey and open for this person."""
    journey = journey_now(hand.opened)
    others, _left = journeys.hands_for(hand, journey.cases if journey else [])
    return [hand, *others]


def _sign(hand: Hand, data: Data) -> object:
    how, ref = data["how"], data["check_in"]
    stood = hand.opened.file.way.travel.signs.get(ref)
    if stood is not None and how not in {stood.how, WAITS} and stood.by != hand.me:
        raise NotOffered(_("A colleague has said already what became of this check-in."))
    try:
        return actions.check_in(_shared(hand), check_in=ref, how=how, why=data["why"])
    except Settled:
        raise NotOffered(_("This check-in is not waited for.")) from None


def _signed_before(hand: Hand, data: Data) -> bool:
    sign = hand.opened.file.way.travel.signs.get(data["check_in"])
    return bool(data["how"] == (sign.how if sign is not None else WAITS))


def _drop(hand: Hand, data: Data) -> object:
    try:
        return actions.drop_journey(_shared(hand), why=data["why"])
    except Settled:
        raise NotOffered(_("There is no journey any more.")) from None


def _dropped_before(hand: Hand, _data: Data) -> bool:
    return any(isinstance(body, JourneyDropped) for body in written_since(hand))


def _arrive(hand: Hand, data: Data) -> object:
    in_the_way = {gate.gate for gate in _ways(hand.opened, hand.now) if gate.in_the_way}
    if in_the_way - set(data["named"]):
        raise AskFirst
    return actions.arrive(
        _shared(hand), day=data["day"], closing=_("They have arrived."), haste=data["haste"]
    )


def _ways(opened: OpenCase, now: int) -> Sequence[Any]:
    return gates_to(opened.file, opened.rules, to=ARRIVED, now=now)


def _arriving(opened: OpenCase, _form: ActForm) -> dict[str, Any]:
    """Say what follows: the stage or why it stays, the check-ins that end, the days to ask."""
    travel, stood = opened.file.way.travel, journey_now(opened)
    asked = gates.asked_of(opened, ARRIVED)
    closed = list(travel.awaited) if stood else []
    return {
        **asked,
        "stays": asked["shut"] or asked["guardian"],
        "open_signs": len(closed),
        "open_signs_words": ngettext(
            "%(n)d check-in is still waited for. It ends with this.",
            "%(n)d check-ins are still waited for. They end with this.",
            len(closed),
        )
        % {"n": len(closed)},
        "after_days": len(opened.rules.asked_after()),
        "others": [one for one in stood.cases if one != opened.case.ref.hex] if stood else [],
    }


def _arrival(opened: OpenCase) -> dict[str, Any]:
    """Propose the day on which the last leg ends, once it has."""
    legs = opened.file.way.travel.legs if journey_now(opened) else []
    landed = legs and legs[-1].lands <= int(time.time())
    return {"day": legs[-1].arrives[:10]} if landed else {}


def _arrived_before(hand: Hand, data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, Arrived)]
    return any(body.day == data["day"].isoformat() for body in mine)


def _has_journey(opened: OpenCase) -> bool:
    return journey_now(opened) is not None


def _may_arrive(opened: OpenCase) -> bool:
    travel = opened.file.way.travel
    return _has_journey(opened) or travel.arrived is None


def to_journey(opened_ref: object, data: Data) -> str:
    """Return where a page of the journey leads: back to more rows, or to the journey."""
    if data.get("more"):
        return reverse("desk:journey", args=[opened_ref])
    return reverse("desk:plan", args=[opened_ref]) + "#journey"


ACTS: Final[Mapping[str, Act]] = {
    "journey": Act(
        "plan",
        JourneyForm,
        _set,
        given=_given,
        initial=_initial,
        own_page="desk/case/journey_write.html",
        asking=_asking,
        repeated=_set_before,
        then=to_journey,
    ),
    "sign": Act(
        "plan",
        SignForm,
        _sign,
        offered=_has_journey,
        when_closed=True,
        regardless=True,
        repeated=_signed_before,
        then=to_journey,
    ),
    "journey_drop": Act(
        "plan",
        DropJourneyForm,
        _drop,
        offered=_has_journey,
        when_closed=True,
        own_page="desk/case/journey_drop.html",
        repeated=_dropped_before,
        then=to_journey,
    ),
    "arrived": Act(
        "plan",
        ArrivedForm,
        _arrive,
        offered=_may_arrive,
        initial=_arrival,
        own_page="desk/case/arrived.html",
        asking=_arriving,
        repeated=_arrived_before,
        then=to_journey,
    ),
}
