"""Everything that people write at the desk is sealed, and not a word of it reaches the disk.

Each form of the desk is filled in with marker words, through the running service; then every byte
that it wrote, or wrote in passing, is searched for them, and every address, title and cookie.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest

from tests.journeys.conftest import House
from tests.journeys.searching import find, written_forms
from tests.journeys.window import Answer, Window
from tests.tracing import TracedService

pytestmark = pytest.mark.browser
TRACED = True
# Fields of a row of the journey, of which the second one stays empty.
JOURNEY_WORDS = (
    *("origin", "origin_zone", "to", "to_zone", "carrier", "ticket", "note"),
    *("zone", "word", "silent"),
)
SECTIONS = "conversation plan documents checks notes history tasks"
CASE = r"(/desk/cases/[0-9a-f-]{36}/)"


@dataclass
class Walk:
    """What was typed, which forms did not take it, what a later page showed."""

    marks: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def mark(self, name: str) -> str:
        """Return a word that stands nowhere else."""
        word = f"жираф{len(self.marks) + len(self.told)}desk{re.sub('[^a-z]', '', name)}"
        self.marks.append(word)
        return word

    def say(self, name: str) -> str:
        """Return a word that everybody may read, and that still stands in no address or log."""
        self.mark(name)
        self.told.append(self.marks.pop())
        return self.told[-1]

    def window(self, house: House, handle: str = "") -> Window:
        """Open a browser, signed in where somebody is named."""
        window = Window(house.service.port)
        self.windows.append(window)
        if handle:
            known = house.people[handle]
            secret = {"passphrase": known["passphrase"], "code": known["codes"].pop()}
            page = window.get("/desk/sign-in/")
            self.took("sign-in", window.fill(page, "", self.mark, handle=handle, **secret))
        return window

    def do(
        self, window: Window, page: str | Answer, action: str, **given: str | list[str]
    ) -> Answer:
        """Fill a form in, and keep whether it was taken."""
        return self.took(action, window.fill(page, action, self.mark, to="", **given))

    def took(self, name: str, answer: Answer) -> Answer:
        if answer.status != 302:
            wrong = re.findall(r'(?s)class="(?:error|wrong)[^>]*>(.*?)<', answer.text)
            self.refused.append(f"{name}: {answer.status} {wrong}")
        return answer


def phone(walk: Walk, amira: Window) -> str:
    """Take a request down; return where its case is."""
    asked = amira.get("/desk/new/phone/?in=en")
    page = amira.fill(
        asked, "/phone/", walk.mark, country="GE", consent="1", adults="1", children=""
    )
    walk.codes.append(re.sub("<.*?>", "", page.find(r'(?s)class="figures digits"[^>]*>(.*?)</p>')))
    return page.find(CASE)


def settings_round(walk: Walk, bo: Window) -> None:
    """What a team writes for all of its cases."""
    team = bo.get("/desk/settings/").find(r"/desk/settings/([0-9a-f-]{36})/rules/")
    at = f"/desk/settings/{team}/"
    for name in ("templates", "other-ways", "task-sets"):
        walk.do(bo, f"{at}{name}/new/", "/new/")
        own = bo.get(f"{at}{name}/").find(rf'"({at}{name}/[0-9a-f]{{32}}/)"')
        walk.shown.append(bo.get(own).text)
    kinds = {f"kind-{row}": "ticket" for row in range(3)}
    waits = {f"waits-{row}": "" for row in range(3)}
    walk.do(bo, f"{at}plan-sets/new/", "/new/", **kinds, **waits)
    own = bo.get(f"{at}plan-sets/").find(rf'"({at}plan-sets/[0-9a-f]{{32}}/)"')
    walk.shown.append(bo.get(own).text)
    book = f"/desk/team/{team}/partners/"
    walk.do(bo, f"{book}new/", "/new/", since="2026-03-12")
    walk.shown.append(bo.get(bo.get(book).find(rf'"({book}[0-9a-f]{{32}}/)"')).text)
    page = bo.get(f"{at}rules/")
    days = dict.fromkeys(re.findall(r'name="(days-\w+)"', page.text), "1")
    walk.do(bo, page, "/rules/", currencies="EUR", follow_ups="14, 30", **days)
    walk.shown.append(bo.get(f"{at}rules/").text)


def forms_round(walk: Walk, bo: Window) -> None:
    """A form with an address of its own, its questions, and what everybody is told."""
    form = "/desk/settings/forms/spring/"
    pages: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("/desk/settings/new-form/", "/new-form/", {"word": "spring", "country": "GE"}),
        (form, "/open/", {}),
        (f"{form}questions/one/story/en/", "/en/", {}),
        (f"{form}questions/publish/", "/publish/", {"nothing_never": "on"}),
        ("/desk/settings/countries/GE/", "/GE/", {}),
        ("/desk/settings/second-codes/", "/second-codes/", {"offer": "yes"}),
    )
    for page, action, given in pages:
        walk.took(action, bo.fill(page, action, walk.say, **given))


def noor_asks(walk: Walk, house: House, amira: Window) -> None:
    """A request by that form, and its second code, under which something is written."""
    noor, before = walk.window(house), waiting(amira)
    page = noor.fill("/en/f/spring/form/", "/check/", walk.mark, adults="1", children="")
    page = noor.fill(page, "/send/", walk.mark, consent="1")
    for shown in (page, noor.fill(page, "/second/", walk.mark)):
        walk.codes.append(" ".join(re.findall(r">(\d{9})<", shown.text)[:3]))
    page = noor.fill("/en/return/", "/return/", walk.mark, code=walk.codes[-1])
    noor.fill(page, "/write/", walk.mark)
    (request,) = waiting(amira) - before
    leafing(walk, amira, f"/desk/cases/{request}/")


def waiting(amira: Window) -> set[str]:
    """Return the requests in the queue."""
    queue = amira.get("/desk/requests/").text
    return set(re.findall(r'"/desk/requests/([0-9a-f-]{36})/', queue))


def lists_round(walk: Walk, amira: Window) -> None:
    """Words that are searched for, and views that are kept by name."""
    page = walk.do(amira, "/desk/cases/", "/desk/search/", q=walk.marks[-1])
    walk.shown.append(amira.get(page.location).text)
    page = amira.get("/desk/cases/?risk=high")
    walk.do(amira, page, "/views/save/")
    walk.shown.append(amira.get("/desk/views/").text)
    walk.do(amira, "/desk/views/", "/rename/")
    walk.shown.append(amira.get("/desk/views/").text)


def reaching(walk: Walk, amira: Window, case: str) -> None:
    """Safe contact, and what was said elsewhere."""
    walk.do(amira, f"{case}contact/", "/contact/", way="signal", clock="", hours=["night"])
    walk.do(amira, case, "/number/")
    walk.shown.append(amira.get(case).text)
    walk.do(amira, case, "/outcome/", outcome="reached_safely")
    walk.do(amira, f"{case}conversation/", "/logged/", way="signal", direction="in", when="")


def writing(walk: Walk, amira: Window, case: str) -> None:
    """Notes, answers, drafts, translations."""
    for _ in range(2):
        walk.do(amira, f"{case}notes/", "/note/")
    page = f"{case}conversation/"
    walk.do(amira, page, "/answer/", now="1")
    answer = amira.get(page)
    draft = {"text": [walk.mark("draft")], "csrfmiddlewaretoken": [_guard(answer)]}
    walk.took("draft", amira.post(f"{case}draft/", draft))
    walk.took("template", amira.post(f"{case}draft/template/", draft))
    walk.shown.append(amira.get(page).text)
    of = answer.find(r'/translate/\?of=([^"]+)"').replace("&amp;", "&")
    walk.do(amira, f"{case}translate/?of={of}", "/translate/")
    walk.do(amira, f"{case}more/", "/more/")


def _guard(page: Answer) -> str:
    return page.find(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def deciding(walk: Walk, amira: Window, bo: Window, case: str) -> None:
    """Checks, approvals, moves and tasks, each with its reason."""
    walk.do(amira, f"{case}checks/", "/check/", check="first_interview", result="concern")
    walk.do(amira, f"{case}sheet/", "/approval/", of="")
    walk.do(bo, f"{case}sheet/", "/decide/", answer="question")
    walk.do(amira, case, "/risk/", risk="emergency")
    page = walk.do(amira, f"{case}move/", "/move/", stage="planning", haste="on", why="")
    if page.status == 409:
        walk.refused.pop()
        walk.do(amira, page, "/move/", stage="planning", haste="on")
    walk.do(bo, f"{case}checks/", "/look/")
    for _ in range(2):
        walk.do(amira, f"{case}tasks/", "/task/", repeats="0", owner="")
    walk.do(amira, f"{case}tasks/", "/task_change/", repeats="0")
    walk.do(amira, f"{case}tasks/", "/task_drop/")
    walk.do(amira, case, "/aside/", aside="on_hold")
    filing(walk, amira, case)


def filing(walk: Walk, amira: Window, case: str) -> None:
    """Documents: what each is, changed, and taken away with a reason."""
    page = f"{case}documents/"
    for kind in ("passport", "visa"):
        walk.do(amira, page, "/document/", kind=kind, held="seen", ends="2035-01-01")
    walk.shown.append(amira.get(page).text)
    walk.do(amira, page, "/document_drop/")


def planning(walk: Walk, amira: Window, case: str) -> None:
    """Items of the plan: what they are, why one is cancelled, why one is taken out."""
    costs = dict.fromkeys(("planned", "approved", "paid"), "12.50")
    for _ in range(3):
        walk.do(amira, f"{case}plan/?add=1", "/item/", kind="ticket", **costs)
    page = amira.get(f"{case}plan/").text
    walk.shown.append(page)
    first, last = (f"{case}plan/?item={ref}" for ref in re.findall(r"\?item=(\w+)", page)[::2])
    # The form that adds one more stands below the one that changes this.
    asked = amira.get(last)
    walk.do(amira, replace(asked, text=asked.text.partition('id="add"')[0]), "/item/", **costs)
    walk.do(amira, last, "/item_move/")
    walk.do(amira, first, "/item_drop/")


def travelling(walk: Walk, amira: Window, case: str) -> None:
    """A journey with every word that it takes, a sign that does not come, and that it is off."""
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    said = {
        "legs": "1",
        "check_ins": "1",
        "leg-0-leaves": f"{day}T06:40",
        "leg-0-origin_zone": "Georgia",
        "leg-0-arrives": f"{day}T09:15",
        "leg-0-to_zone": "Berlin",
        "leg-0-who": "applicant",
        "in-0-after": "0",
        "in-0-local": f"{day}T10:00",
        "in-0-zone": "",
        "in-0-way": "signal",
    }
    empty = [f"{row}-1-{kind}" for row in ("leg", "in") for kind in JOURNEY_WORDS]
    walk.do(amira, f"{case}journey/", "/journey/", **said, **dict.fromkeys(empty, ""))
    page = amira.get(f"{case}plan/")
    walk.shown.append(page.text)
    ref = page.find(r'name="check_in" value="([0-9a-f]{32})"')
    walk.do(amira, page, "/sign/", check_in=ref, how="given_up")
    walk.shown.append(amira.get("/desk/today/?view=team").text)
    walk.do(amira, f"{case}journey_drop/", "/journey_drop/")


def after_arrival(walk: Walk, amira: Window, case: str) -> None:
    """They are there: what they need, how they are, and who was not reached."""
    today = datetime.now(UTC).date().isoformat()
    page = walk.do(amira, f"{case}arrived/", "/arrived/", day=today)
    if page.status == 409:
        walk.refused.pop()
        walk.do(amira, page, "/arrived/", day=today)
    walk.do(amira, case, "/need/", add=["shelter", "legal"])
    for outcome in ("not_reached", "struggling"):
        said = {"outcome": outcome, "day": today, "risk": ""}
        walk.do(amira, f"{case}follow_up/", "/follow_up/", **said, opened=["medical"])
    for address in ("follow_up/", "sheet/", "sheet/print/?show=names&show=words"):
        walk.shown.append(amira.get(f"{case}{address}").text)


def leafing(walk: Walk, window: Window, case: str) -> None:
    """Look at every section of a case."""
    for section in ("", *map("{}/".format, SECTIONS.split())):
        walk.shown.append(window.get(f"{case}{section}").text)


def striking(walk: Walk, amira: Window, case: str) -> None:
    """Words that are struck out, each for a reason of its own."""
    page = amira.get(f"{case}history/").find(rf'"({case}strike/event/\d+/)"')
    walk.do(amira, page, "/", reason="other")
    page = amira.get(case).find(rf'"({case}strike/answer/[^/]+/)"')
    walk.do(amira, page, "/", reason="other")
    page = amira.get(f"{case}conversation/").find(rf'"({case}strike/message/[^"]+)"')
    walk.do(amira, page, "/", reason="other")


def circle(walk: Walk, house: House, amira: Window, case: str) -> None:
    """An interpreter, a restriction, another team."""
    chioma = walk.window(house, "chioma")
    page = walk.do(amira, f"{case}interpreters/", "/interpreters/", handle="chioma")
    walk.do(amira, page.location, page.location)
    page = chioma.get("/desk/interpreting/")
    words = page.find(r'"(/desk/interpreting/words/[0-9a-f-]+/)"')
    walk.do(chioma, words, words)
    one = case.replace("/desk/cases/", "/desk/interpreting/")
    walk.do(chioma, one, one)
    page = amira.get(f"{case}restrict/")
    bo = page.find(r'name="people" value="([0-9a-f]{32})"')
    walk.do(amira, page, "/restrict/", people=[bo])
    walk.do(amira, f"{case}lift/", "/lift/")
    leafing(walk, amira, case)
    page = amira.get(f"{case}to-team/")
    team = page.find(r'<option value="([0-9a-f]{32})"')
    walk.do(amira, page, "/to-team/", team=team)
    leafing(walk, chioma, case)


def same_person(walk: Walk, amira: Window, one: str, two: str) -> None:
    """Two cases looked at side by side, joined, made sure of, and parted."""
    pair = f"{one}same/{two.split('/')[-2]}/"
    walk.shown.append(amira.fill(f"{one}same/", "/same/find/", walk.mark).text)
    walk.do(amira, pair, "/join/", lead="this", close="stand", earlier="keep")
    walk.do(amira, pair, "/confirm/", how="met")
    walk.do(amira, pair, "/part/")
    leafing(walk, amira, one)
    leafing(walk, amira, two)


def ending(walk: Walk, amira: Window, declined: str, closed: str) -> None:
    """Declining with words, and closing with a reason to keep it longer."""
    page = amira.get(f"{declined}decline/")
    way = page.find(r'name="ways" value="([^"]+)"')
    look = f"{declined}decline/look/"
    seen = amira.fill(page, "/decline/", walk.mark, to=look, reason="unreachable", ways=[way])
    walk.shown.append(seen.text or amira.get(seen.location).text)
    walk.do(amira, page, "/decline/", reason="unreachable", ways=[way])
    walk.do(amira, f"{closed}close/", "/close/", reason="unreachable")


def noor_returns(walk: Walk, house: House) -> None:
    """What the applicant writes after the first time."""
    noor = walk.window(house)
    page = noor.fill("/en/return/", "/return/", walk.mark, code=walk.codes[2])
    noor.fill(page, "/write/", walk.mark, to="/en/mailbox/changed/")
    page = noor.fill("/en/return/", "/return/", walk.mark, code=walk.codes[0])
    page = noor.fill(page, "/write/", walk.mark)
    walk.shown.append(page.text)
    page = noor.fill(page, "/answers/", walk.mark)
    page = noor.fill(page, "/answers/", walk.mark)
    walk.shown.append(page.text)


@pytest.fixture(scope="module")
def walk(house: House) -> Walk:
    walk = Walk()
    amira, bo = walk.window(house, "amira"), walk.window(house, "bo")
    settings_round(walk, bo)
    case, declined, closed = (phone(walk, amira) for _ in range(3))
    lists_round(walk, amira)
    noor_returns(walk, house)
    same_person(walk, amira, phone(walk, amira), phone(walk, amira))
    reaching(walk, amira, case)
    writing(walk, amira, case)
    deciding(walk, amira, bo, case)
    planning(walk, amira, case)
    travelling(walk, amira, case)
    after_arrival(walk, amira, case)
    leafing(walk, amira, case)
    striking(walk, amira, case)
    ending(walk, amira, declined, closed)
    circle(walk, house, amira, case)
    for one in (declined, closed):
        leafing(walk, amira, one)
    forms_round(walk, bo)
    noor_asks(walk, house, amira)
    house.command("manage.py", "upkeep")
    house.command("manage.py", "backup", str(house.home / "backups"))
    return walk


def test_it_takes_every_form_of_the_desk(walk: Walk) -> None:
    assert walk.refused == []
    assert len(walk.marks) > 100


def test_it_shows_to_the_desk_what_was_written(walk: Walk) -> None:
    shown = "".join(walk.shown)
    unseen = [mark for mark in walk.marks if mark not in shown]
    # How to reach them is masked until somebody presses.
    assert [mark for mark in unseen if not re.search("(phone|check)way", mark)] == []


def test_it_leaves_nothing_to_the_thief(house: House, walk: Walk) -> None:
    places = [house.service.data, house.home / "tmp", house.home / "mail", house.home / "backups"]
    assert find([*walk.marks, *walk.codes], places) == []


def test_it_writes_nothing_of_it_in_passing(house: House, walk: Walk) -> None:
    assert isinstance(house.service, TracedService)
    written = house.service.written()
    assert written.count(b"SQLite format 3"), "the database was written; else we search in vain"
    forms = [form for word in walk.marks for form in written_forms(word).values()]
    assert not any(form in written for form in forms)


def test_it_puts_nothing_into_addresses_titles_or_cookies(walk: Walk) -> None:
    seen = "\n".join(unquote(one) for window in walk.windows for one in window.seen)
    forms = [form.decode("latin-1") for word in walk.marks for form in written_forms(word).values()]
    assert "/desk/search/" in seen
    assert [word for word in (*walk.marks, *walk.told) if word in seen] == []
    assert not any(form in seen for form in forms)


def test_it_says_nothing_in_the_log(house: House, walk: Walk) -> None:
    house.service.end()
    said = house.service.output.read()
    assert [word for word in (*walk.marks, *walk.told) if word in said] == []
    assert "/desk/cases/" not in said
