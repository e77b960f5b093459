"""A mailbox that is opened in the browser: what it shows, what leaves it, and where it cannot.

The walk begins with a request that is sealed there, and searches what is left of both.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.cases.files.good import MARKER, exif, looks_like_the_scene, pdf, saved, scene
from tests.journeys.conftest import House
from tests.journeys.rounds import asking_round, press
from tests.journeys.searching import find, written_forms
from tests.journeys.test_first_thread import Walk, amira_works
from tests.journeys.test_first_thread import fill_in as mark_all
from tests.journeys.test_sealed import Left, send
from tests.journeys.walking import open_folded, own_window, without_scripts
from tests.tracing import TracedService

pytestmark = pytest.mark.browser
TRACED = True

HERE = "Our computer sees neither your code nor a word of yours."
THERE = "Our computer opens your page"
VIEW = "[data-write]"
PHOTOS = ("зебра-of-a-passport.jpg", "зебра-of-a-wound.jpg", "зебра-not-sent.jpg")
SEND = "main form .act"


@cache
def large() -> bytes:
    """A photo of some pieces, with everything that a phone writes into it, lying on its side."""
    image = scene(2400, 1600)
    noise = Image.merge("RGB", [Image.effect_noise((800, 500), 90) for _ in "RGB"])
    image.paste(noise, (800, 550))
    return saved(image.transpose(Image.Transpose.ROTATE_90), "jpeg", exif=exif(6), quality=90)


def come_back(page: Page, house: House, lang: str, code: str, then: str = VIEW) -> None:
    """Open the mailbox with the code, in the page."""
    page.goto(f"{house.url}/{lang}/return/")
    page.fill("[name=code]", code)
    press(page, "main form .act", then)


def text_of(page: Page) -> str:
    open_folded(page)
    return " ".join(page.locator("main").inner_text().split())


@dataclass
class Opened(Walk):
    """Noor's walk with scripts on, and what left her browser on it."""

    left: Left = field(default_factory=Left)
    seen: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    filled: str = ""
    pieces: list[bytes] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    photo: bytes = b""
    width: int = 0
    later_seen: list[bool] = field(default_factory=list)


def asks(house: House, walk: Opened) -> None:
    with house.browser("noor", width=360) as page:
        page.on("request", walk.left.note)
        page.goto(f"{house.url}/ru/form/")
        mark_all(page, walk)
        press(page, "form .act", "#seal-check")
        walk.code = " ".join(send(page))
        page.fill("[name=said]", walk.code)
        press(page, "form .act", "#seal-done")


def drops(walk: Opened, route: Route) -> None:
    """Let a line break off twice: once before a piece arrives, once before its answer does."""
    walk.pieces.append((route.request.post_data_buffer or b"")[32:49])
    if len(walk.pieces) == 2:
        route.abort()
    elif len(walk.pieces) == 4:
        route.fetch()
        route.abort()
    else:
        route.continue_()


def sends_photos(page: Page, walk: Opened, phone: Path) -> None:
    for name in PHOTOS:
        (phone / name).write_bytes(large())
    press(page, "[data-go=files]", "[name=chosen]")
    page.set_input_files("[name=chosen]", [phone / name for name in PHOTOS])
    expect(page.locator(SEND)).to_be_enabled()
    assert page.input_value("[name=chosen]") == ""
    page.locator("[data-cancel]").last.click()
    walk.waiting = page.locator("[data-chosen] li p > bdi").all_inner_texts()
    page.route(re.compile("/files/piece/"), lambda route: drops(walk, route))
    press(page, SEND, "[data-received] >> visible=true")
    page.unroute_all()
    press(page, "[data-back]", VIEW)
    walk.marks += [*PHOTOS, MARKER]


def returns(house: House, walk: Opened, phone: Path) -> None:
    with house.browser("noor", width=360) as page:
        page.on("request", walk.left.note)
        come_back(page, house, "ru", walk.code)
        walk.seen.append(text_of(page))
        page.fill(f"{VIEW} [name=text]", walk.mark("message"))
        press(page, f"{VIEW} .act", ".notice[role=status]")
        press(page, "[data-go=answers]", "main [name=story]")
        walk.filled = page.input_value("[name=story]")
        page.fill("[name=story]", walk.mark("put right"))
        press(page, "main form .act", "main dl.answers")
        press(page, "main .act", VIEW)
        sends_photos(page, walk, phone)
        walk.seen.append(text_of(page))


