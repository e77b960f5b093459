"""Text that carries a submission: whatever mail and people do to it, it is found whole or not."""

from hypothesis import given
from hypothesis import strategies as st

from apps.crypto.carried import PIECE, mark_of, read_text, write_pieces, write_text

bodies = st.binary(min_size=1, max_size=3 * PIECE)
# What stands between letters after mail, messengers and people, and is none of them.
noise = st.text(alphabet=" \t\r\n>|*_~\u200b\u00a0\u00ad\ufeffяע٣", max_size=4)


@given(data=bodies, noise=noise, every=st.integers(20, 90))
def test_it_is_found_whole_whatever_stands_between_its_letters(
    data: bytes, noise: str, every: int
) -> None:
    text = write_text(data).replace("\n", "")
    noisy = noise.join(text[place : place + every] for place in range(0, len(text), every))
    (found,) = read_text(noisy)
    assert (found.data, found.mark, found.missing) == (data, mark_of(data), [])


@given(data=bodies, order=st.randoms())
def test_its_pieces_are_found_in_any_order(data: bytes, order: object) -> None:
    pieces = write_pieces(data)
    order.shuffle(pieces)  # type: ignore[attr-defined]
    (found,) = read_text("\n\nBo, 12:30: ".join(pieces))
    assert found.data == data


@given(data=bodies, at=st.integers(0, 5000), letter=st.sampled_from("Aa0+/Zz"))
def test_it_is_never_taken_for_another(data: bytes, at: int, letter: str) -> None:
    text = write_text(data)
    place = at % len(text)
    for changed in (text[:place], text[:place] + letter + text[place + 1 :], text[place:]):
        assert all(found.data in {None, data} for found in read_text(changed))


@given(text=st.text())
def test_it_reads_any_text(text: str) -> None:
    assert all(found.data is None for found in read_text(text))


@given(data=bodies)
def test_every_piece_fits_into_ten_short_messages(data: bytes) -> None:
    for piece in write_pieces(data):
        assert len(piece) <= 1530 - 2 * 4, "each bracket counts twice there"
        assert piece.isascii()
