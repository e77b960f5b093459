"""What is made before the answers are known: for one request and one sealing, never for two."""

import base64
import os

import pytest

from apps.crypto.contexts import sha256
from apps.crypto.keyring import EpochSecret
from apps.crypto.sent import read_sent
from apps.crypto.submission import IntakeKeys, SealedSubmission, open_answers, open_envelope
from tests.sealing.conftest import Refused, Sealing

pytestmark = pytest.mark.browser

# A page that has its keys; the code costs next to nothing. `request` is what one form has.
PAGE = """
    const epoch = { team: bytes(given.team), number: 1, publicKey: bytes(given.key) };
    let come = true;
    const page = {
        epoch,
        begin: seal.keysAhead(epoch),
        salt: given.salt,
        cost: [8, 1, 1],
        second: given.second,
        async slow() { if (!come) throw new Error("lost"); return slow; },
    };
    const request = seal.newRequest();
"""
SALT = base64.b64encode(bytes(16)).decode()


@pytest.fixture(scope="module")
def secret() -> EpochSecret:
    return EpochSecret(team=os.urandom(16), number=1, secret=os.urandom(32))


def sent(
    sealing: Sealing, secret: EpochSecret, body: str, *, second: bool = False
) -> list[SealedSubmission]:
    """What the page sends, one after the other."""
    given = {"team": secret.team, "key": secret.kem.public_bytes, "salt": SALT, "second": second}
    return [read_sent(bytes.fromhex(one)) for one in sealing.run(PAGE + body, **given)]


def opened(secret: EpochSecret, one: SealedSubmission) -> tuple[IntakeKeys, bytes]:
    keys = open_envelope(one.envelope, epoch=secret)
    place = {"digest": sha256(one.envelope), "bound": one.bound}
    return keys, open_answers(answers=one.answers, intake=keys.intake, **place)


def share_nothing(secret: EpochSecret, one: SealedSubmission, other: SealedSubmission) -> None:
    """No key, no envelope and no nonce of the one is one of the other."""
    (keys, _), (others, _) = opened(secret, one), opened(secret, other)
    mine = {keys.intake, keys.mailbox, keys.second}
    assert len(mine | {others.intake, others.mailbox, others.second}) == 6
    # Behind version and the epoch's id, which are the same for all.
    assert one.envelope[9:41] != other.envelope[9:41]
    assert one.answers[1:13] != other.answers[1:13]
    rows = [row for each in (one, other) for row in each.mailboxes]
    nonces = {
        part[1:13] for row in rows for part in (row.sealed_mailbox_key, row.sealed_intake_key)
    }
    assert len(nonces) == 8


@pytest.mark.parametrize("second", [False, True])
def test_two_requests_of_one_page_share_no_key_and_no_code(
    sealing: Sealing, secret: EpochSecret, *, second: bool
) -> None:
    body = """
        request.draw(page);
        const other = seal.newRequest();
        other.draw(page);
        return [hex(await request.seal(page, "{}")), hex(await other.seal(page, "{}"))];"""
    one, other = sent(sealing, secret, body, second=second)
    share_nothing(secret, one, other)
    codes = {row.locator_hash for each in (one, other) for row in each.mailboxes}
    assert len(codes) == 4
    assert opened(secret, one)[1] == opened(secret, other)[1] == b"{}"
    assert bool(one.skipped) == bool(other.skipped) == second


def test_the_same_words_are_the_same_bytes(sealing: Sealing, secret: EpochSecret) -> None:
    body = """
        const first = hex(await request.seal(page, "one"));
        request.draw(page);
        return [first, hex(await request.seal(page, "one"))];"""
    one, again = sent(sealing, secret, body)
    assert one == again


def test_other_words_have_the_same_code_and_no_key_of_the_first(
    sealing: Sealing, secret: EpochSecret
) -> None:
    body = """
        request.draw(page);
        const first = hex(await request.seal(page, "one"));
        request.draw(page);
        const second = hex(await request.seal(page, "two"));
        return [first, second, hex(await request.seal(page, "one"))];"""
    one, two, again = sent(sealing, secret, body)
    assert len({each.mailboxes[0].locator_hash for each in (one, two, again)}) == 1
    assert [opened(secret, each)[1] for each in (one, two, again)] == [b"one", b"two", b"one"]
    for pair in ((one, two), (two, again), (one, again)):
        share_nothing(secret, *pair)


def test_keys_that_were_made_anew_are_sealed_to(sealing: Sealing, secret: EpochSecret) -> None:
    """What was made for the epoch before is not used; what was sealed to it is not sent again."""
    body = """
        request.draw(page);
        const first = hex(await request.seal(page, "one"));
        request.draw(page);
        const epoch2 = { ...epoch, number: 2 };
        const anew = { ...page, epoch: epoch2, begin: seal.keysAhead(epoch2) };
        return [first, hex(await request.seal(anew, "one"))];"""
    one, two = sent(sealing, secret, body)
    assert (one.number, two.number) == (1, 2)
    assert one.mailboxes[0].locator_hash == two.mailboxes[0].locator_hash
    newer = EpochSecret(team=secret.team, number=2, secret=secret.secret)
    assert opened(secret, one)[0].intake != opened(newer, two)[0].intake


def test_it_forgets_all_of_it(sealing: Sealing, secret: EpochSecret) -> None:
    body = """
        if (request.code()) throw new Error("nobody has begun");
        request.draw(page);
        const first = hex(await request.seal(page, "one"));
        request.draw(page);
        request.forget();
        if (request.code()) throw new Error("still there");
        return [first, hex(await request.seal(page, "one"))];"""
    one, other = sent(sealing, secret, body)
    share_nothing(secret, one, other)
    assert one.mailboxes[0].locator_hash != other.mailboxes[0].locator_hash


def test_it_tries_again_when_what_stretches_did_not_come(
    sealing: Sealing, secret: EpochSecret
) -> None:
    body = """
        come = false;
        request.draw(page);
        let refused = false;
        await request.seal(page, "one").catch(() => (refused = true));
        if (!refused || request.code()) throw new Error();
        come = true;
        return [hex(await request.seal(page, "one"))];"""
    (one,) = sent(sealing, secret, body)
    assert opened(secret, one)[1] == b"one"


def test_what_was_made_ahead_seals_once(sealing: Sealing, secret: EpochSecret) -> None:
    body = """
        const code = await seal.keysOf(new Uint8Array(32));
        const sealAnswers = await seal.addMailboxes(await seal.beginSubmission(epoch), code);
        await sealAnswers(new Uint8Array(1));
        return [hex(await sealAnswers(new Uint8Array(2)))];"""
    with pytest.raises(Refused):
        sent(sealing, secret, body)
