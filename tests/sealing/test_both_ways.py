"""What the browser seals opens here, and what is sealed here opens there, at every size."""

import os
from typing import Any

import pytest

from apps.crypto.chain import link_message, open_message, seal_message
from apps.crypto.code import code_digits, code_words, new_code, stretch_code
from apps.crypto.contexts import sha256
from apps.crypto.epoch import make_epoch
from apps.crypto.errors import CannotOpen
from apps.crypto.keyring import EpochSecret
from apps.crypto.sent import read_sent, write_sent
from apps.crypto.stretch import CODE
from apps.crypto.submission import (
    ending_hash,
    open_answers,
    open_envelope,
    open_intake_key,
    open_mailbox_key,
    seal_submission,
    second_key,
)
from apps.crypto.wordlists import BIP39, bip39
from tests.sealing.conftest import Refused, Sealing

pytestmark = pytest.mark.browser

SIZES = (0, 1, 4094, 4095, 4096, 30_000, 64 * 1024, 64 * 4096 - 1)
SALT = bytes(range(16))
SKIPPED = b'{"answers":[]}'
STRETCH = """
    const cost = [19456, 2, 1];
    const code = await stretchCode(bytes(given.secret), bytes(given.salt), cost);"""


@pytest.fixture(scope="module")
def secret() -> EpochSecret:
    return EpochSecret(team=os.urandom(16), number=1, secret=os.urandom(32))


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_here_what_the_browser_sealed(
    sealing: Sealing, secret: EpochSecret, size: int
) -> None:
    code, answers = new_code(), os.urandom(size)
    epoch = make_epoch(secret=secret, members={os.urandom(16): os.urandom(1216)})
    body = f"""{STRETCH}
        const chain = await seal.verifyChain(
            bytes(given.short), bytes(given.key), {{ first: bytes(given.first) }});
        const answers = bytes(given.answers);
        return hex(await seal.sealSubmission({{ ...chain, answers, code }}));"""
    sent = sealing.run(
        body,
        secret=code,
        salt=SALT,
        short=epoch.short,
        key=epoch.public_key,
        first=epoch.digest,
        answers=answers,
    )
    sealed = read_sent(bytes.fromhex(sent))
    assert (sealed.team, sealed.number) == (secret.team, 1)
    keys = open_envelope(sealed.envelope, epoch=secret)
    place = {"digest": sha256(sealed.envelope), "bound": sealed.bound}
    assert open_answers(answers=sealed.answers, intake=keys.intake, **place) == answers
    stretched, (row, second) = stretch_code(code, SALT, CODE), sealed.mailboxes
    assert row.locator_hash == stretched.locator_hash
    assert row.withdrawal_hash == stretched.withdrawal_hash
    assert open_mailbox_key(row, stretched.open_key) == keys.mailbox
    assert open_intake_key(row, keys.mailbox) == keys.intake
    assert keys.second == second_key(keys.mailbox)
    assert second.check() == second


def seals_two(sealing: Sealing, secret: EpochSecret, codes: list[bytes]) -> bytes:
    """What the browser sends for these codes: one, or a second one with it."""
    body = """
        const cost = [19456, 2, 1];
        const codes = [];
        for (const one of given.codes)
            codes.push(await stretchCode(bytes(one), bytes(given.salt), cost));
        const [code, second] = codes;
        const to = { team: bytes(given.team), number: 1, publicKey: bytes(given.key) };
        const [answers, skipped] = [bytes(given.answers), bytes(given.skipped)];
        const sent = await seal.sealSubmission({ ...to, answers, skipped, code, second });
        if (hex(await seal.openOwn(sent, code, second)) !== given.answers) throw new Error();
        return hex(sent);"""
    key = secret.kem.public_bytes
    said = {"answers": b"{}", "skipped": SKIPPED}
    given = {"codes": codes, "salt": SALT, "team": secret.team, "key": key, **said}
    return bytes.fromhex(sealing.run(body, **given))


