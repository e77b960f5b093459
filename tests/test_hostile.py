"""Whatever comes to whichever address, from whomever: words or a plain status, and nothing kept.

The addresses are those of tests/test_doors.py, so that a new one is met here on its first day.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as site
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases.models import Case
from apps.crypto.code import code_digits
from apps.intake import sending
from apps.web.bodies import whole_bodies
from tests.cases.acts import read
from tests.mailbox.cast import token
from tests.test_doors import FRONT, OWN, READ, SENT
from tests.world import Sent, World, desk, make_world, submit

FORM: Final = "application/x-www-form-urlencoded"
# What a wrong try may change: its own limits, sessions that it ends, what the record says, and the
# index, which is made again by whoever lists.
BESIDE: Final = {"Bucket", "Session", "Entry", "Journal", "Head", "Segment"}
WAITS: Final = {500, 501, 502, 504, 505}

FIELDS: Final = (
    *("_party", "_version", "_state", "_send", "safety", "name", "story", "consent", "country"),
    *("code", "state", "token", "text", "handle", "passphrase", "sheet", "said", "next", "press"),
    *("kept_path", "kept:text", "kept:seen", "kept:kept_path", "language", "email", "session"),
    *("seen", "at", "risk", "owner", "stage", "aside", "why", "day", "reason", "unsafe", "team"),
    *("confirmed", "others", "earlier", "words", "user", "person", "kind", "is_operator"),
    *("notice_every", "csrfmiddlewaretoken", "promise_days", "languages", "leave_address"),
)
NASTY: Final = (
    b"",
    b"\0",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xc3\x28",
    b"\xf0\x9f\x98",
    b"9" * 100_000,
    b"-1",
    b"1e999",
    b"[" * 5000,
    b'{"a":' * 2000,
    "\u202eevil\u2066".encode(),
    "٣٣٣".encode(),
    b"../../etc/passwd",
    b"{% debug %}{{ request }}",
    b"/desk/../en/",
    b"//evil.example/",
    b"/desk/cases/",
    b"/desk/me/sessions/end-others/",
    b"javascript:alert(1)",
    b"' OR 1=1 --",
    b"a" * 32,
    b"A" * 3000,
    b"2026-02-30",
    b"9999-12-31",
    b"0" * 64,
    str(uuid4()).encode(),
)
KINDS: Final = (
    FORM,
    FORM,
    FORM,
    f"{FORM}; charset=utf-16",
    f"{FORM}; charset=nothing-known",
    f"{FORM}; charset=\N{SNOWMAN}".encode().decode("latin-1"),
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=x; charset=utf-7",
    f"multipart/form-data; boundary={'x' * 400}",
    "multipart/mixed; boundary=x",
    "application/json",
    "text/plain",
    "",
    "/",
)
LENGTHS: Final = ("", "-1", "0", "1", "abc", "99999999999", "1" * 5000)

values = st.one_of(
    st.sampled_from(NASTY),
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
)
names = st.one_of(st.sampled_from(FIELDS).map(str.encode), st.binary(max_size=12))
pairs = st.lists(st.tuples(names, values), max_size=12)
PART: Final = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'


def multipart(parts: list[tuple[bytes, bytes]], *, file: bytes = b"") -> bytes:
    return b"".join(PART % (name, file, value) for name, value in parts) + b"--x--\r\n"


bodies = st.one_of(
    pairs.map(lambda fields: urlencode(fields).encode()),
    pairs.map(multipart),
    pairs.map(lambda fields: multipart(fields, file=b'; filename="a.pdf"')),
    pairs.map(lambda fields: multipart(fields)[:-9]),
    st.sampled_from([b"[" * 50_000, b'{"a":' * 10_000, b"&" * 3000, b"=" * 500, b"%" * 300]),
    st.binary(max_size=300),
)
headers = st.fixed_dictionaries(
    {},
    optional={
        "HTTP_HOST": st.sampled_from(["evil.example", "", "a b", "localhost:99999999", "[::1"]),
        "CONTENT_LENGTH": st.sampled_from(LENGTHS),
        "HTTP_ACCEPT_LANGUAGE": st.sampled_from(["*", "xx;q=9", "en;q=,", ",,,", "ar" * 3000]),
        "HTTP_REFERER": st.sampled_from(["http://[", "\xff", "/desk/", "https://evil.example/"]),
        "HTTP_ORIGIN": st.sampled_from(["null", "http://[", "https://evil.example"]),
        "HTTP_SEC_FETCH_SITE": st.sampled_from(["cross-site", "none", "\xff"]),
        "HTTP_TRANSFER_ENCODING": st.just("chunked"),
        "HTTP_CONTENT_ENCODING": st.sampled_from(["gzip", "br"]),
        "HTTP_IF_NONE_MATCH": st.just("*"),
        "HTTP_RANGE": st.just("bytes=0-,9-1"),
        "HTTP_X_FORWARDED_HOST": st.just("evil.example"),
        "HTTP_X_FORWARDED_PROTO": st.just("https"),
    },
)
queries = st.one_of(
    st.just(b""),
    st.lists(
        st.tuples(
            st.sampled_from(["next", "before", "page", "done", "ref", "since", "person", "owner"]),
            values,
        ),
        max_size=4,
    ).map(lambda given: urlencode(given).encode()),
    st.binary(max_size=30),
)
cookies = st.sampled_from(
    [
        "",
        "desk=",
        "desk=%00",
        "known=....",
        f"known={'A' * 9000}",
        "csrf=x",
        "=;;=",
        'desk="\\',
        "\xff=\xfe",
    ]
)
odd_paths = st.one_of(
    st.sampled_from(
        [
            "/",
            "//",
            "/desk",
            "/en",
            "/xx/",
            "/en/form",
            "/static/",
            "/static/../apps/settings.py",
            "/healthz/",
            "/en/" + "a" * 9000 + "/",
            "/desk/cases/0/",
            "/desk/join/\0/",
            "/desk/setup//",
            "/desk/team/people/x/end/",
        ]
    ),
    st.binary(min_size=1, max_size=30).map(lambda raw: "/" + quote(raw)),
    st.binary(min_size=1, max_size=30).map(lambda raw: "/desk/cases/" + quote(raw) + "/"),
)
methods = st.sampled_from(
    ["POST", "POST", "POST", "GET", "HEAD", "PUT", "OPTIONS", "TRACE", "post", "BREW"]
)


@dataclass(slots=True, repr=False)
class House:
    """A case of Harbour's, everybody's browser, and a page of Noor's from inside her mailbox."""

    world: World
    sent: Sent
    browsers: dict[str, Client]
    state: str
    token: str
    refs: Mapping[str, object]
    addresses: list[str]


