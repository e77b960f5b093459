"""Saved views are a person's own: filters under a name, and nothing else."""

import pytest
from django.test import Client

from apps.cases.models import Paper
from tests.desk.looking import act, hidden_fields, text_of
from tests.world import Sent, World, noors_answers, submit

CASES, VIEWS = "/desk/cases/", "/desk/views/"


def save(client: Client, name: str, query: str = "?language=ru&need=shelter") -> str:
    page = client.get(CASES + query)
    fields = hidden_fields(page, f"{VIEWS}save/")
    answer = client.post(f"{VIEWS}save/", {**fields, "name": name})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def ref_of(client: Client) -> str:
    page = client.get(VIEWS).content.decode()
    return page.partition(f'action="{VIEWS}')[2].partition("/")[0]


def test_it_keeps_filters_under_a_name(sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(CASES)
    assert save(amira_desk, "Жильё") == f"{CASES}?language=ru&need=shelter"
    page = amira_desk.get(CASES).content.decode()
    assert f'<a href="{CASES}?language=ru&amp;need=shelter" dir="auto">Жильё</a>' in page


def test_it_offers_no_saving_where_nothing_is_asked_or_it_is_saved(
    sent: Sent, amira_desk: Client
) -> None:
    assert "Save this view" not in text_of(amira_desk.get(CASES))
    save(amira_desk, "Mine")
    assert "Save this view" not in text_of(amira_desk.get(f"{CASES}?language=ru&need=shelter"))
    assert "Save this view" in text_of(amira_desk.get(f"{CASES}?language=ar"))


def test_it_renames_and_forgets_one(sent: Sent, amira_desk: Client) -> None:
    save(amira_desk, "First")
    ref = ref_of(amira_desk)
    amira_desk.post(f"{VIEWS}{ref}/rename/", {"name": "Second"})
    assert "Second" in text_of(amira_desk.get(CASES))
    assert "First" not in text_of(amira_desk.get(CASES))
    amira_desk.post(f"{VIEWS}{ref}/drop/")
    assert "Second" not in text_of(amira_desk.get(CASES))
    assert "No saved views yet" in text_of(amira_desk.get(VIEWS))


def test_it_lets_nobody_else_see_or_change_them(
    sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    save(amira_desk, "Amira’s own")
    ref = ref_of(amira_desk)
    assert "own" not in text_of(bo_desk.get(VIEWS)).replace("yours alone", "")
    for act_ in ("rename", "drop"):
        answer = bo_desk.post(f"{VIEWS}{ref}/{act_}/", {"name": "x"})
        assert answer.status_code == 404
    assert "Amira" not in str(bytes(Paper.objects.get().sealed_paper))


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_it_asks_for_a_name_and_keeps_the_filters(
    sent: Sent, amira_desk: Client, name: str
) -> None:
    refused = amira_desk.post(f"{VIEWS}save/", {"name": name, "query": "language=ru"})
    assert refused.status_code == 422
    assert 'name="query" value="?language=ru"' in refused.content.decode().replace(
        'value="language', 'value="?language'
    )
    assert not Paper.objects.exists()
    save(amira_desk, "Good")
    again = amira_desk.post(f"{VIEWS}{ref_of(amira_desk)}/rename/", {"name": name})
    assert again.status_code == 422
    assert "Good" in text_of(amira_desk.get(VIEWS))


def test_it_keeps_no_search_in_a_view(sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(CASES)
    address = amira_desk.post("/desk/search/", {"words": "Нур"}).headers["Location"]
    assert save(amira_desk, "Russian", address.removeprefix(CASES) + "&language=ru") == (
        f"{CASES}?language=ru"
    )


def test_it_takes_any_query(sent: Sent, amira_desk: Client) -> None:
    for query in ("", "x=%00", "page=9&q=zz", "group=after&stage=nonsense&" + "a" * 4000):
        answer = amira_desk.post(f"{VIEWS}save/", {"name": "Odd", "query": query})
        assert answer.status_code in (302, 400)
    assert amira_desk.get(CASES).status_code == 200


def test_it_says_when_they_do_not_open(sent: Sent, amira_desk: Client) -> None:
    save(amira_desk, "Mine")
    Paper.objects.update(sealed_paper=b"\x00" * 64)
    assert "Your saved views do not open." in text_of(amira_desk.get(CASES))
    assert "Your saved views do not open." in text_of(amira_desk.get(VIEWS))


def test_the_board_shows_the_groups_side_by_side(world: World, amira_desk: Client) -> None:
    moved, new = submit(world), submit(world, answers=noors_answers(language="ar"))
    amira_desk.get(CASES)
    act(amira_desk, moved, "move", stage="assessment")
    page = amira_desk.get(f"{CASES}?look=board")
    words = text_of(page)
    assert "New 1" in words.partition("Board")[2]
    assert "Checking 1" in words.partition("Board")[2]
    assert "Moving 0 None here." in words
    text = page.content.decode()
    columns = {part.partition('"')[0]: part for part in text.split('aria-labelledby="g-')[1:]}
    assert str(moved.ref) in columns["checking"]
    assert str(new.ref) in columns["new"]


def test_the_board_keeps_the_filters(world: World, amira_desk: Client) -> None:
    submit(world)
    arabic = submit(world, answers=noors_answers(language="ar"))
    page = amira_desk.get(f"{CASES}?look=board&language=ar").content.decode()
    assert page.count('class="name"') == 1
    assert str(arabic.ref) in page
    assert 'name="look" value="board"' in page


def test_it_gives_no_two_views_one_name(sent: Sent, amira_desk: Client) -> None:
    save(amira_desk, "First", "?language=ru")
    save(amira_desk, "Second", "?language=ar")
    answer = amira_desk.post(f"{VIEWS}{ref_of(amira_desk)}/rename/", {"name": "Second"})
    assert answer.status_code == 422
    assert "Another view has this name." in text_of(answer)
    assert "First" in text_of(amira_desk.get(CASES))
