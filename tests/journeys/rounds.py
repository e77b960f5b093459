"""A round through every page of each door. `look` is called on every page, with its name."""

import re
from collections.abc import Callable, Iterator

from playwright.sync_api import Page

from apps.crypto.code import code_digits, new_code
from tests.journeys.walking import open_folded

Look = Callable[[str], None]
STORY = "They came to the house twice.\nI am with a friend now; nobody knows where."
NEWS = "We have read what you wrote. We are looking for a way, and write again on Thursday."


def go(page: Page, selector: str) -> None:
    """Press what shows at the selector, and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator(f"{selector} >> visible=true").first.click()


FILLED = {
    **dict.fromkeys(("adults", "children"), "2"),
    "story": STORY,
    "name": "N.",
    "not_say": "Nothing of a partner",
}
CHOSEN = ("safety", "pronoun", "papers", "age", "company", "channel", "looking", "needs")
NEXT = "[data-next] >> visible=true"


def settled(page: Page) -> None:
    """Wait until the form stands as it will: topic by topic, where the browser seals."""
    if page.evaluate("window.name"):
        page.locator("form > div > [id^=part_], #seal-way[role=alert]").first.wait_for(
            state="attached"
        )


def topics(page: Page, *, whole: bool = False) -> Iterator[None]:
    """Go through the topics of the form, each with what is folded open; where it is whole, once."""
    if not whole:
        settled(page)
    while True:
        open_folded(page)
        yield
        if not page.locator(NEXT).count():
            return
        page.locator(NEXT).click()


def fill_in(page: Page, *, whole: bool = False, **said: str) -> None:
    """Answer every question of the form in one way but for what is said, and stay at its end."""
    for _ in topics(page, whole=whole):
        for name, words in {**FILLED, **said}.items():
            if page.locator(f"[name={name}]").is_visible():
                page.fill(f"[name={name}]", words)
        for name in CHOSEN:
            if page.locator(f"[name={name}]").nth(1).is_visible():
                page.locator(f"[name={name}]").nth(1).check()
        if page.locator("[name=country]").is_visible():
            page.select_option("[name=country]", "GE")


def press(page: Page, selector: str, then: str) -> None:
    """Press what shows at the selector, and wait for what follows on the same page."""
    page.locator(f"{selector} >> visible=true").first.click()
    page.locator(then).first.wait_for()


def asking_round(page: Page, url: str, lang: str, look: Look, *, scripts: bool = True) -> list[str]:
    """From the first page to the end of asking; return the code as words or numbers.

    With scripts the browser seals, and the page stays the same one.
    """
    page.goto(f"{url}/{lang}/")
    look("landing")
    page.goto(f"{url}/{lang}/safety/")
    look("safety")
    for name in ("other", "again"):
        page.goto(f"{url}/{lang}/form/{name}/")
        open_folded(page)
        look(f"form-{name}")
    page.goto(f"{url}/{lang}/form/")
    look("form")
    fill_in(page, whole=not scripts)
    look("form-filled")
    if scripts:
        return sealed_round(page, look)
    go(page, "form .act")
    look("check")
    go(page, "#sending .act")
    look("check-error")
    page.check("[name=consent]")
    go(page, "#sending .act")
    open_folded(page)
    look("code")
    code = page.locator(".code").first.locator("li, bdi").all_inner_texts()
    page.fill("[name=code]", " ".join([*code[1:], code[0]]))
    go(page, "form .act")
    look("code-error")
    page.fill("[name=code]", " ".join(code))
    go(page, "form .act")
    look("done")
    return code


def sealed_round(page: Page, look: Look) -> list[str]:
    """From the filled form to the end, where the browser seals."""
    press(page, "form .act", "#seal-check")
    look("check")
    press(page, "#seal-check .act", ".summary")
    look("check-error")
    page.check("[name=consent]")
    press(page, "#seal-check .act", "[name=said]")
    open_folded(page)
    look("code")
    code = page.locator(".code").first.locator("li, bdi").all_inner_texts()
    page.fill("[name=said]", " ".join([*code[1:], code[0]]))
    press(page, "form .act", ".summary")
    look("code-error")
    page.fill("[name=said]", " ".join(code))
    press(page, "form .act", "#seal-done")
    look("done")
    return code


def come_back(page: Page, url: str, lang: str, code: list[str]) -> None:
    """Open the mailbox with the code: in the page where scripts are on, else by the server."""
    page.goto(f"{url}/{lang}/return/")
    page.fill("[name=code]", " ".join(code))
    press(page, "main form .act", "main details")


def wrong_codes(page: Page, url: str, lang: str, code: list[str], look: Look) -> None:
    """The ways in which a code can be wrong."""
    for name, typed in (
        ("return-error", "zebra " + " ".join(code[1:])),
        ("return-nothing", code_digits(new_code())),
    ):
        page.goto(f"{url}/{lang}/return/")
        page.fill("[name=code]", typed)
        press(page, "main form .act", ".summary")
        look(name)


def returning_round(page: Page, url: str, lang: str, code: list[str], look: Look) -> None:
    """Every page behind the code but the last one, and the ways in which a code can be wrong."""
    page.goto(f"{url}/{lang}/return/")
    look("return")
    wrong_codes(page, url, lang, code, look)
    come_back(page, url, lang, code)
    look("mailbox")
    page.fill("[name=text]", "They took my phone for two days. I have it back.")
    press(page, "main form .act", ".notice[role=status]")
    open_folded(page)
    look("mailbox-sent")
    later = page.locator("[data-go=answers]").count()
    if later:
        press(page, "[data-go=files]", "[name=chosen]")
        look("files")
        press(page, "[data-back]", "[data-go=answers]")
        press(page, "[data-go=answers]", "main [name=story]")
    else:
        go(page, "form[action$='/mailbox/answers/'] button")
    open_folded(page)
    look("later")
    page.fill("[name=story]", "I was wrong about the day.")
    press(page, "main form .act", "main dl.answers")
    look("later-received")
    press(page, "main .act", "main details")
    open_folded(page)
    if later:
        press(page, "[data-go=taking]", "main form [name=code]")
    else:
        go(page, "form[action$='/take-back/'] button")
    look("take-back")


def taking_back(page: Page, url: str, lang: str, code: list[str], look: Look) -> None:
    """Read the answer, then take everything back."""
    come_back(page, url, lang, code)
    open_folded(page)
    look("mailbox-answered")
    if page.locator("[data-go=taking]").count():
        press(page, "[data-go=taking]", "main form [name=code]")
        look("take-back")
    else:
        go(page, "form[action$='/take-back/'] button")
    page.fill("main form [name=code]", " ".join(code))
    page.locator("main form .act").click()
    page.locator("main form").first.wait_for(state="detached")
    look("taken-back")
    page.goto(f"{url}/{lang}/nothing-here/")
    look("not-there")


def case_round(page: Page, url: str, look: Look) -> None:
    """The list, one case with its sections, and the pages that ask."""
    page.goto(f"{url}/desk/cases/")
    look("cases")
    page.goto(f"{url}/desk/cases/?risk=high&unread=1")
    look("cases-none")
    page.goto(f"{url}/desk/cases/")
    go(page, ".rows .name")
    case = re.sub(r"conversation/.*", "", page.url)
    page.goto(case)
    open_folded(page)
    look("case")
    page.goto(f"{case}conversation/")
    page.fill("#answer [name=text]", NEWS)
    go(page, "#answer [name=now]")
    look("conversation")
    page.goto(f"{case}notes/")
    page.fill("form[action$='/note/'] [name=text]", "Call the partner organisation on Monday.")
    go(page, "form[action$='/note/'] .act")
    look("notes")
    page.goto(f"{case}history/")
    look("history")
    for name in ("close", "decline", "code"):
        page.goto(f"{case}{name}/")
        look(name)
        go(page, "main form .act")
        look(f"{name}-error")


def own_round(page: Page, url: str, look: Look) -> None:
    """One's own page and what can be renewed there."""
    page.goto(f"{url}/desk/me/")
    look("me")
    for name in ("passphrase", "sheet", "phone", "codes"):
        page.goto(f"{url}/desk/me/{name}/")
        look(f"me-{name}")