def looks_plainly(house: House, browser: Browser, walk: Opened) -> None:
    page = own_window(browser, scripts=False)
    page.goto(f"{house.url}/ru/return/")
    page.fill("[name=code]", walk.code)
    page.click("main form .act")
    walk.plain.append(text_of(page))
    page.context.close()


def amira_reads(house: House, walk: Opened) -> None:
    with house.browser("amira") as page:
        house.sign_in(page, "amira")
        page.goto(f"{house.url}/desk/cases/")
        page.locator(".rows a.name").first.click()
        page.goto(re.sub(r"(cases/[^/]*/).*", r"\1conversation/", page.url))
        walk.later_seen = [mark in page.content() for mark in walk.marks[-6:-2]]
        page.click(f"text={PHOTOS[0]}")
        page.locator("main a.plain").first.click()
        walk.width = page.locator(".picture img").evaluate("element => element.naturalWidth")
        page.locator("a[href$='/original/']").click()
        with page.expect_download() as coming:
            page.locator("form[action$='/original/'] button").click()
        walk.photo = Path(coming.value.path()).read_bytes()


def takes_back(house: House, walk: Opened) -> None:
    with house.browser("noor", width=360) as page:
        page.on("request", walk.left.note)
        come_back(page, house, "ru", walk.code)
        walk.seen.append(text_of(page))
        press(page, "[data-go=taking]", "main form [name=code]")
        page.fill("main form [name=code]", walk.code)
        page.locator("main form .act").click()
        page.locator("main form").wait_for(state="detached")
        walk.seen.append(text_of(page))
        come_back(page, house, "ru", walk.code, ".summary")
        walk.seen.append(text_of(page))


