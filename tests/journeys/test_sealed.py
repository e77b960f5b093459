"""A request that is locked in the browser: what the page does, and what leaves it."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from apps.crypto.sent import read_sent
from tests.cases.files.good import photo
from tests.journeys.conftest import House
from tests.journeys.rounds import STORY, come_back, fill_in, go, press, settled
from tests.journeys.walking import own_window, without_scripts

pytestmark = pytest.mark.browser

LOCKED = "Our computer never sees them open."
OPEN = "Our computer sees your answers open for the moment of sending"


@pytest.fixture
def noor(browser: Browser) -> Iterator[Page]:
    page = own_window(browser, width=360)
    yield page
    page.context.close()


@dataclass
class Left:
    """Everything that left the browser."""

    posts: list[str] = field(default_factory=list)
    told: list[bytes] = field(default_factory=list)

    def note(self, request: Request) -> None:
        told = request.url.encode() + json.dumps(request.all_headers()).encode()
        self.told.append(told + (request.post_data_buffer or b""))
        if request.method == "POST":
            self.posts.append(request.url)


def to_check(page: Page, house: House, lang: str = "en") -> None:
    """Fill the form in and look it over."""
    page.goto(f"{house.url}/{lang}/form/")
    fill_in(page)
    press(page, "form .act", "#seal-check")


def send(page: Page) -> list[str]:
    """Tick the consent and send; the code."""
    page.check("[name=consent]")
    press(page, "#seal-check .act", "[name=said]")
    return page.locator(".code").first.locator("li, bdi").all_inner_texts()


def own_answers(page: Page, house: House, code: list[str]) -> list[str]:
    """What the mailbox gives back to the code, question by question."""
    come_back(page, house.url, "en", code)
    given = page.locator(".answers dt, .answers dd").all_text_contents()
    return [" ".join(one.split()) for one in given]


def test_it_says_before_anything_is_written_what_our_computer_sees(
    house: House, browser: Browser, noor: Page
) -> None:
    noor.goto(f"{house.url}/en/form/")
    noor.get_by_text(LOCKED).wait_for()
    assert OPEN not in noor.content()
    assert OPEN in without_scripts(browser, f"{house.url}/en/form/")


def test_it_seals_the_same_answers_as_the_server(
    house: House, browser: Browser, noor: Page
) -> None:
    plain = own_window(browser, scripts=False)
    plain.goto(f"{house.url}/en/form/")
    fill_in(plain)
    go(plain, "form .act")
    plain.check("[name=consent]")
    go(plain, "#sending .act")
    code = plain.locator(".code").first.locator("li, bdi").all_inner_texts()
    to_check(noor, house)
    written = send(noor)
    # True whichever way they come back.
    assert "Our computer has not seen them." in noor.content()
    sealed = own_answers(noor, house, written)
    assert "They came to the house twice." in str(sealed)
    assert sealed == own_answers(plain, house, code)
    plain.context.close()


def test_it_folds_the_story_where_answers_are_looked_over(house: House, noor: Page) -> None:
    to_check(noor, house)
    story = noor.locator("#seal-check .words")
    expect(story).to_be_hidden()
    noor.get_by_text("What you wrote").click()
    expect(story).to_be_visible()
    expect(story).to_have_text(STORY)


def test_it_goes_back_with_every_word(house: House, noor: Page) -> None:
    to_check(noor, house)
    noor.go_back()
    noor.locator("[name=story]").wait_for(state="attached")
    assert "They came" in noor.input_value("[name=story]")
    press(noor, "form .act", "#seal-check")
    noor.locator("[data-change]").nth(1).click()
    noor.locator("#part_2").wait_for()
    assert "They came" in noor.input_value("[name=story]")


def test_it_shows_what_is_wrong_and_keeps_every_word(house: House, noor: Page) -> None:
    noor.goto(f"{house.url}/en/form/")
    fill_in(noor, adults="many", name="N" * 500)
    press(noor, "form .act", ".summary")
    assert noor.locator(".summary li").count() == 2
    assert noor.title().startswith("Error: ")
    for link in noor.locator(".summary a").all():
        link.click()
        name = noor.evaluate("document.activeElement.name")
        assert noor.locator(f"[name={name}]").is_visible()
        noor.fill(f"[name={name}]", {"adults": "٢", "name": "N."}[name])
    press(noor, "form .act", "#seal-check")
    assert noor.title() == "Check"


def refuse(route: Route) -> None:
    route.abort()


def test_it_offers_the_plain_form_where_it_cannot_lock(house: House, noor: Page) -> None:
    noor.route(re.compile("/sealing/"), refuse)
    noor.goto(f"{house.url}/en/form/")
    fill_in(noor)
    noor.locator("#seal-way[role=alert]").wait_for()
    assert OPEN in noor.locator("#seal-way").inner_text()
    go(noor, "form .act")
    assert "They came" in noor.content()
    assert noor.locator("#sending").count()


def test_it_sends_nothing_open_by_surprise(house: House, noor: Page) -> None:
    """Pressed before it is known that locking fails, nothing is sent yet."""
    waiting: list[Route] = []
    noor.route(re.compile("/sealing/"), lambda route: waiting.append(route))
    left = Left()
    noor.on("request", left.note)
    noor.goto(f"{house.url}/en/form/")
    noor.fill("[name=story]", STORY)
    noor.locator("form .act").click()
    waiting[0].abort()
    noor.locator("#seal-way[role=alert]").wait_for()
    assert left.posts == []
    assert "They came" in noor.input_value("[name=story]")


CHANGES = {
    "another's key": lambda given: given | {"key": given["key"][:-8] + "AAAAAAA="},
    "an unsigned epoch": lambda given: given | {"epochs": given["epochs"][:-12] + "AAAAAAAAAAA="},
    "another first epoch": lambda given: given | {"first": "A" * 43 + "="},
    "no epoch": lambda given: given | {"epochs": ""},
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_locks_to_no_key_that_is_not_signed(house: House, noor: Page, change: str) -> None:
    def swap(route: Route) -> None:
        answer = route.fetch()
        data = re.compile(r'(<script id="seal-given"[^>]*>)(.*?)(</script>)', re.DOTALL)
        found = data.search(answer.text())
        assert found is not None
        given = json.dumps(CHANGES[change](json.loads(found[2])))
        route.fulfill(
            response=answer, body=data.sub(lambda it: it[1] + given + it[3], answer.text())
        )

    noor.route(re.compile("/sealing/"), swap)
    noor.goto(f"{house.url}/en/form/")
    noor.locator("#seal-way[role=alert]").wait_for()
    assert OPEN in noor.locator("#seal-way").inner_text()


def test_it_says_when_it_did_not_arrive_and_sends_the_same_once_more(
    house: House, noor: Page
) -> None:
    bodies: list[bytes] = []
    answered: list[bool] = []

    def lose(route: Route) -> None:
        bodies.append(route.request.post_data_buffer or b"")
        if answered:
            route.continue_()
            return
        # It arrives, and the answer is lost.
        answered.append(route.fetch().status == 204)
        route.abort()

    noor.route(re.compile("/sealed/"), lose)
    to_check(noor, house)
    noor.check("[name=consent]")
    press(noor, "#seal-check .act", ".unsent")
    code = send(noor)
    assert answered == [True]
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    assert "They came" in str(own_answers(noor, house, code))


def test_it_stays_one_request_when_it_is_changed_and_sent_again(house: House, noor: Page) -> None:
    """The answer to the first was lost. What is sealed then has other keys, and the same code."""
    bodies: list[bytes] = []

    def lose(route: Route) -> None:
        bodies.append(route.request.post_data_buffer or b"")
        answer = route.fetch()
        assert answer.status == 204
        if len(bodies) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    noor.route(re.compile("/sealed/"), lose)
    to_check(noor, house)
    noor.check("[name=consent]")
    press(noor, "#seal-check .act", ".unsent")
    noor.go_back()
    noor.locator("[name=needs]").first.wait_for()
    noor.locator("[name=needs]").first.check()
    press(noor, "form .act", "#seal-check")
    code = send(noor)
    first, second = map(read_sent, bodies)
    assert first.mailboxes[0].locator_hash == second.mailboxes[0].locator_hash
    assert first.envelope[9:] != second.envelope[9:]
    assert first.mailboxes[0].sealed_mailbox_key != second.mailboxes[0].sealed_mailbox_key
    assert "They came" in str(own_answers(noor, house, code))


def test_it_seals_to_the_newest_keys_when_the_page_was_too_old(house: House, noor: Page) -> None:
    bodies: list[bytes] = []

    def grow_old(route: Route) -> None:
        bodies.append(route.request.post_data_buffer or b"")
        if len(bodies) > 1:
            return route.continue_()
        return route.fulfill(status=409, content_type="text/plain", body="It was open for long.")

    noor.route(re.compile("/sealed/"), grow_old)
    to_check(noor, house)
    noor.check("[name=consent]")
    with noor.expect_request(re.compile("/sealing/")):
        press(noor, "#seal-check .act", ".unsent")
    code = send(noor)
    first, second = map(read_sent, bodies)
    assert first.envelope != second.envelope
    assert first.answers[1:13] != second.answers[1:13]
    assert "They came" in str(own_answers(noor, house, code))


def test_it_runs_no_other_script_for_the_code(house: House, noor: Page) -> None:
    """Nothing is sent; once the right one comes, Send does what it says."""
    changed = True

    def change(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text() + " " * changed)

    left = Left()
    noor.on("request", left.note)
    noor.route(re.compile("stretch.js"), change)
    to_check(noor, house)
    noor.check("[name=consent]")
    press(noor, "#seal-check .act", ".unsent")
    assert left.posts == []
    changed = False
    assert "They came" in str(own_answers(noor, house, send(noor)))


def test_it_works_for_its_turn_where_many_send(house: House, noor: Page) -> None:
    waiting: list[Route] = []
    works: list[str] = []

    def crowd(route: Route) -> None:
        works.append(route.request.headers.get("page-work", ""))
        if works[-1]:
            waiting.append(route)
            return
        # Not one of the server's, which looks at none while it is calm.
        puzzle = base64.b64encode(bytes(8) + b"\x09" + bytes(16)).decode()
        route.fulfill(status=503, headers={"Page-Work": puzzle}, body="")

    noor.route(re.compile("/sealed/"), crowd)
    to_check(noor, house)
    noor.check("[name=consent]")
    noor.locator("#seal-check .act").click()
    noor.get_by_text("Many people are sending right now").wait_for()
    while not waiting:
        noor.wait_for_timeout(50)
    waiting[0].continue_()
    noor.locator("[name=said]").wait_for()
    assert [len(base64.b64decode(work)) for work in works] == [0, 57]


def test_it_makes_the_code_while_the_answers_are_written(house: House, noor: Page) -> None:
    noor.goto(f"{house.url}/en/form/")
    settled(noor)
    # Its words are fetched beside the stretching, and for nothing else.
    with noor.expect_request(re.compile("bip39_en")):
        noor.fill("[name=name]", "N.")


def test_it_leads_to_the_plain_way_when_nothing_arrives(house: House, noor: Page) -> None:
    noor.route(re.compile("/sealed/"), refuse)
    to_check(noor, house)
    noor.check("[name=consent]")
    press(noor, "#seal-check .act", ".unsent")
    noor.set_viewport_size({"width": 360, "height": 500})
    press(noor, ".unsent button", "#seal-way[role=alert]")
    # What our computer sees now is said where it is seen, not beneath the header.
    top = noor.locator("#seal-way").evaluate("way => way.getBoundingClientRect().top")
    assert noor.locator("header").evaluate("header => header.offsetHeight") <= top < 500
    go(noor, "form .act")
    assert "They came" in noor.content()


def test_it_shows_numbers_where_no_list_of_words_comes(house: House, noor: Page) -> None:
    noor.route(re.compile("bip39_en"), refuse)
    to_check(noor, house)
    code = send(noor)
    assert [len(group) for group in code] == [9, 9, 9]
    assert "They came" in str(own_answers(noor, house, code))


def test_it_sends_files_from_the_page_with_the_code(
    house: House, noor: Page, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(photo("jpeg", 6))
    fetched: list[str] = []
    noor.on("request", lambda request: fetched.append(request.url))
    to_check(noor, house)
    code = send(noor)
    assert not [url for url in fetched if "files" in url]
    press(noor, "[data-files]", "[name=chosen]")
    noor.set_input_files("[name=chosen]", tmp_path / "a.jpg")
    expect(noor.locator("main form .act")).to_be_enabled()
    press(noor, "main form .act", "[data-received] >> visible=true")
    press(noor, "[data-back]", "[name=said]")
    assert noor.locator(".code").first.locator("li, bdi").all_inner_texts() == code
    come_back(noor, house.url, "en", code)
    assert "a.jpg" in noor.locator("main").inner_text()


def test_it_runs_no_other_script_for_files_and_keeps_the_code(house: House, noor: Page) -> None:
    def change(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=f"{answer.text()} ")

    noor.route(re.compile("files.js"), change)
    to_check(noor, house)
    code = send(noor)
    noor.locator("[data-files] >> visible=true").click()
    noor.get_by_text("It did not come.").wait_for()
    assert noor.locator(".code").first.locator("li, bdi").all_inner_texts() == code


def test_it_leaves_nothing_on_the_page_behind(house: House, noor: Page) -> None:
    to_check(noor, house)
    code = send(noor)
    noor.click("footer a")
    noor.go_back()
    text = noor.locator("main").inner_text()
    assert not all(part in text for part in code)
    assert "They came" not in noor.content()