def test_a_second_code_made_there_is_one_here(sealing: Sealing, secret: EpochSecret) -> None:
    codes = [new_code(), new_code()]
    sealed = read_sent(seals_two(sealing, secret, codes))
    keys = open_envelope(sealed.envelope, epoch=secret)
    first, second = (stretch_code(code, SALT, CODE) for code in codes)
    mine, theirs = sealed.mailboxes
    assert open_mailbox_key(mine, first.open_key) == keys.mailbox
    assert open_intake_key(mine, keys.mailbox) == keys.intake
    assert theirs.locator_hash == second.locator_hash
    harmless = open_mailbox_key(theirs, second.open_key)
    assert harmless == keys.second == second_key(keys.mailbox)
    shown = open_intake_key(theirs, harmless)
    assert shown not in {None, keys.intake}
    place = {"digest": sha256(sealed.envelope), "bound": sealed.bound}
    assert open_answers(answers=sealed.skipped, intake=shown or b"", **place) == SKIPPED
    assert sealed.sealed_skipped == place["digest"] + place["bound"] + sealed.skipped
    # It takes nothing back, and opens nothing of the first.
    assert theirs.withdrawal_hash == ending_hash(second.withdrawal)
    for row, code in ((mine, second), (theirs, first)):
        with pytest.raises(CannotOpen):
            open_mailbox_key(row, code.open_key)


def test_what_two_codes_send_has_the_shape_that_the_server_seals(
    sealing: Sealing, secret: EpochSecret
) -> None:
    two = read_sent(seals_two(sealing, secret, [new_code(), new_code()]))
    here = seal_submission(
        team=secret.team,
        number=1,
        public_key=secret.kem.public_bytes,
        answers=b"{}",
        code=stretch_code(new_code(), SALT, CODE),
        second=stretch_code(new_code(), SALT, CODE),
        skipped=SKIPPED,
    )
    for sealed in (two, here):
        row = sealed.mailboxes[1].check()
        assert [part[0] for part in (row.sealed_mailbox_key, row.sealed_intake_key)] == [1, 1]
    assert len(write_sent(here)) == len(write_sent(two))


@pytest.mark.parametrize("of", ["one", "two"])
def test_what_the_second_code_would_not_open_is_not_sent(
    sealing: Sealing, secret: EpochSecret, of: str
) -> None:
    """Where its row is empty, or another code's, this is found before anything leaves."""
    codes = [new_code(), new_code()][: 1 if of == "one" else 2]
    sent = seals_two(sealing, secret, codes)
    body = """
        const cost = [19456, 2, 1];
        const [code, second] = await Promise.all(given.codes.map((one) =>
            stretchCode(bytes(one), bytes(given.salt), cost)));
        return hex(await seal.openOwn(bytes(given.sent), code, second));"""
    with pytest.raises(Refused):
        sealing.run(body, codes=[codes[0], new_code()], salt=SALT, sent=sent)


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_there_what_was_sealed_here(
    sealing: Sealing, secret: EpochSecret, size: int
) -> None:
    code, answers = new_code(), os.urandom(size)
    sealed = seal_submission(
        team=secret.team,
        number=1,
        public_key=secret.kem.public_bytes,
        answers=answers,
        code=stretch_code(code, SALT, CODE),
    )
    body = f"{STRETCH} return hex(await seal.openOwn(bytes(given.sent), code));"
    opened = sealing.run(body, secret=code, salt=SALT, sent=write_sent(sealed))
    assert bytes.fromhex(opened) == answers


def test_it_never_seals_the_same_bytes_twice(sealing: Sealing, secret: EpochSecret) -> None:
    body = f"""{STRETCH}
        const to = {{ team: bytes(given.team), number: 1, publicKey: bytes(given.key), code }};
        const answers = new Uint8Array(10);
        return [hex(await seal.sealSubmission({{ ...to, answers }})),
            hex(await seal.sealSubmission({{ ...to, answers }}))];"""
    key = secret.kem.public_bytes
    one, other = sealing.run(body, secret=new_code(), salt=SALT, team=secret.team, key=key)
    first, second = read_sent(bytes.fromhex(one)), read_sent(bytes.fromhex(other))
    assert first.envelope[:9] == second.envelope[:9]
    assert first.envelope[9:41] != second.envelope[9:41]
    assert first.answers[1:13] != second.answers[1:13]
    assert first.mailboxes[1] != second.mailboxes[1]


