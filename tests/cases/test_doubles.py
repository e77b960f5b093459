"""Possible doubles: who is found across scripts and spellings, and who is not."""

import random
from typing import Any
from uuid import UUID, uuid4

import pytest

from apps.cases.doubles import ENOUGH, Double, Doubles, alike
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody
from apps.cases.traits import Traits, addresses_in, names_in, sentences

TEAM = uuid4()
STORY = "Они приходили дважды, и дома меня больше не ждут. Брат сказал, чтобы я не возвращался."
NAMES = "Aslan Zarema Timur Liana Farid Samira Karim Leyla Rustam Dina Murad Zalina Idris Malika"


def row(name: str = "", *, team: UUID = TEAM, story: str = "", **facets: object) -> Row:
    traits = Traits(
        names=names_in(name),
        told=sentences(story),
        addresses=[str(one) for one in facets.pop("addresses", [])],  # type: ignore[attr-defined]
        papers=str(facets.pop("papers", "")),
        company=str(facets.pop("company", "")),
        apart=[str(one) for one in facets.pop("apart", [])],  # type: ignore[attr-defined]
    )
    body = SummaryBody(
        name="Blue kettle",
        reference="K7-2041",
        stage="received",
        arrived=0,
        clock=0,
        changed=0,
        traits=traits,
        **facets,  # type: ignore[arg-type]
    )
    return Row(ref=uuid4(), team=team, body=body)


def _alike(one: str, two: str) -> str | None:
    (first,), (second,) = names_in(one), names_in(two)
    return alike(first, second)


def found(one: Row, *others: Row) -> list[Double]:
    return Doubles([one, *others]).of(one.ref)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Магомед", "محمد"),
        ("Магомед", "Mohammad"),
        ("عائشة", "Aisha"),
        ("عمر", "Умар"),
        ("محمد", "Muhammad"),
        ("Мухаммед", "Mohammed"),
        ("Нур", "Noor"),
        ("نور", "Nur"),
        ("Aisha", "Айша"),
        ("Юсуф", "يوسف"),
        ("Хадиджа", "Khadija"),
        ("Fatima", "فاطمة"),
    ],
)
def test_it_knows_a_name_in_another_script_or_spelling(one: str, two: str) -> None:
    assert _alike(one, two) == "spelling"


@pytest.mark.parametrize(
    ("one", "two"), [("Noor", "Nora"), ("Amina", "Mona"), ("Ali", "Leo"), ("Dan", "Dina")]
)
def test_it_tells_short_names_apart_by_their_vowels(one: str, two: str) -> None:
    assert _alike(one, two) is None


def test_it_finds_somebody_who_asks_again_under_another_spelling() -> None:
    before = row("Магомед", country="GE", language="ru")
    again = row("محمد", country="GE", language="ar", party="again")
    (double,) = found(again, before, row("Zarema", country="GE"))
    assert double.ref == before.ref
    assert double.reasons == ("spelling", "again", "country")


def test_it_finds_the_same_address_though_all_else_differs() -> None:
    before = row("Noor", country="GE", addresses=["aa"])
    assert found(row("Somebody", country="TR", addresses=["aa"]), before)[0].reasons == ("address",)


def test_it_finds_the_same_sentence_in_two_stories() -> None:
    before = row(story=STORY)
    again = row(story=f"Я снова пишу. {STORY}")
    assert found(again, before)[0].reasons == ("sentence",)


def test_it_takes_no_sentence_that_everybody_writes() -> None:
    others = [row(story="I need help to leave the country as soon as possible.") for _ in range(9)]
    assert not found(*others)


def test_it_shows_nothing_for_what_many_share() -> None:
    facts: dict[str, Any] = {"country": "GE", "language": "ru", "papers": "valid GE"}
    facts["company"] = "others 1 2"
    assert not found(row("Aslan", **facts), row("Timur", **facts))


def test_it_takes_a_common_name_for_little() -> None:
    crowd = [row("Magomed", country="GE", language="ru") for _ in range(60)]
    assert not found(*crowd)


def test_it_compares_only_within_one_team() -> None:
    theirs = row("Noor", team=uuid4(), addresses=["aa"])
    assert not found(row("Noor", addresses=["aa"]), theirs)


def test_it_leaves_out_practice_what_was_joined_and_what_was_told_apart() -> None:
    one = row("Noor", addresses=["aa"])
    joined = row("Noor", addresses=["aa"], joined=one.ref.hex)
    apart = row("Noor", addresses=["aa"], apart=[one.ref.hex])
    practice = row("Noor", addresses=["aa"], practice=True)
    assert not found(one, joined, apart, practice)


def test_it_raises_few_false_alarms_in_a_large_team() -> None:
    draw = random.Random(7)  # noqa: S311  (an example, the same each time)
    first, last = NAMES.split(), [f"{one}ov" for one in NAMES.split()]
    rows = [
        row(
            f"{draw.choice(first)}{draw.choice('abdikmnrst')} {draw.choice(last)}",
            country=draw.choice(("GE", "TR", "AM", "KZ", "EG", "LB")),
            language=draw.choice(("ru", "ar", "en")),
            papers=draw.choice(("valid RU", "taken", "never", "")),
            company=draw.choice(("alone", "others 1 0", "others 1 2", "")),
        )
        for _ in range(3000)
    ]
    doubles = Doubles(rows)
    alarms = sum(bool(doubles.of(one.ref)) for one in rows[:300])
    assert alarms <= 300 * 0.1


def test_it_reads_addresses_however_they_are_written() -> None:
    assert addresses_in("Signal, +995 (555) 12-34-56") == {"555123456"}
    assert addresses_in("телефон 0555 12 34 56") == {"555123456"}
    assert addresses_in("٠٥٥٥ ١٢ ٣٤ ٥٦") == {"555123456"}
    assert addresses_in("Telegram @Noor_1, or Noor@Example.org.") == {"noor_1", "noor@example.org"}
    assert addresses_in("at 5 pm, flat 12") == set()


def test_it_needs_more_than_one_weak_reason() -> None:
    assert ENOUGH > 30 + 8


def test_it_knows_no_doubles_of_a_case_that_is_not_there() -> None:
    assert Doubles([]).of(uuid4()) == []