def house_round(page: Page, url: str, look: Look) -> None:
    """Team and Settings, as a coordinator sees them."""
    page.goto(f"{url}/desk/team/")
    open_folded(page)
    look("team")
    for name in ("new", "invite"):
        page.goto(f"{url}/desk/team/{name}/")
        go(page, "main form .act")
        look(f"team-{name}-error")
    page.goto(f"{url}/desk/team/")
    for name in ("invite", "end", "add"):
        where = page.locator(f"main a[href$='/{name}/']").last
        if where.count():
            page.goto(f"{url}{where.get_attribute('href')}")
            look(f"team-{name}")
            page.goto(f"{url}/desk/team/")
    page.goto(f"{url}/desk/settings/")
    open_folded(page)
    look("settings")
    for name in ("organisation", "words"):
        page.goto(f"{url}/desk/settings/{name}/")
        look(f"settings-{name}")
    page.goto(f"{url}/desk/nothing-here/")
    look("desk-not-there")


def doors_round(page: Page, url: str, passphrase: str, look: Look) -> None:
    """Locking, unlocking, signing out, and the pages before one is in."""
    page.goto(f"{url}/desk/me/")
    go(page, "#lock button")
    look("locked")
    page.fill("[name=passphrase]", "six other words")
    go(page, "main form .act")
    look("locked-error")
    page.fill("[name=passphrase]", passphrase)
    go(page, "main form .act")
    go(page, "form[action$='/sign-out/'] button")
    look("signed-out")
    go(page, "main form .act")
    open_folded(page)
    look("sign-in-error")
    page.goto(f"{url}/desk/recover/")
    look("recover")
    page.goto(f"{url}/desk/join/nothing/")
    look("invitation-over")