@pytest.fixture
def house(db: None) -> House:
    world = make_world()
    sent = submit(world)
    read(sent, world.amira)
    people = (world.amira, world.bo, world.dan, world.olu)
    browsers = {"nobody": Client(), **{one.user.handle: desk(one) for one in people}}
    for name in ("amira", "bo"):
        # That they looked at a new request is written down once, and not where a form is refused.
        browsers[name].get(sent.url)
    page = Client().post("/en/return/", {"code": code_digits(sent.code)})
    refs = {"ref": sent.ref, "team": world.harbour.ref, "person": world.bo.user.ref}
    known = [f"/{one}" for one in (*FRONT, *READ, *SENT, *OWN)]
    addresses = [filled(one, refs) for one in known]
    addresses += [filled(one, dict.fromkeys(refs, uuid4())) for one in known if "<uuid" in one]
    return House(world, sent, browsers, page.context["state"], token(page), refs, addresses)


def filled(pattern: str, refs: Mapping[str, object]) -> str:
    for name, ref in refs.items():
        pattern = pattern.replace(f"<uuid:{name}>", str(ref))
    return pattern.replace("<str:token>", "unknown").replace("<slug:detail>", "share")


def rows() -> dict[str, int]:
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_models()
        if model.__name__ not in BESIDE
    }


def check(answer: Any, before: dict[str, int]) -> None:
    """Words or a plain status; and where it was refused, nothing stays behind."""
    assert answer.status_code not in WAITS
    body = b"".join(answer) if answer.streaming else answer.content
    if answer.status_code >= 400 and answer.request["REQUEST_METHOD"] in {"GET", "POST"}:
        # Only who asks in a way that no form of ours asks gets a bare status.
        assert body or answer.status_code == 405
        assert b"Traceback" not in body
    if answer.status_code >= 400:
        after = rows()
        if answer.request["PATH_INFO"].endswith("/answer/"):
            # The page that comes back shows the conversation, and showing it is a reading, which
            # the applicant is told.
            after |= {name: before[name] for name in ("Event", "Message")}
        assert after == before
    if not answer.request["PATH_INFO"].startswith("/desk"):
        assert not answer.cookies


def arriving(body: bytes, length: str) -> dict[str, Any]:
    """Return the body as the service has it of the server, whatever length it was said to have.

    The test's own client fails where more is read than came; the server gives what there is.
    """
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        seen.update(environ)
        return []

    told: dict[str, Any] = {"CONTENT_LENGTH": length, "wsgi.input": BytesIO(body)}
    whole_bodies(application)(told, lambda *_: None)
    return seen


