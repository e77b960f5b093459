"""The vectors of docs/spec, run by the bundle in a real browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from apps.crypto.contexts import context, derive
from apps.crypto.errors import CannotOpen
from apps.crypto.wordlists import bip39
from tests.crypto.test_vectors import epoch_of, row_of
from tests.sealing.conftest import Refused, Sealing
from tests.vectors.writing import CANNOT_OPEN, FOLDER, read_vectors

pytestmark = pytest.mark.browser

Inputs = dict[str, Any]
PAGES = (
    *("code", "context", "envelope", "epoch", "files", "mailbox", "offline", "padding", "record"),
    "submission",
)
# What one browser must know: the rest is done by those who hold keys of a team or a person.
KNOWN = {"locator", "open", "withdraw", "intake", "messages", "second"}
RECORD = "return hex(await seal.openRecord(bytes(given.key), bytes(given.aad), bytes(given.sealed)"


def open_record(sealing: Sealing, inputs: Inputs) -> Inputs:
    return {"plaintext": sealing.run(RECORD + ", given.size ?? undefined));", **inputs)}


def make_context(sealing: Sealing, inputs: Inputs) -> Inputs:
    if inputs["label"] not in KNOWN:
        pytest.skip("no key of an applicant's")
    body = """
        const made = seal.context(given.label, ...given.parts.map(bytes));
        return { context: hex(made), key: hex(await seal.derive(bytes(given.secret), made)) };"""
    return dict(sealing.run(body, **inputs))


def envelope_key(sealing: Sealing, inputs: Inputs) -> Inputs:
    body = """
        const key = await seal.publicKeyOf(bytes(given.seed));
        return { public_key: hex(key), key_id: hex(await seal.keyId(key)) };"""
    return dict(sealing.run(body, **inputs))


def open_envelope(sealing: Sealing, inputs: Inputs) -> Inputs:
    body = """
        const [seed, info, sealed] = [given.seed, given.info, given.sealed].map(bytes);
        return hex(await seal.openEnvelope(seed, info, sealed, given.size ?? undefined));"""
    return {"plaintext": sealing.run(body, **inputs)}


def seal_envelope(sealing: Sealing, inputs: Inputs) -> Inputs:
    empty = "new Uint8Array(0)"
    body = f"return hex(await seal.sealEnvelope(bytes(given.public_key), {empty}, {empty}));"
    return {"sealed": sealing.run(body, **inputs)}


def pad(sealing: Sealing, inputs: Inputs) -> Inputs:
    return {
        "padded": sealing.run("return hex(seal.pad(bytes(given.plaintext), given.step));", **inputs)
    }


def unpad(sealing: Sealing, inputs: Inputs) -> Inputs:
    return {
        "plaintext": sealing.run(
            "return hex(seal.unpad(bytes(given.padded), given.step));", **inputs
        )
    }


def say_digits(sealing: Sealing, inputs: Inputs) -> Inputs:
    body = 'return (await seal.codeDigits(bytes(given.secret))).join(" ");'
    return {"digits": sealing.run(body, **inputs)}


def say_words(sealing: Sealing, inputs: Inputs) -> Inputs:
    words = bip39(inputs["language"])
    body = "return await seal.codeWords(bytes(given.secret), given.list);"
    return {"words": sealing.run(body, secret=inputs["secret"], list=words)}


def stretch(sealing: Sealing, inputs: Inputs) -> Inputs:
    body = """
        const cost = [19456, 2, 1];
        const code = await stretchCode(bytes(given.secret), bytes(given.salt), cost);
        const { locatorHash, openKey, proofHash } = code;
        return {
            locator_hash: hex(locatorHash), open_key: hex(openKey), withdrawal_hash: hex(proofHash),
        };"""
    return dict(sealing.run(body, **inputs))


def verify(sealing: Sealing, inputs: Inputs) -> Inputs:
    try:
        epochs = [epoch_of(row) for row in inputs["epochs"]]
        shorts = b"".join(each.short for each in epochs)
    except CannotOpen:
        pytest.skip("it has no short form")
    body = """
        const { first, newest } = given;
        const pinned = {
            first: first && bytes(first),
            newest: newest && { ...newest, digest: bytes(newest.digest) },
        };
        const chain = await seal.verifyChain(bytes(given.shorts), bytes(given.key), pinned);
        return chain.digests.map(hex);"""
    key = epochs[-1].public_key if epochs else b""
    pins = {"first": inputs.get("first"), "newest": inputs.get("newest")}
    return {"digests": sealing.run(body, shorts=shorts, key=key, **pins)}


def open_mailbox(sealing: Sealing, inputs: Inputs) -> Inputs:
    body = """
        const { mailbox, intake } = await seal.openRow(bytes(given.row), bytes(given.open_key));
        return { mailbox: hex(mailbox), intake: intake && hex(intake) };"""
    row = row_of(inputs["row"]).bound
    return dict(sealing.run(body, row=row, open_key=inputs["open_key"]))


def open_submission(sealing: Sealing, inputs: Inputs) -> Inputs:
    parts = inputs["submission"]
    team, number = bytes.fromhex(parts["team"]), int(parts["number"]).to_bytes(4, "big")
    rows = b"".join(row_of(row).bound for row in parts["mailboxes"])
    sealed = bytes.fromhex(parts["envelope"]) + rows + bytes.fromhex(parts["answers"])
    seed = derive(bytes.fromhex(inputs["secret"]), context("kem"))
    body = """
        const sent = bytes(given.sent);
        const envelope = sent.slice(21, 21 + 1241);
        const keys = await seal.openEnvelope(bytes(given.seed), bytes(given.info), envelope, 96);
        const [intake, mailbox, second] = [0, 32, 64].map((at) => keys.slice(at, at + 32));
        const origin = hex(await seal.originOf(sent));
        const answers = hex(await seal.openAnswers(sent, intake));
        return { ref: origin.slice(0, 32), origin, answers,
            intake: hex(intake), mailbox: hex(mailbox), second: hex(second) };"""
    place = context("submission", team, number)
    sent = b"\x01" + team + number + sealed
    return dict(sealing.run(body, sent=sent, seed=seed, info=place))


def read_code(sealing: Sealing, inputs: Inputs) -> Inputs:
    body = """
        try {
            const secrets = await opening.readCode(given.text, given.language, words);
            return { secrets: secrets.map(hex) };
        } catch (error) {
            const { kind, found, place: position, near } = error;
            return { mistake: { kind, found, position, near } };
        }"""
    return dict(sealing.run(body, **inputs))


def open_messages(sealing: Sealing, inputs: Inputs) -> Inputs:
    body = """
        const key = await opening.messagesKey(bytes(given.key));
        const bodies = [];
        let previous = new Uint8Array(32);
        for (const [place, { number, digest, sealed }] of given.links.entries()) {
            if (number !== place + 1) throw new opening.CannotOpen();
            const at = { mailbox: bytes(given.mailbox), number, previous };
            const link = { digest: bytes(digest), sealed: sealed && bytes(sealed) };
            bodies.push(sealed && hex(await opening.openMessage(key, link, at)));
            previous = link.digest;
        }
        return { bodies };"""
    return dict(sealing.run(body, **inputs))


def pad_file(sealing: Sealing, inputs: Inputs) -> Inputs:
    return {"padded": sealing.run("return opening.padded(given.size);", **inputs)}


def open_file(sealing: Sealing, inputs: Inputs) -> Inputs:
    body = """
        const plaintext = await opening.openFile(bytes(given.blob), given);
        return { sha256: hex(await opening.sha256(plaintext)), size: plaintext.length };"""
    return dict(sealing.run(body, **inputs | {"blob": "".join(inputs["blob"])}))


def write_carried(sealing: Sealing, inputs: Inputs) -> Inputs:
    body = """
        const data = bytes(given.carried);
        return { text: await offline.writeText(data), pieces: await offline.writePieces(data) };"""
    return dict(sealing.run(body, **inputs))


OPERATIONS: dict[str, Callable[[Sealing, Inputs], Inputs]] = {
    "context": make_context,
    "record.open": open_record,
    "envelope.key": envelope_key,
    "envelope.open": open_envelope,
    "envelope.seal": seal_envelope,
    "padding.pad": pad,
    "padding.unpad": unpad,
    "code.digits": say_digits,
    "code.words": say_words,
    "code.stretch": stretch,
    "code.read": read_code,
    "messages.open": open_messages,
    "file.padded": pad_file,
    "file.open": open_file,
    "epoch.verify": verify,
    "mailbox.open": open_mailbox,
    "submission.open": open_submission,
    "carried.write": write_carried,
}


def every_vector() -> Iterator[Any]:
    for page in PAGES:
        for vector in read_vectors(FOLDER / f"{page}.json"):
            if vector["operation"] in OPERATIONS:
                yield pytest.param(vector, id=f"{page}: {vector['name']}")


@pytest.mark.parametrize("vector", list(every_vector()))
def test_it_gives_what_the_vector_says(sealing: Sealing, vector: dict[str, Any]) -> None:
    run = OPERATIONS[vector["operation"]]
    if vector["expect"] == CANNOT_OPEN:
        with pytest.raises(Refused):
            run(sealing, vector["inputs"])
        return
    outcome = run(sealing, vector["inputs"])
    assert outcome
    if "mistake" in outcome:
        told = vector["expect"]["mistake"]
        outcome = {"mistake": {name: outcome["mistake"][name] for name in told}}
    assert outcome == {name: vector["expect"][name] for name in outcome}


def test_it_carries_what_is_read_elsewhere(sealing: Sealing) -> None:
    """The device writes and never reads: what the vector reads is what it writes."""
    (vector,) = (
        one
        for one in read_vectors(FOLDER / "offline.json")
        if one["operation"] == "carried.read" and one["expect"] != CANNOT_OPEN
    )
    carried, until = vector["inputs"]["carried"], vector["expect"]["until"]
    body = "return hex(offline.writeCarried(given.until, bytes(given.sent)));"
    assert sealing.run(body, until=until, sent=carried[2 * 5 :]) == carried
