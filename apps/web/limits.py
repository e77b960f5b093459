"""Limits that know no address: a bucket of tokens for each action and account, for one day.

A row's key is an HMAC under a key of the day that hangs on the boot key, so the table tells nobody
which account or action it counts, and yesterday's rows tell nothing at all.
"""

import hmac
import math
import time
from functools import lru_cache
from typing import Final, NamedTuple

from django.db import connection, transaction

from apps.crypto import context, derive
from apps.lookups import Lookup
from apps.web.boot import boot_key
from apps.web.models import Bucket

DAY: Final = 24 * 60 * 60

# A whole token, give or take what adding up its parts loses.
ENOUGH: Final = 0.999999
# What a bucket holds once it has refilled; a clock set back refills nothing.
HELD: Final = """
    b.tokens + %(rate)s * CASE WHEN %(now)s > b.updated THEN %(now)s - b.updated ELSE 0 END
"""
# One statement, so that two who take at once cannot take the same token: the row is changed only
# if it holds a whole one. CASE, because the databases
# name the smaller of two differently.
TAKE: Final = f"""
    INSERT INTO web_bucket AS b (key, tokens, updated) VALUES (%(key)s, %(full)s - 1, %(now)s)
    ON CONFLICT (key) DO UPDATE SET
        updated = %(now)s,
        tokens = CASE WHEN {HELD} > %(full)s THEN %(full)s ELSE {HELD} END - 1
        WHERE {HELD} >= {ENOUGH}
    RETURNING tokens
"""  # noqa: S608  (put together from constants; every value is a parameter)

_HELD: Final = Lookup(lambda key: Bucket.objects.filter(key=key).values_list("tokens", "updated"))

# Buckets that held less than this share when this process last took of them.
LOW: Final = 0.1
MOST_LOW: Final = 1000
_low: Final = set[bytes]()


class Turn(NamedTuple):
    wait: int  # Seconds; 0: go on.
    left: float  # Of the bucket, 0 to 1.


def take(*, action: str, who: bytes, capacity: int, per_seconds: float) -> int:
    """Take one token; 0 means go on, else it is the number of seconds to wait. See `taken`."""
    return taken(action=action, who=who, capacity=capacity, per_seconds=per_seconds).wait


def taken(*, action: str, who: bytes, capacity: int, per_seconds: float) -> Turn:
    """Take one token, unless there is none; say how long to wait, and what is left.

    A bucket holds `capacity` tokens and fills from empty to full in `per_seconds` seconds: five
    tries in ten minutes is `capacity=5, per_seconds=600`. `who` is whatever bytes name the account
    (b"" for everyone together); they are never stored. A new day begins with full buckets.
    """
    now = int(time.time())
    key = _key(action, who, now)
    rate = capacity / per_seconds
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(TAKE, {"key": key, "full": float(capacity), "rate": rate, "now": now})
        row = cursor.fetchone()
        left = row[0] / capacity if row is not None else 0.0
        _remember(key, low=left < LOW)
        if row is not None:
            return Turn(0, left)
        bucket = Bucket.objects.get(key=key)
    held = bucket.tokens + max(0, now - bucket.updated) * rate
    # Never longer than from empty to full, whatever somebody wrote into the row.
    seconds = (1 - held) / rate
    return Turn(max(1, math.ceil(min(seconds, per_seconds))), 0.0)


def _remember(key: bytes, *, low: bool) -> None:
    if not low:
        _low.discard(key)
        return
    if len(_low) >= MOST_LOW:
        _low.clear()
    _low.add(key)


def has_token(*, action: str, who: bytes, capacity: int, per_seconds: float) -> bool:
    """Whether a bucket held a whole token just now; none is taken. See `taken`.

    The database is asked only once this process has seen the bucket run low.
    """
    if not _low:
        return True
    now = int(time.time())
    key = _key(action, who, now)
    rows = _HELD.columns(key) if key in _low else []
    if not rows:
        return True
    ((tokens, updated),) = rows
    return bool(tokens + max(0, now - updated) * capacity / per_seconds >= ENOUGH)


def delete_stale_buckets() -> int:
    """Delete the buckets of days that are over; returns how many."""
    midnight = int(time.time()) // DAY * DAY
    with transaction.atomic():
        deleted, _ = Bucket.objects.filter(updated__lt=midnight).delete()
    return deleted


def _key(action: str, who: bytes, now: int) -> bytes:
    named = action.encode() + b"\0" + who
    return hmac.digest(_key_of(boot_key(), now // DAY), named, "sha256")


@lru_cache(maxsize=2)
def _key_of(boot: bytes, day: int) -> bytes:
    return derive(boot, context("limiter-key", day.to_bytes(8, "big")))