def send(house: House, who: str, path: str, **request: Any) -> Any:
    """Send a request of somebody's, with their own cookie and whatever else it brings."""
    browser = house.browsers[who]
    own = browser.cookies.get(site.DESK_COOKIE_NAME)
    brought = [own.OutputString() if own else "", request.pop("HTTP_COOKIE", "")]
    body = request.pop("body", b"")
    arrived = arriving(body, request.pop("CONTENT_LENGTH", str(len(body))))
    before = rows()
    answer = browser.generic(
        request.pop("method", "POST"),
        path,
        body,
        content_type=request.pop("kind", FORM),
        HTTP_COOKIE="; ".join(filter(None, brought)),
        **request,
        **arrived,
    )
    check(answer, before)
    return answer


REAL: Final = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
]
hostile = settings(max_examples=100, suppress_health_check=REAL)
thousands = settings(max_examples=5000, suppress_health_check=REAL)
requests = st.fixed_dictionaries(
    {
        "method": methods,
        "body": bodies,
        "kind": st.sampled_from(KINDS),
        "QUERY_STRING": queries.map(lambda raw: raw.decode("latin-1")),
        "HTTP_COOKIE": cookies,
        "headers_": headers,
    }
)
people = st.sampled_from(["nobody", "amira", "bo", "dan", "olu"])


@hostile
@given(who=people, at=st.integers(0, 200), odd=odd_paths, request=requests)
def test_it_answers_whatever_comes(
    house: House, who: str, at: int, odd: str, request: dict[str, Any]
) -> None:
    path = house.addresses[at] if at < len(house.addresses) else odd
    more = request.pop("headers_")
    send(house, who, path, **request, **more)


@pytest.mark.soak
@thousands
@given(who=people, at=st.integers(0, 200), odd=odd_paths, request=requests)
def test_it_answers_whatever_comes_for_long(
    house: House, who: str, at: int, odd: str, request: dict[str, Any]
) -> None:
    path = house.addresses[at] if at < len(house.addresses) else odd
    more = request.pop("headers_")
    send(house, who, path, **request, **more)


def test_it_answers_a_body_that_is_shorter_than_it_says(house: House) -> None:
    for path in FRONT:
        for body, length in ((b"", "1"), (b"code=abandon", "20"), (b"", "99999999999")):
            send(house, "nobody", filled(f"/{path}", house.refs), body=body, CONTENT_LENGTH=length)


# Forms that are right but for one field: they come further in.

RIGHT: Final[dict[str, dict[str, bytes]]] = {
    "/en/check/": {"_party": b"self", "_version": b"1", "safety": b"safe", "story": b"x"},
    "/en/send/": {"_party": b"self", "_version": b"1", "consent": b"yes", "_state": b"x"},
    "/en/return/": {"code": b"abandon ability"},
    "/en/mailbox/write/": {"state": b"", "token": b"a" * 32, "text": b"Hello."},
    "/en/mailbox/changed/": {"state": b"", "token": b"a" * 32, "text": b"Hello."},
    "/en/mailbox/answers/": {"state": b"", "_send": b"1", "safety": b"safe", "name": b"N"},
    "/en/mailbox/take-back/": {"state": b"", "code": b"1234"},
    "/desk/sign-in/": {"handle": b"amira", "passphrase": b"x y z", "code": b"123456"},
    "/desk/unlock/": {"passphrase": b"x", "kept_path": b"/desk/cases/", "kept:text": b"x"},
    "/desk/recover/": {"handle": b"amira", "sheet": b"a " * 12, "code": b"123456"},
    "/desk/me/": {"email": b"a@example.org", "language": b"en", "notice_every": b"60"},
    "/desk/me/passphrase/": {"state": b"x", "press": b"again", "said": b"x"},
    "/desk/team/new/": {"name": b"Lantern", "kind": b"casework"},
    "/desk/team/invite/": {"handle": b"gita", "email": b"", "language": b"en", "team": b""},
    "/desk/search/": {"words": "паспорт".encode()},
    "/desk/views/save/": {"name": b"Mine", "query": b"risk=high&language=ru"},
    "/desk/today/<uuid:ref>/later/": {"kind": b"task", "until": b"hours", "unread": b"1"},
    "/desk/today/<uuid:ref>/done/": {"seen": b"1", "task": b"1" * 32, "view": b"team"},
    "/desk/cases/<uuid:ref>/risk/": {"seen": b"1", "risk": b"high"},
    "/desk/cases/<uuid:ref>/move/": {"seen": b"1", "stage": b"planning", "why": b"x"},
    "/desk/cases/<uuid:ref>/give/": {"seen": b"1", "owner": b""},
    "/desk/cases/give/": {"chosen": b"0" * 32 + b".", "owner": b"x", "back": b"?page=2"},
    "/desk/me/languages/": {"languages": b"ru", "more": b"ka"},
    "/desk/me/sheet/try/": {"sheet": b"abandon " * 12},
    "/desk/team/<uuid:team>/people/<uuid:person>/away/": {
        "first": b"2030-01-01",
        "last": b"2030-01-02",
        "cover": b"",
    },
    "/desk/team/<uuid:team>/people/<uuid:person>/watch/": {"watching": b"1"},
    "/desk/team/people/<uuid:person>/leaving/hand/": {"tell": b"on", "0" * 32: b"x"},
    "/desk/cases/<uuid:ref>/promise/": {"seen": b"1", "day": b"2030-01-01"},
    "/desk/cases/<uuid:ref>/answer/": {"seen": b"1", "text": b"x", "day": b""},
    "/desk/cases/<uuid:ref>/close/": {"seen": b"1", "reason": b"other", "text": b"x"},
    "/desk/cases/<uuid:ref>/code/": {"seen": b"1", "confirmed": b"met", "others": b"end"},
    "/desk/team/<uuid:team>/hand-over/<uuid:person>/": {"confirmed": b"0" * 64},
    "/desk/team/<uuid:team>/words/": {"confirmed": b"0" * 64},
    "/desk/settings/organisation/": {"name": b"H", "promise_days": b"7", "idle_minutes": b"15"},
    "/desk/settings/receiving/": {"team": b"x"},
}


