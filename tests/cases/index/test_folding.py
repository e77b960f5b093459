"""A word is found in whatever script it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.folding import fold, needles, searchable, skeletons
from apps.cases.index.texts import Needles, encode_texts
from apps.crypto import CannotOpen


def found(words: str, *, name: str = "", text: str = "") -> bool:
    return Needles(words).fit(searchable([text, name], names=[name]).encode())


@pytest.mark.parametrize("asked", ["Magomed", "Mohammed", "Магомед", "Мухаммад", "محمد", "مُحَمَّد"])
@pytest.mark.parametrize("held", ["Magomed", "Muhammad", "Магомед", "Мухаммад", "محمد"])
def test_it_finds_a_name_in_any_script(asked: str, held: str) -> None:
    assert found(asked, name=f"{held} A.")


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("Yusuf", "يوسف"),
        ("Юсуф", "Yousef"),
        ("فاطمة", "Фатима"),
        ("Fatimah", "Fatima"),
        ("Noor", "نور"),
        ("Нур", "Noor"),
        ("Хасан", "Гасан"),
        ("حسن", "Hassan"),
        ("Pavel", "بافل"),
        ("Семен", "Семён"),
        ("Karim", "Qareem"),
        ("Сергей", "Sergey"),
    ],
)
def test_it_finds_the_names_of_our_cast_and_their_neighbours(asked: str, held: str) -> None:
    assert found(asked, name=held)


@pytest.mark.parametrize("asked", ["Dmitri", "Лейла", "سعيد", "mhm", "hmd"])
def test_it_does_not_take_one_name_for_another(asked: str) -> None:
    assert not found(asked, name="Магомед")


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("паспорт", "У меня забрали ПАСПОРТ."),
        ("pasport", "У меня забрали паспорт"),
        ("جواز", "سُحب مني جَواز السفر"),
        ("сообщение дом", "дома ждут,\nа сообщение пришло"),
        ("strasse", "in der Straße"),
        ("k7-42", "K7-4211"),
        ("dont", "I don’t know"),
    ],
)
def test_it_finds_a_part_of_a_word_anywhere(asked: str, held: str) -> None:
    assert found(asked, text=held)


def test_it_wants_every_word() -> None:
    assert found("bus friday", text="the bus on Friday")
    assert not found("bus monday", text="the bus on Friday")


def test_it_takes_no_word_of_a_story_for_a_name_that_sounds_alike() -> None:
    assert not found("Magomed", text="mahmoud came")


@given(st.text())
def test_it_folds_to_small_ascii_with_single_spaces(text: str) -> None:
    plain = fold(text)
    assert plain.isascii()
    assert plain == " ".join(plain.split())
    assert plain == plain.lower()
    assert all(one >= " " for one in plain)


@given(st.text(min_size=1, max_size=40), st.text(max_size=40))
def test_it_finds_whatever_stands_there(words: str, around: str) -> None:
    assert found(words, text=f"{around} {words} {around}")


@given(st.text())
def test_it_makes_names_of_consonants_alone(name: str) -> None:
    for bones in skeletons(name):
        assert len(bones) > 1
        assert not set(bones) & set("aeiouyw\x01 ")


texts = st.lists(st.text("ab \nд", max_size=9), max_size=12)


@given(texts, st.text("abд ", max_size=5))
def test_it_searches_many_as_one_after_another(held: list[str], words: str) -> None:
    folded = [searchable([text], names=[text]).encode() for text in held]
    wanted = Needles(words)
    mask = wanted.search(encode_texts(folded), len(folded))
    one_by_one = [wanted.fit(text) for text in folded]
    assert list(mask.to_bytes(len(folded), "little")) == [int(fits) for fits in one_by_one]


def test_it_finds_words_beyond_the_first_block() -> None:
    # A hundred words each stand in one case alone, another hundred in two, and one in all of them.
    held = [f"all own{n:03} both{n // 2:03}" for n in range(100)]
    data = encode_texts([text.encode() for text in held])
    for words in ("all", "own", "own0", "own099", "both049", "th0 own01", "9", "all none", "qx"):
        mask = Needles(words).search(data, len(held))
        wanted = [int(all(word in text for word in words.split())) for text in held]
        assert list(mask.to_bytes(len(held), "little")) == wanted


def test_it_takes_no_word_and_the_next_for_one() -> None:
    data = encode_texts([b"and then", b"an dthen"])
    assert Needles("dt").search(data, 2) == int.from_bytes(b"\0\1", "little")


@given(texts, st.data())
def test_it_reads_no_texts_that_were_cut_off(held: list[str], data: st.DataObject) -> None:
    written = encode_texts([text.encode() for text in held])
    short = data.draw(st.integers(0, len(written) - 1))
    with pytest.raises(CannotOpen):
        Needles("a").search(written[:short], len(held))


def test_it_asks_for_nothing_where_nothing_is_said() -> None:
    assert needles(" \n") == []
