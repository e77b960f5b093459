"""The pages of docs/spec say what the code does: contexts, sizes, steps, vectors, sections."""

import dataclasses
import re
from pathlib import Path

import msgspec
import pytest

from apps.accounts.factors import Factors
from apps.accounts.sessions import Unlocked
from apps.audit import bodies
from apps.cases import answers, casefile, messages, summaries
from apps.cases.attached import Attached
from apps.crypto import backup, code, contexts, envelope, epoch, padding, passphrase, stretch
from apps.crypto import submission as sub
from apps.teams.pins import Pin

SPEC = Path(__file__).parent.parent / "docs" / "spec"
README = (SPEC / "README.md").read_text(encoding="utf-8")
PAGES = sorted(page for page in SPEC.glob("*.md") if page.name != "README.md")
SECTIONS = "Errors", "Rationale", "Security considerations", "Test vectors"

ROW = re.compile(r"^\| `([a-z-]+)` \|([^|]*)\|[^|]*\| \[(\w+)\]", re.MULTILINE)
# The size of a part stands behind its name; what stands in brackets is the name's own.
SIZE = re.compile(r" (\d+)(?= ·|$)")


def text(page: str) -> str:
    return (SPEC / f"{page}.md").read_text(encoding="utf-8")


def contexts_told() -> dict[str, tuple[tuple[int, ...], str]]:
    return {
        name: (tuple(map(int, SIZE.findall(f" {parts.strip()}"))), page)
        for name, parts, page in ROW.findall(README)
    }


def test_it_tells_every_context_with_the_sizes_of_its_parts() -> None:
    told = {name: sizes for name, (sizes, _) in contexts_told().items()}
    assert told == dict(contexts.PARTS)


@pytest.mark.parametrize("name", contexts.PARTS)
def test_it_uses_every_context_on_the_page_that_it_names(name: str) -> None:
    _, page = contexts_told()[name]
    assert re.search(rf"[(`, ]{name}[,)` ‖]", text(page))


def test_it_maps_every_page_that_there_is() -> None:
    mapped = re.findall(r"^\| \[(\w+)\]\((\w+)\.md\) \|", README, re.MULTILINE)
    assert sorted(page for _, page in mapped) == [page.stem for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_it_says_what_fails_why_and_what_it_does_not_do(page: Path) -> None:
    headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert [heading for heading in headings if heading in SECTIONS] == list(SECTIONS)


@pytest.mark.parametrize("page", [*PAGES, SPEC / "README.md"], ids=lambda page: page.stem)
def test_it_links_only_to_what_is_there(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]+))?\)", page.read_text()):
        linked = page if not target else (page.parent / target).resolve()
        assert linked.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}, anchor


@pytest.mark.parametrize(
    ("page", "numbers"),
    [
        ("envelope", (envelope.OVERHEAD, envelope.ENC, contexts.PUBLIC_KEY)),
        ("submission", (sub.ENVELOPE, sub.ARRIVAL, padding.ANSWERS)),
        ("epoch", (epoch.SHARE, contexts.PUBLIC_KEY, padding.ROSTER)),
        ("passphrase", (passphrase.WRAP, stretch.PARAMS, passphrase.LONGEST, 256 * 1024)),
        ("code", (code.DIGITS, code.LONGEST, code.MOST_SECRETS, code.MOST_TRIES, 19 * 1024)),
        ("stream", (backup.WORDS, 65_536, 65_552)),
        ("mailbox", (sub.KEY_RECORD, padding.MESSAGE, messages.MOST_CHARACTERS)),
        ("padding", (256, 512, 1024, 2048, 4096)),
    ],
)
def test_it_tells_the_sizes_of_the_code(page: str, numbers: tuple[int, ...]) -> None:
    told = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text(page))}
    assert set(numbers) <= told


def test_it_tells_every_event_with_its_members() -> None:
    told = members_told("events")
    for event in casefile.AnyEvent.__args__:
        own = set(event.__struct_fields__) - {"by", "at"}
        assert told[event.__struct_config__.tag] == own


def test_it_tells_every_message_with_its_members() -> None:
    told = members_told("mailbox")
    for entry in messages.Entry.__args__:
        assert told[entry.__struct_config__.tag] == set(entry.__struct_fields__)


def test_it_tells_every_member_of_a_summary() -> None:
    listed = text("events").split("Members: ")[1].split("\n")[0]
    told = set(re.findall(r"`(\w+)`", listed))
    assert told == {field.name for field in msgspec.structs.fields(summaries.SummaryBody)}


@pytest.mark.parametrize(
    ("page", "body"),
    [
        ("submission", answers.Answers),
        ("submission", answers.Answer),
        ("submission", answers.Consent),
        ("audit", bodies.Body),
        ("passphrase", Factors),
        ("passphrase", Pin),
        ("session", Unlocked),
        ("files", Attached),
    ],
)
def test_it_tells_every_member_of_a_body(page: str, body: type) -> None:
    own = (
        {field.name for field in dataclasses.fields(body)}
        if dataclasses.is_dataclass(body)
        else {field.name for field in msgspec.structs.fields(body)}
    )
    assert own <= set(re.findall(r"`(\w+)`", text(page)))


def members_told(page: str) -> dict[str, set[str]]:
    """Type and members of each row of a page's table of bodies; what brackets explain is left."""
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", text(page), re.MULTILINE)
    plain = ((name, re.sub(r"\([^)]*\)", "", members)) for name, members in rows)
    return {name: set(re.findall(r"`(\w+)`", members)) for name, members in plain}
