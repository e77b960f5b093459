"""Forms with an address of their own: another team receives, in the same bytes, the same way."""

import base64
import json
import re
from typing import Any, Final

import pytest
from django.test import Client
from django.test import override_settings as overridden

from apps.cases.actions import read_case
from apps.cases.models import Case, Submission
from apps.crypto import carried
from apps.crypto.code import SECRET, code_digits, new_code, stretch_code
from apps.crypto.sent import write_sent
from apps.crypto.submission import seal_submission
from apps.intake import sending
from apps.intake.actions import publish
from apps.intake.definition import Definition
from apps.intake.models import Entrance
from apps.intake.offline.making import DAY_NOUGHT
from apps.intake.queries import questionnaire
from apps.intake.shipped import SHIPPED
from apps.mailbox.days import today
from apps.mailbox.models import Mailbox
from apps.teams.models import Epoch, Notice, Team
from apps.teams.queries import FORMS_LAST, current_epoch
from apps.web.costs import code_cost
from apps.web.models import Organisation
from tests.intake.noor import Noor, page
from tests.world import World, desk, fresh, make_world

WORD: Final = "spring"
HERE: Final = f"f/{WORD}/"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def spring(world: World) -> Entrance:
    """A form of Lighthouse's, which asks one part less than the first."""
    publish(definition=Definition(SHIPPED.parts[:-1], SHIPPED.consent), form=WORD)
    return Entrance.objects.create(word=WORD, team=world.lighthouse, accepting=True)


class Spring(Noor):
    """Noor, who was given the address of this form."""

    def at(self, path: str) -> str:
        return f"/{self.language}/{HERE}{path}"


@pytest.fixture
def noor(spring: Entrance) -> Spring:
    return Spring(Client())


def sealed_for(team: Team, site: Organisation) -> bytes:
    """Seal as a browser does, to a team's newest epoch."""
    epoch = current_epoch(team)
    assert epoch is not None
    return write_sent(
        seal_submission(
            team=epoch.team,
            number=epoch.number,
            public_key=epoch.public_key,
            answers=b'{"language":"en","questionnaire":2,"party":"self","answers":[],'
            b'"consent":{"version":2,"text":"Yes"}}',
            code=stretch_code(new_code(), bytes(site.site_salt), code_cost()),
        )
    )


def post_sealed(data: bytes, *, word: str = WORD, state: str | None = None) -> Any:
    at = f"/en/f/{word}/sealed/" if word else "/en/sealed/"
    headers = {"page-state": sending.seal_shown(word) if state is None else state}
    return Client().post(at, data, content_type="application/octet-stream", headers=headers)


def code_in(received: Any) -> str:
    """The digits on the page with the code."""
    codes = sending.received_codes(page(received).fields["_state"][0])
    assert codes is not None
    return " ".join(code_digits(codes[:SECRET]))


def test_it_goes_to_the_form_s_own_team(noor: Spring, world: World) -> None:
    assert "We have received it" in noor.asks().content.decode()
    case = Case.objects.get()
    assert case.team == world.lighthouse
    assert [row.team for row in Notice.objects.all()] == [world.lighthouse]
    opened = read_case(ref=case.ref, user=world.chioma.user, keyring=fresh(world.chioma))
    assert opened.answers is not None
    assert opened.answers.questionnaire == 2


def test_it_stays_within_the_form_from_page_to_page(noor: Spring) -> None:
    landing = noor.opens("").content.decode()
    assert f'href="/en/{HERE}form/"' in landing
    assert f'href="/en/{HERE}form/again/"' in landing
    assert f'href="/ru/{HERE}"' in landing
    blank = page(noor.opens("form/other/"))
    assert blank.action == f"/en/{HERE}check/"
    checked = noor.fills_in("form/other/", safety="safe")
    assert f'formaction="/en/{HERE}form/other/' in checked.content.decode()
    assert f'action="/en/{HERE}code/"' in noor.sends(checked).content.decode()
    assert noor.browser.get(noor.at("send/"))["Location"] == noor.at("form/")
    assert noor.browser.get(noor.at("code/"))["Location"] == noor.at("done/")


def test_it_gives_a_code_that_opens_at_the_one_page_for_coming_back(noor: Spring) -> None:
    inside = noor.browser.post("/en/mailbox/", {"code": code_in(noor.asks())})
    assert "Take it back" in inside.content.decode()


