"""Words are a format: what was said in them today must be read in ten years."""

import hashlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from apps.crypto import wordlists
from apps.crypto.code import code_words, read_code
from apps.crypto.wordlists import BIP39, bare, bip39, from_mnemonic, passphrase_words, plain

DIGESTS = {
    "bip39_cs": "7e80e161c3e93d9554c2efb78d4e3cebf8fc727e9c52e03b83b94406bdcc95fc",
    "bip39_en": "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
    "bip39_es": "0c639b0d58b6e56c18dcf418017ff341418a129e45fbf303361e8569edb02efe",
    "bip39_fr": "431c1d074225d2b7e82db857d7c3ea58051df546e7c8b74c1f6dcab36351fd56",
    "bip39_it": "d392c49fdb700a24cd1fceb237c1f65dcc128f6b34a8aacb58b59384b5c648c2",
    "bip39_ja": "c58cb719f782910cfcedb6ab64dc506322bd7ce4f7cede5a0563ac06d3d5c884",
    "bip39_ko": "4e9e6759fceb0235d6c46f0364c1c2ce541521001a9add34049aa47500872ddf",
    "bip39_pt": "2685e9c194c82ae67e10ba59d9ea5345a23dc093e92276fc5361f6667d79cd3f",
    "bip39_ru": "c9458f1997f6a6e0e8b4b691de850aa6af15fabca197e56baa6234933af1fffc",
    "bip39_tr": "a7dc9c77913726106c7b8baa022b7e17601d118acf40aa60ab1fbc9c91b383ac",
    "bip39_zh": "5c5942792bd8340cb8b27cd592f1015edf56a8c5b26276ee18a482428e7c5726",
    "eff_large": "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522",
}
NAMES = {
    "en": "english",
    "ru": "russian",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "tr": "turkish",
    "cs": "czech",
    "ja": "japanese",
    "ko": "korean",
    "zh": "chinese_simplified",
}


@pytest.mark.parametrize("name", DIGESTS)
def test_it_never_changes_a_list(name: str) -> None:
    path = Path(wordlists.__file__).parent / "words" / f"{name}.txt"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == DIGESTS[name]


@pytest.mark.parametrize("language", BIP39)
def test_it_has_2048_words_of_letters_that_differ_without_accents(language: str) -> None:
    words = bip39(language)
    assert len({bare(plain(word)) for word in words}) == 2048
    assert {unicodedata.category(sign)[0] for word in words for sign in word} == {"L"}
    assert all(word == plain(word) for word in words)


@pytest.mark.parametrize("language", BIP39)
def test_it_says_what_others_say_but_for_one_broken_word(language: str) -> None:
    theirs = [unicodedata.normalize("NFKC", word) for word in Mnemonic(NAMES[language]).wordlist]
    differ = {
        ours: other for ours, other in zip(bip39(language), theirs, strict=True) if ours != other
    }
    assert set(differ) <= ({"снова"} if language == "ru" else set())


@pytest.mark.parametrize("language", BIP39)
@pytest.mark.parametrize("start", range(0, 2048, 512))
def test_it_reads_back_every_word_of_every_list(language: str, start: int) -> None:
    # Every place once: the property tests meet a broken word one time in thirty.
    for place in range(start, start + 512):
        secret = (place << 69).to_bytes(10, "big")
        words = code_words(secret, language)
        assert words is not None
        assert words[0] == bip39(language)[place]
        assert secret in read_code(" ".join(words), language)


@given(st.binary(min_size=16, max_size=16) | st.binary(min_size=32, max_size=32))
def test_it_writes_sheets_as_bip39_does(entropy: bytes) -> None:
    words = wordlists.to_mnemonic(entropy)
    assert words == Mnemonic("english").to_mnemonic(entropy)
    assert from_mnemonic([bip39("en").index(word) for word in words.split()]) == entropy


@given(st.lists(st.integers(0, 2047), min_size=12, max_size=12))
def test_it_takes_a_sheet_only_with_its_checksum(places: list[int]) -> None:
    words = " ".join(bip39("en")[place] for place in places)
    assert (from_mnemonic(places) is not None) == Mnemonic("english").check(words)


def test_it_draws_passphrases_from_words_of_letters() -> None:
    signs = {sign for word in passphrase_words() for sign in word}
    assert signs == set("abcdefghijklmnopqrstuvwxyz-")
