"""New passphrase, sheet and second factor for the same keys; or new keys altogether.

Changing a passphrase wraps the same secret anew: it helps against forgetting, not against
somebody who has read the old one and copied the row. Against that, new keys help.
"""

import secrets
from dataclasses import dataclass

from django.db import transaction

from apps.accounts.actions.entering import limit, use_factor
from apps.accounts.actions.leaving import end_other_sessions
from apps.accounts.errors import Refused
from apps.accounts.factors import Factors, hashed, open_factors, seal_factors
from apps.accounts.handles import known_shape
from apps.accounts.known import KnownBrowser
from apps.accounts.models import KeyPair, Session, User
from apps.accounts.wraps import Wrap, nobody, open_with_sheet, wrap_passphrase, wrap_sheet
from apps.audit.actions import record
from apps.crypto import CannotOpen, Keyring


def change_passphrase(
    *, user: User, keyring: Keyring, passphrase: str, keep: bytes | memoryview | None = None
) -> None:
    """Wrap the person's secret under a new passphrase and end their other sessions."""
    wrap = wrap_passphrase(keyring, passphrase)
    with transaction.atomic():
        KeyPair.objects.filter(pk=user.pk).update(
            params=wrap.params, sealed_by_passphrase=wrap.sealed
        )
        end_other_sessions(user=user, keep=keep)
        record(person=user.ref, verb="passphrase_changed", kind="person", ref=user.ref)


@dataclass(frozen=True, slots=True)
class NewKeys:
    """A person's new secret with all that leads to it, wrapped and not yet stored."""

    keyring: Keyring
    wrap: Wrap
    sheet: str
    factors: Factors


def draw_keys(*, user: User, passphrase: str, sheet: str, factors: Factors) -> NewKeys:
    """Draw a new secret and wrap it. Takes as long as a sign-in: no transaction."""
    keyring = Keyring(user=user.ref.bytes, secret=secrets.token_bytes(32))
    return NewKeys(keyring, wrap_passphrase(keyring, passphrase), sheet, factors)


def replace_keys(*, user: User, old: Keyring, new: NewKeys) -> None:
    """Put new keys in the place of a person's own, within the caller's transaction.

    What they remember of their teams goes along; every session ends. Whoever else sealed something
    to the old key seals it again, or it is lost: `cases.renew_own_keys` sees to that.
    """
    row = KeyPair.objects.select_for_update().get(pk=user.pk)
    keyring = new.keyring
    row.public_key = keyring.kem.public_bytes
    row.params, row.sealed_by_passphrase = new.wrap
    row.sheet_generation += 1
    row.sheet_tried = 0
    row.sealed_by_sheet = wrap_sheet(keyring, new.sheet, row.sheet_generation)
    row.sealed_factors = seal_factors(new.factors, keyring)
    row.sealed_pins = keyring.seal_pins(old.open_pins(bytes(row.sealed_pins)))
    row.save()
    Session.objects.filter(user=user).delete()


@transaction.atomic
def renew_sheet(*, user: User, keyring: Keyring, sheet: str) -> None:
    """Wrap the person's secret under a new recovery sheet; every older one is dead."""
    row = KeyPair.objects.select_for_update().get(pk=user.pk)
    row.sheet_generation += 1
    row.sealed_by_sheet = wrap_sheet(keyring, sheet, row.sheet_generation)
    row.save(update_fields=["sheet_generation", "sealed_by_sheet"])
    record(person=user.ref, verb="sheet_renewed", kind="person", ref=user.ref)


@transaction.atomic
def try_sheet(*, user: User, sheet: str) -> None:
    """Remember that the newest sheet was typed in and opens; ``Refused`` if it does not."""
    row = KeyPair.objects.select_for_update().get(pk=user.pk)
    try:
        open_with_sheet(row, sheet)
    except CannotOpen:
        raise Refused from None
    row.sheet_tried = row.sheet_generation
    row.save(update_fields=["sheet_tried"])
    record(person=user.ref, verb="sheet_tried", kind="person", ref=user.ref)


