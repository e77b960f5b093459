"""Setting up: one page behind a one-time token, until the operator has joined."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.accounts.models import Invite, User
from apps.operations import setup
from apps.teams.models import Membership, Team
from apps.web.models import Organisation
from tests.people import make_person

FILLED: dict[str, Any] = {
    "name": "Harbour Light",
    "languages": ["en", "ru"],
    "promise_days": "5",
    "leave_address": "https://www.wikipedia.org/",
    "danger_en": "Go where other people are.",
    "danger_ru": "Идите туда, где есть люди.",
    "notices": "mail",
    "casework": "Harbour",
    "oversight": "Oversight",
    "operator": "dan",
    "coordinator": "bo",
    "caseworker": "amira",
    "overseer": "olu",
    "overseer_mail": "olu@example.org",
}
TOKEN_FILE = Path(settings.RUNTIME) / "setup.token"


@pytest.fixture
def address(db: None, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """The path that was printed, once."""
    TOKEN_FILE.unlink(missing_ok=True)
    setup.first_steps()
    printed = capsys.readouterr().out.split()[-1]
    yield printed.removeprefix(settings.ORIGIN)
    TOKEN_FILE.unlink(missing_ok=True)


def found(client: Client, address: str, **changes: Any) -> Any:
    return client.post(address, FILLED | changes)


def joining_paths(page: Any) -> dict[str, str]:
    return {handle: url for handle, _role, url in page.context["people"]}


def test_it_prints_an_address_that_opens(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_it_prints_the_same_address_until_it_is_used(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    setup.first_steps()
    assert address in capsys.readouterr().out


def test_it_keeps_the_token_to_its_own_user(address: str) -> None:
    assert TOKEN_FILE.stat().st_mode & 0o777 == 0o600


def test_it_makes_a_new_token_where_the_file_is_empty(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    TOKEN_FILE.write_text("")
    setup.first_steps()
    assert len(capsys.readouterr().out.split("/")[-2]) == 32


@pytest.mark.parametrize("token", ["x", "é", "%00", "a" * 5000])
def test_it_is_not_found_by_a_wrong_token(client: Client, address: str, token: str) -> None:
    assert client.get(f"/desk/setup/{token}/").status_code == 404


def test_it_is_not_found_where_no_token_was_made(client: Client, address: str) -> None:
    TOKEN_FILE.unlink()
    assert client.get(address).status_code == 404


def test_it_opens_to_no_empty_token(db: None) -> None:
    TOKEN_FILE.write_text("")
    assert setup.is_token("") is False


def test_it_founds_the_organisation(client: Client, address: str) -> None:
    found(client, address)
    site = Organisation.objects.get()
    assert (site.name, site.languages, site.promise_days) == ("Harbour Light", ["en", "ru"], 5)
    assert site.danger_words == {"en": FILLED["danger_en"], "ru": FILLED["danger_ru"]}
    assert site.opened is False


def test_it_makes_the_first_teams_and_lets_people_wait(client: Client, address: str) -> None:
    found(client, address)
    assert set(Team.objects.values_list("name", "kind", "receiving")) == {
        ("Harbour", "casework", True),
        ("Oversight", "oversight", False),
    }
    assert set(Membership.objects.values_list("team__name", "user__handle", "status")) == {
        ("Harbour", "bo", "waiting"),
        ("Harbour", "amira", "waiting"),
        ("Oversight", "olu", "waiting"),
    }


def test_it_gives_the_operator_no_team_and_no_case(client: Client, address: str) -> None:
    found(client, address)
    dan = User.objects.get(handle="dan")
    assert (dan.is_operator, dan.is_coordinator) == (True, False)
    assert not dan.memberships.exists()


def test_it_shows_an_address_for_each_person_that_opens(client: Client, address: str) -> None:
    paths = joining_paths(found(client, address))
    assert set(paths) == {"dan", "bo", "amira", "olu"}
    for url in paths.values():
        assert url.startswith(f"{settings.ORIGIN}/desk/join/")
        assert client.get(url.removeprefix(settings.ORIGIN), follow=True).status_code == 200


def test_it_keeps_no_token_that_joins(client: Client, address: str) -> None:
    tokens = [url.split("/")[-2] for url in joining_paths(found(client, address)).values()]
    kept = b"".join(bytes(row) for row in Invite.objects.values_list("token_hash", flat=True))
    assert not [token for token in tokens if token.encode() in kept]


def test_it_shows_addresses_once(client: Client, address: str) -> None:
    found(client, address)
    assert not client.get(address).context["people"]


def test_it_makes_new_addresses_on_a_second_visit(client: Client, address: str) -> None:
    before = joining_paths(found(client, address))
    after = joining_paths(client.post(address))
    assert set(after) == set(before)
    assert not set(after.values()) & set(before.values())


def test_it_ends_the_earlier_addresses(client: Client, address: str) -> None:
    before = joining_paths(found(client, address))
    client.post(address)
    old = before["amira"].removeprefix(settings.ORIGIN)
    assert "not_there" in _ending(client, old)


def _ending(client: Client, path: str) -> str:
    """Whether an address still leads to somebody's joining."""
    page = client.get(path, follow=True)
    return "there" if page.status_code == 200 and b"<form" in page.content else "not_there"


