"""Coming back: a right code opens, and all others look alike."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.crypto.code import code_digits, code_words, new_code, stretch_code
from apps.crypto.submission import empty_mailbox
from apps.crypto.wordlists import bare
from apps.mailbox.actions import carry_out_withdrawals, withdraw
from apps.mailbox.days import today
from apps.mailbox.models import Mailbox
from apps.mailbox.visits import enter_by_code
from apps.retention.actions import erase_case
from apps.web import crowds
from apps.web.costs import code_cost
from apps.web.models import Organisation
from tests.mailbox import cast


def words(secret: bytes, language: str = "en") -> str:
    return " ".join(code_words(secret, language) or [])


def shape(page: Any, queries: CaptureQueriesContext) -> tuple[int, bytes, list[str]]:
    """What can be seen of an answer: its status, bytes and statements without their values."""
    statements = [query["sql"].split(" WHERE ")[0] for query in queries.captured_queries]
    return page.status_code, page.content, statements


def try_code(noor: cast.Noor, code: str) -> tuple[int, bytes, list[str]]:
    with CaptureQueriesContext(connection) as queries:
        page = noor.come_back(code)
    return shape(page, queries)


def test_it_opens_with_the_words(noor: cast.Noor) -> None:
    page = noor.come_back()
    assert page.status_code == 200
    assert "We have received it" in page.content.decode()


def test_it_opens_with_the_digits_of_any_script(noor: cast.Noor) -> None:
    arabic = noor.digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert noor.come_back(arabic).status_code == 200


def test_it_opens_with_four_letters_of_each_word(noor: cast.Noor) -> None:
    assert (
        noor.come_back(" ".join(word[:4].upper() for word in noor.words.split())).status_code == 200
    )


def test_it_opens_with_one_word_lost(noor: cast.Noor) -> None:
    assert noor.come_back(" ".join(["?", *noor.words.split()[1:]])).status_code == 200


def test_it_opens_with_words_of_another_language(noor: cast.Noor) -> None:
    assert noor.come_back(words(noor.secret, "ru")).status_code == 200


@pytest.mark.parametrize("language", ["fr", "es", "pt", "tr"])
def test_it_opens_with_words_typed_without_their_accents(noor: cast.Noor, language: str) -> None:
    typed = words(noor.secret, language)
    assert noor.come_back(bare(typed)).status_code == 200
    assert noor.come_back(unicodedata.normalize("NFD", typed).upper()).status_code == 200


def test_it_sets_no_cookie(noor: cast.Noor) -> None:
    assert not noor.come_back().cookies


def test_it_never_writes_the_code_into_a_page(noor: cast.Noor) -> None:
    page = noor.come_back().content.decode()
    assert not [word for word in (*noor.words.split(), noor.digits) if f">{word}<" in page]
    assert noor.words not in page


def test_it_answers_all_codes_that_open_nothing_alike(
    noor: cast.Noor, harbour: cast.Harbour, organisation: Organisation
) -> None:
    erased, gone = cast.noor(harbour.team), cast.noor(harbour.team)
    erase_case(case=erased.case, today=today())
    entered = enter_by_code(gone.words)
    assert isinstance(entered, tuple)
    withdraw(visit=entered[0], proof=entered[1].withdrawal)
    never = try_code(noor, words(new_code()))
    assert never[0] == 422
    assert try_code(noor, erased.words) == never
    assert try_code(noor, gone.words) == never
    carry_out_withdrawals(today=today())
    assert try_code(noor, gone.words) == never
    assert try_code(noor, second_mailbox(noor, organisation)) == never


def second_mailbox(noor: cast.Noor, organisation: Organisation) -> str:
    """A code that finds the empty mailbox: nobody has one, but its row is there."""
    secret = new_code()
    code = stretch_code(secret, bytes(organisation.site_salt), code_cost())
    row = empty_mailbox()
    Mailbox.objects.filter(case=noor.case, position=1).update(
        locator_hash=code.locator_hash, sealed_mailbox_key=row.sealed_mailbox_key
    )
    return words(secret)


def test_it_opens_nothing_where_rows_were_exchanged(noor: cast.Noor, harbour: cast.Harbour) -> None:
    other = cast.noor(harbour.team)
    theirs = Mailbox.objects.get(case=other.case, position=0)
    Mailbox.objects.filter(case=noor.case, position=0).update(
        sealed_mailbox_key=theirs.sealed_mailbox_key, sealed_intake_key=theirs.sealed_intake_key
    )
    assert noor.come_back().status_code == 422


def test_it_opens_nothing_where_a_row_was_cut(noor: cast.Noor) -> None:
    Mailbox.objects.update(sealed_mailbox_key=b"\x01")
    assert noor.come_back().status_code == 422


def test_it_says_what_to_do_when_a_code_opens_nothing(noor: cast.Noor) -> None:
    page = noor.come_back(words(new_code())).content.decode()
    assert "This opens nothing. Look at the order and the spelling." in page
    assert "/en/form/again/" in page


def test_it_runs_the_same_statements_up_to_opening(noor: cast.Noor) -> None:
    wrong = try_code(noor, words(new_code()))[2]
    right = try_code(noor, noor.words)[2]
    # Site and mailbox; then the wrong one's page asks for the site's colours.
    assert wrong[:2] == right[:2]
    assert "mailbox_mailbox" in right[1]


def test_it_stretches_as_often_for_a_wrong_code_with_a_lost_word(noor: cast.Noor) -> None:
    wrong = " ".join(["?", *words(new_code()).split()[1:]])
    with CaptureQueriesContext(connection) as queries:
        page = noor.come_back(wrong)
    assert page.status_code == 422
    assert len([one for one in queries.captured_queries if "mailbox_mailbox" in one["sql"]]) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the words or the numbers of your code."),
        ("abandon ability", "A code has 8 words. Here are 2."),
        ("1234", "A code has 27 digits. Here are 4."),
        (
            "abandn " + "ability " * 7,
            "Word 1, “abandn”, is not one of ours. Did you mean “abandon”",
        ),
        ("qqqqqqq " + "ability " * 7, "or put ? in its place."),
        ("? ? " + "ability " * 6, "Put ? in one place only."),
    ],
)
def test_it_helps_with_what_cannot_be_a_code(noor: cast.Noor, typed: str, said: str) -> None:
    page = noor.come_back(typed)
    assert page.status_code == 422
    assert said in page.content.decode()


def test_it_looks_for_no_mailbox_when_it_cannot_be_a_code(noor: cast.Noor) -> None:
    with CaptureQueriesContext(connection) as queries:
        noor.come_back("abandn " + "ability " * 7)
    assert not [query for query in queries.captured_queries if "mailbox" in query["sql"]]


def test_it_tells_when_good_words_do_not_fit_together(noor: cast.Noor) -> None:
    first, *rest = noor.words.split()
    # One of these eight, at the least, has another check byte than its first ten bytes ask for.
    pages = [noor.come_back(" ".join([other, *rest])) for other in (*rest, "zoo") if other != first]
    assert any("Look at their order." in page.content.decode() for page in pages)


def test_it_takes_ten_thousand_letters_for_a_mistake(noor: cast.Noor) -> None:
    assert noor.come_back(os.urandom(5000).hex()).status_code == 422


@pytest.fixture
def busy() -> Iterator[None]:
    """Everybody else is working out codes."""
    with ExitStack() as stack:
        for _ in range(crowds.code.threads):
            stack.enter_context(crowds.code._thread())
        yield


@pytest.mark.usefixtures("busy")
def test_it_asks_for_the_code_again_when_many_are_here(noor: cast.Noor) -> None:
    page = noor.come_back()
    assert page.status_code == 503
    assert "Many people are here right now." in page.content.decode()
    assert noor.words not in page.content.decode()


@pytest.mark.usefixtures("busy")
def test_it_keeps_words_and_never_the_code_when_many_are_here(noor: cast.Noor) -> None:
    fields = {"text": "Are you there?", "token": "a" * 32, "code": noor.words}
    page = noor.browser.post("/en/mailbox/write/", fields)
    assert page.status_code == 503
    assert "Are you there?" in page.content.decode()
    assert noor.words not in page.content.decode()


@pytest.mark.usefixtures("busy")
def test_it_takes_nothing_back_when_many_are_here(noor: cast.Noor) -> None:
    page = noor.browser.post("/en/mailbox/take-back/", {"code": noor.words})
    assert page.status_code == 503
    assert noor.words not in page.content.decode()


def test_it_works_before_set_up(client: Any, db: None) -> None:
    assert client.post("/en/return/", {"code": code_digits(new_code())}).status_code == 422