@transaction.atomic
def renew_phone(
    *, user: User, keyring: Keyring, seed: str, last: int, keep: bytes | memoryview | None = None
) -> None:
    """Take the codes of another phone from now on; the backup codes stay."""
    factors = _locked_factors(user, keyring)
    _write_factors(user, keyring, Factors(totp=seed, last=last, backup=factors.backup))
    end_other_sessions(user=user, keep=keep)
    record(person=user.ref, verb="factor_renewed", kind="person", ref=user.ref)


@transaction.atomic
def renew_backup_codes(*, user: User, keyring: Keyring, codes: tuple[str, ...]) -> None:
    """Put ten new backup codes in the place of all older ones."""
    factors = _locked_factors(user, keyring)
    fresh = Factors(totp=factors.totp, last=factors.last, backup=hashed(codes))
    _write_factors(user, keyring, fresh)
    record(person=user.ref, verb="backup_codes_renewed", kind="person", ref=user.ref)


def open_by_recovery_sheet(
    *, handle: str, sheet: str, code: str, browser: KnownBrowser
) -> tuple[User, int]:
    """Check sheet and second factor; returns the person and the sheet's generation.

    Raises ``TryLater``, ``Refused``. The same is done for handles that nobody has.
    """
    handle = known_shape(handle)
    limit(action="recover", handle=handle, mark=browser.mark(handle))
    user = User.objects.select_related("key_pair").filter(handle=handle).first()
    key_pair, keyring = nobody()
    right = False
    if user and user.is_active and hasattr(user, "key_pair"):
        try:
            keyring, right = open_with_sheet(user.key_pair, sheet), True
            key_pair = user.key_pair
        except CannotOpen:
            pass
    with transaction.atomic():
        used = use_factor(key_pair, keyring, code if right else "")
        if user and right and used:
            if used.from_backup:
                record(person=user.ref, verb="backup_code_used")
            record(person=user.ref, verb="sheet_used", kind="person", ref=user.ref)
            return user, key_pair.sheet_generation
        ref = user.ref if user else None
        record(person=ref, verb="sheet_used", kind="person", ref=ref, outcome="refused")
    raise Refused


def recover(*, user: User, old_sheet: str, generation: int, passphrase: str, sheet: str) -> None:
    """Give a person whose sheet and second factor were right a new passphrase and a new sheet.

    Raises ``Refused`` if the sheet was used or renewed meanwhile.
    """
    key_pair = KeyPair.objects.select_related("user").get(pk=user.pk)
    keyring = _open_generation(key_pair, old_sheet, generation)
    wrap = wrap_passphrase(keyring, passphrase)
    with transaction.atomic():
        row = KeyPair.objects.select_for_update().get(pk=user.pk)
        _open_generation(row, old_sheet, generation)
        row.params, row.sealed_by_passphrase = wrap
        row.sheet_generation = generation + 1
        row.sealed_by_sheet = wrap_sheet(keyring, sheet, row.sheet_generation)
        row.save(
            update_fields=[
                "params",
                "sealed_by_passphrase",
                "sheet_generation",
                "sealed_by_sheet",
            ]
        )
        end_other_sessions(user=user)
        record(person=user.ref, verb="passphrase_changed", kind="person", ref=user.ref)
        record(person=user.ref, verb="sheet_renewed", kind="person", ref=user.ref)


def _open_generation(key_pair: KeyPair, sheet: str, generation: int) -> Keyring:
    if key_pair.sheet_generation != generation or not key_pair.user.is_active:
        raise Refused
    try:
        return open_with_sheet(key_pair, sheet)
    except CannotOpen:
        raise Refused from None


def _locked_factors(user: User, keyring: Keyring) -> Factors:
    row = KeyPair.objects.select_for_update().get(pk=user.pk)
    return open_factors(row.sealed_factors, keyring)


def _write_factors(user: User, keyring: Keyring, factors: Factors) -> None:
    KeyPair.objects.filter(pk=user.pk).update(sealed_factors=seal_factors(factors, keyring))