def test_it_asks_the_form_s_own_questions(noor: Spring) -> None:
    own, first = questionnaire(form=WORD), questionnaire()
    assert own is not None
    assert first is not None
    assert (own.version, first.version) == (2, 1)
    assert 'name="_version" value="2"' in noor.opens("form/").content.decode()
    assert 'name="_version" value="1"' in Client().get("/en/form/").content.decode()
    # A version of another form is none of this one's.
    posted = noor.browser.post(noor.at("check/"), {"_version": "1", "safety": "safe"})
    assert page(posted).fields["_version"] == ["2"]


def test_it_reads_a_word_however_it_is_written(noor: Spring) -> None:
    assert "You can ask for help here" in Client().get("/en/f/SPRING/").content.decode()


@pytest.mark.parametrize("path", ["", "form/", "sealing/", "check/", "done/", "form/again/"])
def test_it_says_in_words_that_there_is_no_such_form(world: World, path: str) -> None:
    answer = Client().get(f"/en/f/nowhere/{path}")
    assert answer.status_code == 404
    assert "There is no form at this address" in answer.content.decode()


def test_it_stores_nothing_at_an_address_that_is_none(world: World) -> None:
    data = sealed_for(world.lighthouse, world.organisation)
    assert post_sealed(data, word="nowhere").status_code == 404
    assert not Case.objects.exists()


def test_it_says_in_words_that_the_form_is_closed(noor: Spring, spring: Entrance) -> None:
    state = sending.seal_shown(WORD)
    checked = noor.fills_in(name="Noor")
    Entrance.objects.update(accepting=False)
    for path in ("", "form/", "form/other/", "sealing/"):
        assert "no new requests" in noor.opens(path).content.decode(), path
    shown = noor.browser.post(noor.at("check/"), {"_version": "2", "name": "Noor"})
    assert "no new requests" in shown.content.decode()
    assert "Noor" in shown.content.decode()
    assert "You asked before" in noor.opens("form/again/").content.decode()
    assert "You can ask for help here" in Client().get("/en/").content.decode()
    # What was looked over while it was open is still taken.
    assert "We have received it" in noor.sends(checked).content.decode()
    data = sealed_for(spring.team, Organisation.objects.get())
    assert post_sealed(data, state=state).status_code == 204


def test_it_stays_open_while_the_first_form_is_closed(noor: Spring) -> None:
    Organisation.objects.update(accepting=False)
    assert "no new requests" in Client().get("/en/form/").content.decode()
    assert "We have received it" in noor.asks().content.decode()


def test_it_is_not_open_before_the_front_door_is(noor: Spring) -> None:
    Organisation.objects.update(opened=False)
    assert "not open yet" in noor.opens("").content.decode()
    assert "not open yet" in noor.opens("form/").content.decode()


def test_it_hands_the_browser_the_keys_of_the_form_s_team(noor: Spring, spring: Entrance) -> None:
    words = noor.opens("sealing/?party=self&version=2").content.decode()
    found = re.search(r'<script id="seal-given"[^>]*>(.*?)</script>', words, re.DOTALL)
    assert found is not None
    given = json.loads(found[1])
    assert given["consent"]["version"] == 2
    data = sealed_for(spring.team, Organisation.objects.get())
    assert post_sealed(data, state=given["state"]).status_code == 204
    assert Case.objects.get().team == spring.team
    # The same bytes again are the same case.
    assert post_sealed(data, state=given["state"]).status_code == 204
    assert Case.objects.count() == 1


def test_it_takes_nothing_that_was_sealed_for_another_form(spring: Entrance, world: World) -> None:
    for team, word in ((world.harbour, WORD), (world.lighthouse, "")):
        data = sealed_for(team, world.organisation)
        assert post_sealed(data, word=word).status_code == 409
    mine = sealed_for(world.lighthouse, world.organisation)
    assert post_sealed(mine, state=sending.seal_shown()).status_code == 409
    assert not Case.objects.exists()
    assert not Mailbox.objects.exists()