@pytest.fixture(scope="module")
def walk(house: House, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Noor asks, reads the answer, writes, and takes all of it back; a marker in every field."""
    walk = Opened()
    asks(house, walk)
    amira_works(house, walk)
    looks_plainly(house, browser, walk)
    returns(house, walk, tmp_path_factory.mktemp("phone"))
    looks_plainly(house, browser, walk)
    amira_reads(house, walk)
    takes_back(house, walk)
    return walk


def test_it_shows_what_our_computer_would_show(walk: Opened) -> None:
    assert any("answer" in mark and mark in walk.seen[0] for mark in walk.marks)
    assert walk.seen[0] == walk.plain[0]
    assert walk.seen[1] == walk.plain[1]


def test_it_fills_in_what_was_answered(walk: Opened) -> None:
    assert walk.filled in walk.marks


def test_it_brings_what_was_written_to_the_caseworker(walk: Opened) -> None:
    assert walk.story_seen
    assert walk.later_seen == [True, True, True, True]


def test_it_sends_again_only_the_piece_that_broke_off(walk: Opened) -> None:
    assert walk.waiting == list(PHOTOS[:2])
    numbers = [piece[16] for piece in walk.pieces]
    assert numbers[:5] == [0, 1, 1, 2, 2]
    assert len({piece[:16] for piece in walk.pieces}) == 2, "none was sealed anew"


def test_the_photo_came_upright_and_without_what_the_phone_wrote(walk: Opened) -> None:
    image = Image.open(io.BytesIO(walk.photo))
    assert image.size == (2400, 1600)
    assert looks_like_the_scene(image)
    assert not image.getexif()
    assert walk.width


def test_it_says_when_it_was_read_and_takes_everything_back(walk: Opened) -> None:
    assert "прочитано: Сегодня" in walk.seen[2]
    assert walk.seen[3].startswith("Вы всё отозвали")
    assert walk.marks[-6] not in walk.seen[4]


def test_it_lets_no_word_and_no_code_leave_the_browser(walk: Opened) -> None:
    posts = {post.rpartition("/ru/")[2] for post in walk.left.posts}
    opening = ("look", "write", "take-back", "files/piece", "files/keep")
    assert posts == {"sealed/", *(f"opening/{name}/" for name in opening)}
    forms = [form for word in (*walk.marks, walk.code) for form in written_forms(word).values()]
    assert len(forms) > len(walk.marks)
    assert not [told for told in walk.left.told if any(form in told for form in forms)]


def test_it_leaves_nothing_to_the_thief(house: House, walk: Opened) -> None:
    places = [house.service.data, house.home / "tmp", house.home / "mail"]
    assert find([*walk.marks, walk.code], places) == []


def test_it_writes_nothing_of_it_in_passing(house: House, walk: Opened) -> None:
    assert isinstance(house.service, TracedService)
    written = house.service.written()
    forms = [form for word in (*walk.marks, walk.code) for form in written_forms(word).values()]
    assert not any(form in written for form in forms)


def test_it_leaves_nothing_in_the_browsers(house: House, walk: Opened) -> None:
    places = sorted(house.home.glob("profile-*"))
    kept = b"".join(path.read_bytes() for path in places[-1].rglob("*") if path.is_file())
    assert b"/ru/return/" in kept, "the profile keeps addresses; else we search in vain"
    assert find([*walk.marks, walk.code], places) == []


# In a window of its own, with a request of its own


@pytest.fixture(scope="module")
def code(house: House, browser: Browser, walk: Opened) -> str:
    """The code of somebody who asked and heard nothing yet."""
    page = own_window(browser, width=360)
    said = asking_round(page, house.url, "en", lambda _: None)
    page.context.close()
    return " ".join(said)


@pytest.fixture
def noor(browser: Browser) -> Iterator[Page]:
    page = own_window(browser, width=360)
    yield page
    page.context.close()


def refuse(route: Route) -> None:
    route.abort()


def test_it_says_before_the_code_is_written_who_will_see_it(
    house: House, browser: Browser, noor: Page
) -> None:
    noor.goto(f"{house.url}/en/return/")
    noor.get_by_text(HERE).wait_for()
    assert THERE not in noor.content()
    assert THERE in without_scripts(browser, f"{house.url}/en/return/")


def test_it_opens_nothing_open_by_surprise(house: House, noor: Page, code: str) -> None:
    """Pressed before it is known that opening here fails, nothing is sent; pressed again, it is."""
    waiting: list[Route] = []
    noor.route(re.compile("/opening/"), lambda route: waiting.append(route))
    left = Left()
    noor.on("request", left.note)
    noor.goto(f"{house.url}/en/return/")
    noor.fill("[name=code]", code)
    noor.locator("main form .act").click()
    waiting[0].abort()
    noor.locator("#open-way[role=alert]").wait_for()
    assert left.posts == []
    assert noor.input_value("[name=code]") == code
    press(noor, "main form .act", "form[action$='/mailbox/write/']")
    assert [post.rpartition("/en/")[2] for post in left.posts] == ["return/"]


def test_it_offers_the_other_way_where_nothing_comes(house: House, noor: Page, code: str) -> None:
    noor.route(re.compile("/opening/look/"), refuse)
    come_back(noor, house, "en", code, ".failed")
    assert noor.input_value("[name=code]") == code
    press(noor, ".failed button", "#open-way[role=alert]")
    press(noor, "main form .act", "form[action$='/mailbox/write/']")


def test_it_says_what_is_wrong_with_a_code(house: House, noor: Page, code: str) -> None:
    words = code.split()
    come_back(noor, house, "en", " ".join(["kettel", *words[1:]]), ".summary")
    assert "Word 1, “kettel”, is not one of ours." in text_of(noor)
    come_back(noor, house, "en", " ".join(words[1:]), ".summary")
    assert "A code has 8 words. Here are 7." in text_of(noor)
    come_back(noor, house, "en", "000000000 000000000 000000000", ".summary")
    assert "These digits do not fit together." in text_of(noor)
    come_back(noor, house, "en", " ".join(["?", *words[1:]]))
    assert "My answers" in text_of(noor)


def test_it_makes_one_message_of_one_whose_answer_was_lost(
    house: House, noor: Page, code: str
) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost or (route.request.post_data_buffer or b"")[32:33] != b"\x01":
            route.continue_()
            return
        answer = route.fetch()
        if answer.status == 409:
            # The telling that it was opened came first; the page locks the words anew by itself.
            route.fulfill(response=answer)
            return
        # It arrives, and the answer is lost.
        lost.append(answer.status)
        route.abort()

    noor.route(re.compile("/opening/write/"), lose)
    come_back(noor, house, "en", code)
    noor.fill(f"{VIEW} [name=text]", "On a bad line.")
    press(noor, f"{VIEW} .act", ".unsent")
    assert lost == [204]
    assert noor.input_value(f"{VIEW} [name=text]") == "On a bad line."
    press(noor, f"{VIEW} .act", ".notice[role=status]")
    assert text_of(noor).count("On a bad line.") == 1


def test_it_sends_words_once_after_saying_that_it_was_opened(house: House, noor: Page) -> None:
    fresh = " ".join(asking_round(noor, house.url, "en", lambda _: None))
    told: list[int] = []
    noor.on("response", lambda got: told.append(got.status) if "/write/" in got.url else None)
    come_back(noor, house, "en", fresh)
    while not told:
        noor.wait_for_timeout(50)
    noor.wait_for_timeout(300)
    noor.fill(f"{VIEW} [name=text]", "On a slow line.")
    press(noor, f"{VIEW} .act", ".notice[role=status]")
    assert text_of(noor).count("On a slow line.") == 1
    assert told == [204, 204]


def test_it_sends_words_open_only_by_a_press_that_says_so(
    house: House, noor: Page, code: str
) -> None:
    noor.route(re.compile("/opening/write/"), refuse)
    come_back(noor, house, "en", code)
    noor.fill(f"{VIEW} [name=text]", "In the plain way.")
    press(noor, f"{VIEW} .act", ".unsent")
    press(noor, ".unsent button", "#id_kept")
    assert noor.input_value("#id_kept") == "In the plain way."
    noor.fill("[name=code]", code)
    press(noor, "main form .act", ".notice[role=status]")
    assert "In the plain way." in text_of(noor)


def test_it_closes_after_ten_minutes_and_keeps_every_word(
    house: House, noor: Page, code: str
) -> None:
    noor.clock.install()
    come_back(noor, house, "en", code)
    noor.fill(f"{VIEW} [name=text]", "Half a sentence")
    noor.clock.run_for(10 * 60 * 1000)
    noor.locator("#id_kept").wait_for()
    assert noor.input_value("#id_kept") == "Half a sentence"
    assert "My answers" not in noor.content()
    noor.fill("[name=code]", code)
    press(noor, "main form .act", VIEW)
    assert noor.input_value(f"{VIEW} [name=text]") == "Half a sentence"


def test_answers_wait_for_the_code_with_every_word(house: House, noor: Page, code: str) -> None:
    noor.clock.install()
    come_back(noor, house, "en", code)
    press(noor, "[data-go=answers]", "main [name=story]")
    noor.fill("[name=story]", "Half an answer")
    noor.clock.run_for(10 * 60 * 1000)
    noor.locator("main form [name=code]").wait_for()
    assert not noor.locator("[name=story]").count()
    noor.fill("[name=code]", code)
    press(noor, "main form .act", "main [name=story]")
    assert noor.input_value("[name=story]") == "Half an answer"


def test_answers_go_open_only_by_a_press_that_takes_them_along(
    house: House, noor: Page, code: str
) -> None:
    noor.route(re.compile("/opening/write/"), refuse)
    come_back(noor, house, "en", code)
    press(noor, "[data-go=answers]", "main [name=story]")
    noor.fill("[name=name]", "Plainly N.")
    press(noor, "main form .act", ".unsent")
    assert noor.input_value("[name=name]") == "Plainly N."
    press(noor, ".unsent button", "main form [name=code]")
    noor.fill("main form [name=code]", code)
    press(noor, "main form .act", "main dl.answers")
    assert text_of(noor).count("Plainly N.") == 1


def test_it_shows_nothing_once_left(house: House, noor: Page, code: str) -> None:
    come_back(noor, house, "en", code)
    assert "They came" in noor.content()
    noor.click("footer a")
    noor.go_back()
    expect(noor.locator("[name=code]")).to_have_value("")
    expect(noor.locator("body")).not_to_contain_text("They came")


def test_it_saves_notes_under_a_name_that_says_nothing(house: House, noor: Page, code: str) -> None:
    come_back(noor, house, "en", code)
    open_folded(noor)
    with noor.expect_download() as download:
        noor.click("[data-go=notes]")
    assert download.value.suggested_filename == "notes.txt"
    assert "They came to the house twice." in download.value.path().read_text()


def chosen(noor: Page, house: House, code: str, phone: Path) -> None:
    """Choose a photo in the mailbox."""
    (phone / PHOTOS[0]).write_bytes(large())
    come_back(noor, house, "en", code)
    press(noor, "[data-go=files]", "[name=chosen]")
    noor.set_input_files("[name=chosen]", phone / PHOTOS[0])
    expect(noor.locator(SEND)).to_be_enabled()


def on_their_way(house: House) -> list[Path]:
    return [path for path in (house.service.data / "blobs" / "coming").rglob("*") if path.is_file()]


def test_it_goes_on_by_a_press_where_the_line_was_dead(
    house: House, noor: Page, code: str, tmp_path: Path
) -> None:
    numbers: list[int] = []
    dead = [True]

    def piece(route: Route) -> None:
        numbers.append((route.request.post_data_buffer or b"")[48])
        if dead and numbers[-1] == 1:
            route.abort()
        else:
            route.continue_()

    noor.clock.install()
    chosen(noor, house, code, tmp_path)
    noor.route(re.compile("/files/piece/"), piece)
    noor.locator(SEND).click()
    while not noor.locator(".broke").count():
        noor.clock.run_for(11_000)
    assert numbers == [0, 1, 1, 1, 1]
    assert len(on_their_way(house)) == 1
    dead.clear()
    press(noor, SEND, "[data-received] >> visible=true")
    assert numbers[5:7] == [1, 2]
    assert on_their_way(house) == []
    press(noor, "[data-back]", VIEW)
    assert PHOTOS[0] in text_of(noor)


@pytest.mark.parametrize("way", ["cancel", "leave"])
def test_what_is_not_sent_after_all_leaves_nothing(
    house: House, noor: Page, code: str, tmp_path: Path, way: str
) -> None:
    waiting: list[Route] = []

    def piece(route: Route) -> None:
        if (route.request.post_data_buffer or b"")[48] == 1:
            waiting.append(route)
        else:
            route.continue_()

    chosen(noor, house, code, tmp_path)
    noor.route(re.compile("/files/piece/"), piece)
    noor.locator(SEND).click()
    while not waiting:
        noor.wait_for_timeout(50)
    assert len(on_their_way(house)) == 1
    noor.locator("[data-cancel]" if way == "cancel" else ".leave").click(no_wait_after=True)
    if way == "cancel":
        waiting[0].continue_()
    for _ in range(100):
        if on_their_way(house):
            noor.wait_for_timeout(50)
    assert on_their_way(house) == []


def test_it_says_what_is_not_taken_and_what_goes_as_it_is(
    house: House, noor: Page, code: str, tmp_path: Path
) -> None:
    for name, data in (("a.exe", b"MZ"), ("b.pdf", pdf()), ("c.jpg", pdf())):
        (tmp_path / name).write_bytes(data)
    come_back(noor, house, "en", code)
    press(noor, "[data-go=files]", "[name=chosen]")
    press(noor, SEND, ".summary")
    assert "Choose a photo or a PDF" in text_of(noor)
    files = [tmp_path / name for name in ("a.exe", "b.pdf", "c.jpg")]
    noor.set_input_files("[name=chosen]", files)
    noor.get_by_text("“a.exe” is not a kind of file").first.wait_for()
    said = text_of(noor)
    assert "“c.jpg” is another kind of file" in said
    assert said.count("It goes as it is") == 1
    assert noor.locator("[data-chosen] li").count() == 1


def test_files_go_the_plain_way_by_a_press_where_the_script_does_not_come(
    house: House, noor: Page, code: str
) -> None:
    noor.route(re.compile("files.js"), refuse)
    come_back(noor, house, "en", code)
    press(noor, "[data-go=files]", "main form[action$='/mailbox/files/']")
    assert "our computer opens your page" in text_of(noor)