@pytest.mark.parametrize("language", BIP39)
def test_it_says_a_code_in_the_same_words_and_digits(sealing: Sealing, language: str) -> None:
    code = new_code()
    body = """
        const secret = bytes(given.secret);
        const words = await seal.codeWords(secret, given.list);
        return { words, digits: (await seal.codeDigits(secret)).join(" ") };"""
    said = sealing.run(body, secret=code, list=bip39(language))
    assert said == {"words": code_words(code, language), "digits": code_digits(code)}


WORDS = ["kettle", "anchor", "Über", "ямщик", "street", "lamp", "zebra", "ocean"]
DIGITS = ["123456789", "012345678", "987654321"]


@pytest.mark.parametrize(
    ("typed", "four", "fits"),
    [
        (" ".join(WORDS), False, True),
        ("1. KETTLE 2. anchor, uber  ямщик street lamp zebra\nocean", False, True),
        ("kett anch uber ямщи stre lamp zebr ocea", True, True),
        ("kett anch uber ямщи stre lamp zebr ocea", False, False),
        ("ket anchor über ямщик street lamp zebra ocean", True, False),
        (" ".join(reversed(WORDS)), True, False),
        (" ".join(WORDS[1:]), True, False),
        (" ".join(DIGITS), False, True),
        ("١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸ 987654321", False, True),
        (" ".join(reversed(DIGITS)), False, False),
        ("", False, False),
    ],
)
def test_it_knows_a_code_said_back(sealing: Sealing, typed: str, four: bool, fits: bool) -> None:
    given: dict[str, Any] = {"words": WORDS, "digits": DIGITS, "four": four}
    assert sealing.run("return seal.isCode(given.typed, given);", typed=typed, **given) is fits


BODIES = (b"{}", b"x" * 1022, b"x" * 1023, b"x" * 1024, os.urandom(9000), b"x" * 64 * 1024)


@pytest.mark.parametrize("body", BODIES, ids=len)
def test_a_message_opens_there_and_here(sealing: Sealing, body: bytes) -> None:
    key, mailbox, previous = os.urandom(32), os.urandom(16), os.urandom(32)
    place = {"key": key, "mailbox": mailbox, "number": 7, "previous": previous}
    ours = seal_message(body, **place)  # type: ignore[arg-type]
    run = """
        const key = await opening.messagesKey(bytes(given.key));
        const [mailbox, previous] = [given.mailbox, given.previous].map(bytes);
        const place = { mailbox, number: given.number, previous };
        const row = { digest: bytes(given.digest), sealed: bytes(given.sealed) };
        const opened = await opening.openMessage(key, row, place);
        const sealed = await opening.sealMessage(key, opened, place);
        return { opened: hex(opened), sealed: hex(sealed) };"""
    came = sealing.run(run, digest=ours.digest, sealed=ours.sealed, **place)
    assert bytes.fromhex(came["opened"]) == body
    theirs = bytes.fromhex(came["sealed"])
    assert len(theirs) == len(ours.sealed or b"")
    link = link_message(theirs, mailbox=mailbox, number=7, previous=previous)
    assert open_message(link, key=key, mailbox=mailbox, previous=previous) == body


def test_a_message_larger_than_any_is_not_sealed(sealing: Sealing) -> None:
    run = """
        const place = { mailbox: new Uint8Array(16), number: 1, previous: new Uint8Array(32) };
        return hex(await opening.sealMessage(new Uint8Array(32), new Uint8Array(65537), place));"""
    with pytest.raises(Refused):
        sealing.run(run)
