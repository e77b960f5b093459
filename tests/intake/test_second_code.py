"""The second code at the front door: offered by the organisation, looked at by choice."""

import re
from typing import Any

from apps.crypto.code import code_digits, code_words
from apps.intake import sending
from apps.mailbox.models import Mailbox
from apps.web.models import Organisation
from tests.intake.noor import STORY, Noor, page
from tests.mailbox import cast

OFFER = "If somebody could force you"


def codes_of(answer: Any) -> bytes:
    """Return what the page carries, sealed."""
    codes = sending.received_codes(page(answer).fields[sending.FIELD][0])
    assert codes is not None
    return codes


def shown(answer: Any) -> list[str]:
    words = re.search(r'<ol lang="en">(.*?)</ol>', answer.content.decode())
    assert words is not None
    return re.findall(r"<li>(.*?)</li>", words[1])


def answered(mailbox: Any) -> list[str]:
    """Return the answers that the page shows as one's own."""
    return re.findall(r"<d[td][^>]*>(.*?)</d[td]>", mailbox.content.decode(), re.DOTALL)


def asks_for_second(noor: Noor, answer: Any) -> Any:
    state = page(answer).fields[sending.FIELD][0]
    return noor.browser.post(noor.at("code/second/"), {sending.FIELD: state})


def test_it_is_not_offered_by_itself(harbour: cast.Harbour, noor: Noor) -> None:
    received = noor.asks()
    assert OFFER not in received.content.decode()
    assert asks_for_second(noor, received)["Location"] == noor.at("done/")


def test_it_is_shown_to_who_asks_and_opens_the_harmless_view(
    harbour: cast.Harbour, noor: Noor
) -> None:
    Organisation.objects.update(second_codes=True)
    received = noor.asks()
    assert OFFER in received.content.decode()
    codes = codes_of(received)
    first, second = codes[:10], codes[10:]
    assert shown(received) == code_words(first, "en")
    for odd in (code_digits(second), " ".join(code_words(second, "en") or [])):
        assert odd not in received.content.decode()
    other = asks_for_second(noor, received)
    assert shown(other) == code_words(second, "en")
    mine = noor.browser.post(noor.at("return/"), {"code": " ".join(shown(received))})
    theirs = noor.browser.post(noor.at("return/"), {"code": " ".join(shown(other))})
    assert STORY.split("\n")[0] in mine.content.decode()
    assert STORY.split("\n")[0] not in theirs.content.decode()
    # As of somebody who sent the form as it came, in which these two are chosen.
    assert noor.opens("form/").content.decode().count("checked") == 1
    empty = codes_of(noor.asks(language="en", channel="here"))
    nobody = noor.browser.post(noor.at("return/"), {"code": code_digits(empty[:10])})
    assert answered(theirs) == answered(nobody) != []


def test_it_leads_back_to_the_first(harbour: cast.Harbour, noor: Noor) -> None:
    Organisation.objects.update(second_codes=True)
    received = noor.asks()
    other = asks_for_second(noor, received)
    back = noor.browser.post(noor.at("code/"), page(other).fields)
    assert back.status_code == 200
    assert shown(back) == shown(received)
    said = {**page(back).fields, "code": " ".join(shown(other))}
    assert (
        "This is not the code above." in noor.browser.post(noor.at("code/"), said).content.decode()
    )


def test_sent_twice_it_is_the_same_pair(harbour: cast.Harbour, noor: Noor) -> None:
    Organisation.objects.update(second_codes=True)
    checked = noor.fills_in()
    once, again = noor.sends(checked), noor.sends(checked)
    assert codes_of(once) == codes_of(again)
    assert Mailbox.objects.count() == 2


def test_what_was_drawn_stands_whatever_is_set_meanwhile(harbour: cast.Harbour, noor: Noor) -> None:
    """A page shows no second code that opens nothing, nor hides one that was made."""
    for drawn in (True, False):
        Organisation.objects.update(second_codes=drawn)
        checked = noor.fills_in()
        Organisation.objects.update(second_codes=not drawn)
        received = noor.sends(checked)
        assert (OFFER in received.content.decode()) == drawn
        assert (len(codes_of(received)) == 20) == drawn


def test_no_page_weighs_more_for_who_has_one(harbour: cast.Harbour, noor: Noor) -> None:
    """Whoever looks at the landing, the form or the return page learns nothing either."""
    before = [noor.opens(path).content for path in ("", "done/", "safety/")]
    Organisation.objects.update(second_codes=True)
    assert before == [noor.opens(path).content for path in ("", "done/", "safety/")]


def test_it_answers_anything_odd_with_the_last_page(noor: Noor) -> None:
    Organisation.objects.update(second_codes=True)
    for state in ("", "x", sending.draw(bytes(32)), sending.seal_received(bytes(10))):
        answer = noor.browser.post(noor.at("code/second/"), {sending.FIELD: state})
        assert answer["Location"] == noor.at("done/")
