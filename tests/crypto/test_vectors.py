"""Every vector of tests/vectors, run against apps/crypto."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.crypto import (
    audit,
    carried,
    casekey,
    chain,
    code,
    contexts,
    envelope,
    epoch,
    file,
    fingerprint,
    handed,
    marks,
    padding,
    passphrase,
    record,
    segment,
    sent,
    session,
    stream,
    stretch,
    submission,
    translation,
)
from apps.crypto.errors import CannotOpen
from apps.crypto.keyring import EpochSecret, Keyring
from tests.vectors import make, writing

Inputs = dict[str, Any]
Outcome = dict[str, Any]

hexed = bytes.fromhex


def secret_of(inputs: Inputs) -> EpochSecret:
    return EpochSecret(
        team=hexed(inputs["team"]), number=inputs["number"], secret=hexed(inputs["secret"])
    )


def epoch_of(row: Inputs) -> epoch.SealedEpoch:
    read: dict[str, Any] = {
        key: value if key in {"number", "floor"} else hexed(value) for key, value in row.items()
    }
    return epoch.SealedEpoch(**read)


def row_of(row: Inputs) -> submission.SealedMailbox:
    return submission.SealedMailbox(**{key: hexed(value) for key, value in row.items()})


def link_of(row: Inputs) -> chain.Link:
    sealed = None if row["sealed"] is None else hexed(row["sealed"])
    return chain.Link(row["number"], hexed(row["digest"]), sealed, row.get("generation", 0))


def case_keys_of(row: Inputs) -> casekey.CaseKeys:
    keys: dict[str, Any] = {
        name: tuple(map(hexed, value)) if isinstance(value, list) else hexed(value)
        for name, value in row.items()
    }
    return casekey.CaseKeys(**keys)


def make_context(inputs: Inputs) -> Outcome:
    made = contexts.context(inputs["label"], *map(hexed, inputs["parts"]))
    return {"context": made, "key": contexts.derive(hexed(inputs["secret"]), made)}


def open_record(inputs: Inputs) -> Outcome:
    key, aad, sealed = (hexed(inputs[name]) for name in ("key", "aad", "sealed"))
    return {"plaintext": record.open_record(key, aad, sealed, size=inputs.get("size"))}


def envelope_key(inputs: Inputs) -> Outcome:
    key = envelope.PrivateKey(hexed(inputs["seed"]))
    return {"public_key": key.public_bytes, "key_id": key.key_id}


def open_envelope(inputs: Inputs) -> Outcome:
    key = envelope.PrivateKey(hexed(inputs["seed"]))
    opened = key.open(hexed(inputs["info"]), hexed(inputs["sealed"]), size=inputs["size"])
    return {"plaintext": opened}


def seal_envelope(inputs: Inputs) -> Outcome:
    return {"sealed": envelope.seal_envelope(hexed(inputs["public_key"]), b"", b"")}


def pad(inputs: Inputs) -> Outcome:
    return {"padded": padding.pad(hexed(inputs["plaintext"]), inputs["step"])}


def unpad(inputs: Inputs) -> Outcome:
    return {"plaintext": padding.unpad(hexed(inputs["padded"]), inputs["step"])}


def open_stream(inputs: Inputs) -> Outcome:
    pieces = map(hexed, inputs["sealed"])
    opened = b"".join(stream.open_stream(hexed(inputs["key"]), hexed(inputs["aad"]), pieces))
    return {"sha256": contexts.sha256(opened), "size": len(opened)}


def pad_file(inputs: Inputs) -> Outcome:
    return {"padded": padding.padded_size(inputs["size"])}


def open_file(inputs: Inputs) -> Outcome:
    key, ref, digest = (hexed(inputs[name]) for name in ("key", "ref", "digest"))
    pieces, size = map(hexed, inputs["blob"]), inputs["size"]
    opened = b"".join(file.open_file_stream(key, ref=ref, size=size, digest=digest, pieces=pieces))
    return {"sha256": contexts.sha256(opened), "size": len(opened)}


def open_passphrase(inputs: Inputs) -> Outcome:
    secret = passphrase.open_by_passphrase(
        hexed(inputs["wrap"]),
        hexed(inputs["params"]),
        inputs["passphrase"],
        user=hexed(inputs["user"]),
        key_id=hexed(inputs["key_id"]),
    )
    return {"secret": secret}


def open_sheet(inputs: Inputs) -> Outcome:
    secret = passphrase.open_by_sheet(
        hexed(inputs["wrap"]),
        inputs["words"],
        user=hexed(inputs["user"]),
        key_id=hexed(inputs["key_id"]),
        generation=inputs["generation"],
    )
    return {"secret": secret, "entropy": passphrase.sheet_secret(inputs["words"])}


def say_words(inputs: Inputs) -> Outcome:
    return {"words": code.code_words(hexed(inputs["secret"]), inputs["language"])}


def say_digits(inputs: Inputs) -> Outcome:
    return {"digits": code.code_digits(hexed(inputs["secret"]))}


def read_code(inputs: Inputs) -> Outcome:
    try:
        return {"secrets": code.read_code(inputs["text"], inputs["language"])}
    except code.CodeMistake as mistake:
        told = {"kind": mistake.kind, "position": mistake.position, "found": mistake.found}
        told = {key: value for key, value in told.items() if value}
        near = {"near": list(mistake.near)} if mistake.kind == "word" else {}
        return {"mistake": told | near}


def stretch_code(inputs: Inputs) -> Outcome:
    stretched = code.stretch_code(hexed(inputs["secret"]), hexed(inputs["salt"]), stretch.CODE)
    names = "locator", "locator_hash", "open_key", "withdrawal", "withdrawal_hash"
    return {name: getattr(stretched, name) for name in names}


def say_fingerprint(inputs: Inputs) -> Outcome:
    words = fingerprint.fingerprint_words(hexed(inputs["digest"]), inputs["language"])
    return {"words": words}


def say_key_fingerprint(inputs: Inputs) -> Outcome:
    return {"words": fingerprint.key_fingerprint(hexed(inputs["public_key"]))}


def epoch_keys(inputs: Inputs) -> Outcome:
    secret = EpochSecret(team=bytes(16), number=1, secret=hexed(inputs["secret"]))
    return {
        "public_key": secret.kem.public_bytes,
        "sign_key": secret.sign.public_key().public_bytes_raw(),
        "wrap": secret.wrap,
        "index": secret.index,
    }


def verify_epochs(inputs: Inputs) -> Outcome:
    epochs = [epoch_of(row) for row in inputs["epochs"]]
    seen = inputs.get("newest")
    newest = (seen["number"], hexed(seen["digest"])) if seen else None
    epoch.verify_chain(epochs, first_digest=hexed(inputs["first"]), newest=newest)
    return {"digests": [one.digest for one in epochs]}


def open_share(inputs: Inputs) -> Outcome:
    keyring = Keyring(user=hexed(inputs["user"]), secret=hexed(inputs["secret"]))
    opened = epoch.open_share(
        share=hexed(inputs["share"]), epoch=epoch_of(inputs["epoch"]), keyring=keyring
    )
    return {"secret": opened.secret}


def open_roster(inputs: Inputs) -> Outcome:
    secret = secret_of(inputs)
    held = epoch.SealedEpoch(
        team=secret.team,
        number=secret.number,
        previous_digest=bytes(32),
        public_key=secret.kem.public_bytes,
        sign_key=secret.sign.public_key().public_bytes_raw(),
        sealed_roster=hexed(inputs["roster"]),
        sealed_previous=b"",
        signature=b"",
        floor=secret.number,
    )
    roster = epoch.open_roster(secret=secret, epoch=held)
    return {"roster": {user.hex(): digest for user, digest in roster.items()}}


def open_previous(inputs: Inputs) -> Outcome:
    held, before = epoch_of(inputs["epoch"]), epoch_of(inputs["before"])
    secret = EpochSecret(team=held.team, number=held.number, secret=hexed(inputs["secret"]))
    opened = epoch.open_previous(secret=secret, epoch=held, before=before)
    return {"secret": opened.secret}


def open_submission(inputs: Inputs) -> Outcome:
    row = inputs["submission"]
    sent = submission.SealedSubmission(
        team=hexed(row["team"]),
        number=row["number"],
        envelope=hexed(row["envelope"]),
        answers=hexed(row["answers"]),
        mailboxes=(row_of(row["mailboxes"][0]), row_of(row["mailboxes"][1])),
    ).check()
    secret = EpochSecret(team=sent.team, number=sent.number, secret=hexed(inputs["secret"]))
    keys = submission.open_envelope(sent.envelope, epoch=secret)
    answers = submission.open_answers(
        digest=contexts.sha256(sent.envelope),
        answers=sent.answers,
        bound=sent.bound,
        intake=keys.intake,
    )
    names = "intake", "mailbox", "second"
    outcome = {name: getattr(keys, name) for name in names}
    return outcome | {"ref": sent.ref, "origin": sent.origin, "answers": answers}


def read_sent(inputs: Inputs) -> Outcome:
    read = sent.read_sent(hexed(inputs["sent"]))
    assert sent.write_sent(read) == hexed(inputs["sent"])
    return {"submission": dataclasses.asdict(read)}


def read_carried(inputs: Inputs) -> Outcome:
    data = hexed(inputs["carried"])
    read = carried.read_carried(data)
    assert carried.write_carried(read) == data
    return {"until": read.until, "submission": dataclasses.asdict(read.submission)}


def write_carried(inputs: Inputs) -> Outcome:
    data = hexed(inputs["carried"])
    return {"text": carried.write_text(data), "pieces": carried.write_pieces(data)}


def find_carried(inputs: Inputs) -> Outcome:
    return {
        "found": [
            {"mark": one.mark, "of": one.of, "missing": one.missing, "data": one.data}
            for one in carried.read_text(inputs["text"])
        ]
    }


def open_mailbox(inputs: Inputs) -> Outcome:
    row = row_of(inputs["row"]).check()
    key = submission.open_mailbox_key(row, hexed(inputs["open_key"]))
    return {"mailbox": key, "intake": submission.open_intake_key(row, key)}


def open_messages(inputs: Inputs) -> Outcome:
    links = [link_of(row) for row in inputs["links"]]
    chain.check_numbers(links)
    previous, bodies = chain.FIRST_MESSAGE_AFTER, []
    key, mailbox = hexed(inputs["key"]), hexed(inputs["mailbox"])
    for link in links:
        bodies.append(chain.open_message(link, key=key, mailbox=mailbox, previous=previous))
        previous = link.digest
    return {"bodies": bodies}


def open_mark(inputs: Inputs) -> Outcome:
    front = code.front_key(hexed(inputs["locator"]))
    reader = marks.MarkReader(front, hexed(inputs["thread"]))
    digest = hexed(inputs["digest"])
    mark = reader.open(hexed(inputs["mark"]), number=inputs["number"], digest=digest)
    if mark is None:
        raise CannotOpen
    return mark._asdict()


def hash_ending(inputs: Inputs) -> Outcome:
    return {"hash": submission.ending_hash(hexed(inputs["proof"]))}


def open_arrival(inputs: Inputs) -> Outcome:
    hour = submission.open_arrival(
        hexed(inputs["sealed"]),
        epoch=secret_of(inputs),
        ref=hexed(inputs["ref"]),
        number=inputs["of"],
    )
    return {"hour": hour}


def unwrap_case_key(inputs: Inputs) -> Outcome:
    keys = casekey.unwrap_case_keys(
        hexed(inputs["wrapped"]), epoch=secret_of(inputs), case=hexed(inputs["case"])
    )
    names = "intake", "mailbox", "second", "generations"
    return {name: getattr(keys, name) for name in names}


def open_events(inputs: Inputs) -> Outcome:
    held = case_keys_of(inputs["keys"])
    links = [link_of(row) for row in inputs["links"]]
    chain.check_numbers(links)
    chain.check_head(links, number=inputs["head"]["number"], digest=hexed(inputs["head"]["digest"]))
    case, previous, bodies = hexed(inputs["case"]), hexed(inputs["origin"]), []
    for link in links:
        bodies.append(chain.open_event(link, keys=held, case=case, previous=previous))
        previous = link.digest
    return {"bodies": bodies}


def open_summary(inputs: Inputs) -> Outcome:
    opened = chain.open_summary(
        hexed(inputs["sealed"]),
        epoch=secret_of(inputs),
        case=hexed(inputs["case"]),
        number=inputs["covers"],
        digest=hexed(inputs["digest"]),
    )
    return {"plaintext": opened}


def open_segment(inputs: Inputs) -> Outcome:
    place = segment.Place(hexed(inputs["first"]), hexed(inputs["last"]), inputs["count"])
    opened = segment.open_segment(
        hexed(inputs["sealed"]), epoch=secret_of(inputs), place=place, which=inputs["which"]
    )
    return {"plaintext": opened}


def open_handed(inputs: Inputs) -> Outcome:
    row: dict[str, Any] = {
        key: value if key in {"number", "at"} else hexed(value)
        for key, value in inputs["handed"].items()
    }
    row["purpose"] = handed.Purpose(row["purpose"])
    key = envelope.PrivateKey(hexed(inputs["seed"]))
    opened = handed.open_handed(handed.Handed(**row), sign_key=hexed(inputs["sign_key"]), key=key)
    return {"plaintext": opened}


def open_case_summary(inputs: Inputs) -> Outcome:
    opened = chain.open_case_summary(
        hexed(inputs["sealed"]),
        keys=case_keys_of(inputs["keys"]),
        case=hexed(inputs["case"]),
        number=inputs["covers"],
        digest=hexed(inputs["digest"]),
    )
    return {"plaintext": opened}


def open_snapshot(inputs: Inputs) -> Outcome:
    keys, case = case_keys_of(inputs["keys"]), hexed(inputs["case"])
    return {"plaintext": chain.open_snapshot(hexed(inputs["sealed"]), keys=keys, case=case)}


def open_translation(inputs: Inputs) -> Outcome:
    place = {name: hexed(inputs[name]) for name in ("key", "case", "user", "ref")}
    return {"plaintext": translation.open_translation(hexed(inputs["sealed"]), **place)}


def open_journal(inputs: Inputs) -> Outcome:
    key = audit.open_journal_key(
        hexed(inputs["sealed"]),
        epoch=secret_of(inputs),
        journal=hexed(inputs["journal"]),
        first=inputs["first"],
    )
    return {"key": key}


def open_audit(inputs: Inputs) -> Outcome:
    previous, bodies = hexed(inputs["previous"]), []
    for expected, row in enumerate(inputs["entries"], start=1):
        sealed, number = hexed(row["sealed"]), row["number"]
        journal, month = hexed(row["journal"]), row["month"]
        digest = audit.entry_digest(
            number=number, previous=previous, journal=journal, month=month, sealed=sealed
        )
        if number != expected or digest != hexed(row["digest"]):
            raise CannotOpen
        key = hexed(inputs["key"])
        bodies.append(audit.open_entry(sealed, key=key, number=number, previous=previous))
        previous = digest
    links = [link_of(row) for row in inputs["entries"]]
    head = inputs["head"]
    chain.check_head(links, number=head["number"], digest=hexed(head["digest"]))
    return {"bodies": bodies}


def open_session(inputs: Inputs) -> Outcome:
    token, boot_key = hexed(inputs["token"]), hexed(inputs["boot_key"])
    opened = session.open_session(
        hexed(inputs["sealed"]), token=token, boot_key=boot_key, user=hexed(inputs["user"])
    )
    return {
        "id": session.session_id(token),
        "key": session.session_key(token, boot_key),
        "plaintext": opened,
    }


OPERATIONS: dict[str, Callable[[Inputs], Outcome]] = {
    "context": make_context,
    "record.open": open_record,
    "envelope.key": envelope_key,
    "envelope.open": open_envelope,
    "envelope.seal": seal_envelope,
    "padding.pad": pad,
    "padding.unpad": unpad,
    "stream.open": open_stream,
    "file.padded": pad_file,
    "file.open": open_file,
    "passphrase.open": open_passphrase,
    "sheet.open": open_sheet,
    "code.words": say_words,
    "code.digits": say_digits,
    "code.read": read_code,
    "code.stretch": stretch_code,
    "fingerprint": say_fingerprint,
    "fingerprint.key": say_key_fingerprint,
    "epoch.keys": epoch_keys,
    "epoch.verify": verify_epochs,
    "share.open": open_share,
    "roster.open": open_roster,
    "previous.open": open_previous,
    "submission.open": open_submission,
    "sent.read": read_sent,
    "carried.read": read_carried,
    "carried.write": write_carried,
    "carried.find": find_carried,
    "mailbox.open": open_mailbox,
    "messages.open": open_messages,
    "mark.open": open_mark,
    "mailbox.ending": hash_ending,
    "arrival.open": open_arrival,
    "case-key.open": unwrap_case_key,
    "events.open": open_events,
    "summary.open": open_summary,
    "segment.open": open_segment,
    "handed.open": open_handed,
    "case-summary.open": open_case_summary,
    "snapshot.open": open_snapshot,
    "translation.open": open_translation,
    "journal.open": open_journal,
    "audit.open": open_audit,
    "session.open": open_session,
}


def every_vector() -> Iterator[Any]:
    for path in sorted(writing.FOLDER.glob("*.json")):
        if path.name != "drawn.json":
            for vector in writing.read_vectors(path):
                yield pytest.param(vector, id=f"{path.stem}: {vector['name']}")


@pytest.mark.parametrize("vector", list(every_vector()))
def test_it_opens_or_refuses_every_vector(vector: dict[str, Any]) -> None:
    run = OPERATIONS[vector["operation"]]
    if vector["expect"] == writing.CANNOT_OPEN:
        with pytest.raises(CannotOpen):
            run(vector["inputs"])
    else:
        assert writing.in_hex(run(vector["inputs"])) == vector["expect"]


@pytest.mark.parametrize("make_book", make.BOOKS)
def test_it_comes_out_the_same_each_time(make_book: Callable[[], writing.Book]) -> None:
    book = make_book()
    assert book.path.read_text(encoding="utf-8") == book.text()


def test_it_covers_every_file() -> None:
    written = {book().path for book in make.BOOKS}
    assert written == {Path(path) for path in writing.FOLDER.glob("*.json")} - {
        writing.FOLDER / "drawn.json"
    }