def test_it_goes_to_the_other_team_once_that_receives(noor: Spring, world: World) -> None:
    data = sealed_for(world.lighthouse, world.organisation)
    Entrance.objects.update(team=world.harbour)
    assert post_sealed(data).status_code == 409
    noor.asks()
    assert Case.objects.get().team == world.harbour


def test_it_takes_nothing_for_a_team_that_is_not_among_the_configured(
    noor: Spring, world: World
) -> None:
    checked = noor.fills_in(name="Noor")
    data = sealed_for(world.lighthouse, world.organisation)
    chain = current_epoch(world.harbour)
    assert chain is not None
    with overridden(FIRST_EPOCHS={world.harbour.ref.hex: chain.digest.hex()}):
        assert noor.sends(checked).status_code == 503
        assert post_sealed(data).status_code == 409
        assert noor.opens("sealing/").status_code == 503
    assert not Case.objects.exists()


def test_it_counts_each_form_by_itself(
    noor: Spring, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    monkeypatch.setattr("apps.intake.receiving.MOST_REQUESTS", 1)
    first = Noor(Client())
    assert "We have received it" in first.asks(name="One").content.decode()
    assert first.asks(name="Two").status_code == 503
    assert "We have received it" in noor.asks().content.decode()
    assert noor.asks(name="Four").status_code == 503


def test_it_offers_second_codes_as_the_first_form_does(noor: Spring) -> None:
    Organisation.objects.update(second_codes=True)
    received = noor.asks()
    said = page(received).fields["_state"][0]
    second = noor.browser.post(noor.at("code/second/"), {"_state": said})
    assert second.status_code == 200
    assert f'action="/en/{HERE}code/"' in second.content.decode()


def test_it_keeps_which_form_it_was_under_the_seal_alone(noor: Spring) -> None:
    noor.asks()
    rows = [*Case.objects.values(), *Submission.objects.values(), *Mailbox.objects.values()]
    assert WORD not in repr(rows)
    assert not any(isinstance(value, int) and value == 2 for row in rows for value in row.values())


def test_it_shows_the_desk_by_which_form_it_came(noor: Spring, world: World) -> None:
    noor.asks()
    Entrance.objects.update(name="Spring campaign")
    case = Case.objects.get()
    browser = desk(world.chioma)
    named = "by the form <bdi>Spring campaign</bdi>"
    assert named in browser.get(f"/desk/requests/{case.ref}/").content.decode()
    assert named in browser.get(f"/desk/cases/{case.ref}/").content.decode()


def test_it_asks_on_the_way_back_what_the_form_had_asked(noor: Spring) -> None:
    inside = page(noor.browser.post("/en/mailbox/", {"code": code_in(noor.asks())}))
    later = noor.browser.post("/en/mailbox/answers/", {"state": inside.fields["state"][0]})
    assert 'name="story"' in later.content.decode()
    assert 'name="needs"' not in later.content.decode()


def test_it_is_given_out_as_a_file_that_locks_to_its_team(world: World, noor: Spring) -> None:
    page_ = noor.opens("offline/file/?languages=en").content.decode()
    epoch = current_epoch(world.lighthouse)
    assert epoch is not None
    assert base64.b64encode(epoch.public_key).decode() in page_
    assert "What do you need first?" not in page_, "the part that this form does not ask"
    lent = Epoch.objects.exclude(forms_until=None)
    assert [one.team for one in lent] == [world.lighthouse]
    Entrance.objects.update(accepting=False)
    assert "no new requests" in noor.opens("offline/").content.decode()


def test_its_locked_texts_come_in_by_the_one_page_for_all(world: World, spring: Entrance) -> None:
    until = (today() + FORMS_LAST - DAY_NOUGHT).days.to_bytes(4, "big")
    Entrance.objects.update(accepting=False)
    sent = sealed_for(world.lighthouse, world.organisation)
    text = carried.write_text(b"\x01" + until + sent)
    fields = {"text": text, "state": sending.seal_shown()}
    assert "Received." in Client().post("/en/bring/", fields).content.decode()
    assert Case.objects.get().team == world.lighthouse
    Entrance.objects.all().delete()
    other = carried.write_text(b"\x01" + until + sealed_for(world.lighthouse, world.organisation))
    answer = Client().post("/en/bring/", {**fields, "text": other}).content.decode()
    assert "a key that is not used here" in answer
    assert Case.objects.count() == 1