def test_it_makes_no_new_address_for_somebody_suspended(client: Client, address: str) -> None:
    found(client, address)
    User.objects.filter(handle="bo").update(is_active=False)
    assert "bo" not in joining_paths(client.post(address))


def test_it_founds_nothing_twice(client: Client, address: str) -> None:
    found(client, address)
    found(client, address, name="Another")
    assert Organisation.objects.get().name == "Harbour Light"
    assert User.objects.count() == 4


def test_it_tells_whoever_comes_second_at_the_same_moment(client: Client, address: str) -> None:
    found(client, address)
    with pytest.raises(setup.AlreadyFounded):
        setup.found(fields={"name": "Another", "languages": ["en"]}, teams={}, people={})


def test_it_is_gone_once_the_operator_has_joined(client: Client, address: str) -> None:
    make_person("dan", is_operator=True)
    assert client.get(address).status_code == 404
    setup.first_steps()
    assert not TOKEN_FILE.exists()


def test_it_stays_while_only_others_have_joined(client: Client, address: str) -> None:
    make_person("amira")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"languages": []}, "languages"),
        ({"languages": ["xx"]}, "languages"),
        ({"promise_days": "0"}, "promise_days"),
        ({"promise_days": "9" * 5000}, "promise_days"),
        ({"leave_address": "javascript:alert(1)"}, "leave_address"),
        ({"leave_address": "https://example.org/" + "a" * 300}, "leave_address"),
        ({"danger_ru": ""}, "danger_ru"),
        ({"notices": "nobody"}, "nobody_statement"),
        ({"operator": "D"}, "operator"),
        ({"overseer_mail": "a" * 64 + "@" + ".".join(["b" * 60] * 4)}, "overseer_mail"),
        ({"caseworker": "bo"}, "caseworker"),
        ({"overseer": "DAN"}, "overseer"),
        ({"oversight": "Harbour"}, "oversight"),
    ],
)
def test_it_asks_again_for(
    client: Client, address: str, changes: dict[str, Any], field: str
) -> None:
    page = found(client, address, **changes)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert not Organisation.objects.exists()


def test_it_keeps_every_word_when_it_asks_again(client: Client, address: str) -> None:
    page = found(client, address, name="", danger_en="Night line 113").content.decode()
    assert "Night line 113" in page
    assert "Идите туда" in page


def test_it_writes_down_that_nobody_is_told(client: Client, address: str) -> None:
    found(client, address, notices="nobody", nobody_statement="Amira looks every evening.")
    site = Organisation.objects.get()
    assert (site.notices, site.nobody_statement) == ("nobody", "Amira looks every evening.")


@given(
    fields=st.dictionaries(
        st.sampled_from([*FILLED, "coordinator_mail", "nobody_statement", "unknown"]),
        st.one_of(st.text(max_size=400), st.lists(st.text(max_size=12), max_size=5)),
    )
)
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_answers_whatever_is_sent(client: Client, address: str, fields: dict[str, Any]) -> None:
    page = client.post(address, FILLED | fields)
    assert page.status_code in {200, 422}
    # The next one finds the page as it was.
    for model in (Organisation, Team, User):
        model._default_manager.all().delete()


def test_it_unfolds_the_other_languages_when_words_for_one_are_missing(
    client: Client, address: str
) -> None:
    page = found(client, address, languages=["en", "tr"], danger_ru="").content.decode()
    folded = page.split("In the other languages", 1)
    assert folded[0].endswith("<details open><summary>")
    assert "Write the words for danger in this language." in folded[1]
    assert "<details><summary>In the other languages" in client.get(address).content.decode()


def test_it_speaks_a_language_that_the_desk_does_not(client: Client, address: str) -> None:
    found(client, address, languages=["tr"], danger_tr="Kalabalık bir yere gidin.")
    site = Organisation.objects.get()
    assert (site.languages, site.danger_words) == (["tr"], {"tr": "Kalabalık bir yere gidin."})