@settings(hostile, max_examples=150)
@given(who=people, path=st.sampled_from(sorted(RIGHT)), data=st.data())
def test_it_answers_a_form_with_one_odd_field(
    house: House, who: str, path: str, data: st.DataObject
) -> None:
    fields = dict(RIGHT[path])
    if "state" in fields and path.startswith("/en/"):
        fields["state"] = house.state.encode()
    name = data.draw(st.sampled_from(sorted(fields)))
    pairs = [*fields.items(), (name, data.draw(values))]
    if data.draw(st.booleans()):
        pairs.remove((name, fields[name]))
    send(house, who, filled(path, house.refs), body=urlencode(pairs).encode())


# Sealed states that belong elsewhere, to somebody else, or to another day.

STATES: Final = ("", "x", "A" * 300_000, "AAAAAAAAAAA=", "é", "\0" * 8)


def states(house: House) -> list[str]:
    """A real state of each purpose, one cut, one changed, and rubbish."""
    joining = house.browsers["amira"].get("/desk/me/passphrase/").context["state"]
    checked = Client().post("/en/check/", {"_party": "self", "_version": "1", "safety": "safe"})
    own = [house.state, joining, sending.draw(bytes(32)), sending.seal_received(bytes(20))]
    assert checked.status_code == 200
    return [*own, own[0][:-8], "B" + own[0][1:], own[0] + own[1], *STATES]


def test_it_opens_no_state_but_its_own(house: House) -> None:
    inside = [path for path in FRONT if path.startswith("en/mailbox/")]
    kits = ["desk/me/passphrase/", "desk/me/phone/", "desk/me/sheet/", "desk/me/codes/"]
    before = rows()
    for state in states(house)[1:]:
        for path in (*inside, *kits, "en/send/", "en/code/", "desk/recover/"):
            who = "bo" if path.startswith("desk/me/") else "nobody"
            body = urlencode({"state": state, "_state": state, "text": "Hello.", "press": ""})
            send(house, who, f"/{path}", body=body.encode())
    assert rows() == before


def test_it_opens_no_state_of_yesterday(house: House) -> None:
    known = states(house)
    with time_machine.travel(time.time() + 25 * 60 * 60):
        for state in known:
            body = urlencode({"state": state, "_state": state, "text": "Hello."}).encode()
            for path in ("/en/mailbox/", "/en/mailbox/write/", "/en/code/"):
                answer = send(house, "nobody", path, body=body)
                assert answer.status_code in {303, 400, 413, 422}


# The same again.


def test_it_does_once_what_is_sent_three_times(house: House) -> None:
    amira, noor = house.browsers["amira"], house.browsers["nobody"]
    said = {"_party": "self", "_version": "1", "safety": "safe", "story": "Three times."}
    page = noor.post("/en/check/", said)
    state = dict(page.context["kept"])["_state"]
    seen = {"seen": "1", "at": "overview"}
    for who, path, fields in (
        (noor, "/en/send/", {**said, "_state": state, "consent": "yes"}),
        (noor, "/en/mailbox/write/", {"state": house.state, "token": house.token, "text": "One."}),
        (amira, f"{house.sent.url}note/", {**seen, "text": "Once."}),
        (amira, f"{house.sent.url}answer/", {**seen, "text": "Once."}),
    ):
        assert who.post(path, fields).status_code in {200, 302}, path
        once = rows()
        for _ in range(2):
            assert who.post(path, fields).status_code in {200, 302}, path
            assert rows() == once, path
    assert Case.objects.count() == 2
