// The mailbox in the page that asked for the code: opened, read, written and taken back here.
import { lines } from "./answers.js";
import { carriedIn, showQuestions } from "./answering.js";
import { random, same, toHex } from "./bytes.js";
import { clearErrors, element, first, main, piece, show, showErrors } from "./elements.js";
import { sendFiles } from "./loading.js";
import { CodeMistake } from "./reading.js";
import { save, saveFile } from "./saving.js";
import { Words } from "./said.js";
import { enter, Failed, hourOf, prepare, stretched, takeBack, tellOpened, write } from "./visit.js";

const SPOKEN = "text";
// Where a day is filled in: templates/mailbox/opening.html.
const BLANK = "\u2063";

export function begin(asking) {
  const way = document.getElementById("open-way");
  const near = (place) => asking.action.replace(/return\/$/, place);
  let plain = false;
  // What the page says of who opens it.
  let said = way;
  // The visit: what the code opened. Gone when the page is left, and after ten minutes.
  let visit = null;
  let token = "";
  let closing = 0;
  // A page with something typed in it, and where it waits for the code once the ten minutes are over.
  let typing = null;
  let aside = null;
  const ready = prepare(near("opening/"));
  ready.then(
    ({ page }) => plain || say(piece(page, "open-way")),
    () => goPlain(),
  );

  function say(words) {
    said.replaceWith(words);
    said = words;
  }

  // From here on the page is what it is without scripts, and says so in a box.
  function goPlain() {
    plain = true;
    main.querySelector(".failed")?.remove();
    if (!main.contains(asking)) show(...first.shown);
    say(way);
    way.className = "notice warn";
    way.setAttribute("role", "alert");
  }

  asking.addEventListener("submit", async (event) => {
    if (plain) return;
    event.preventDefault();
    let prepared;
    try {
      prepared = await ready;
    } catch {
      goPlain();
      way.scrollIntoView();
      return;
    }
    if (await openBy(prepared, asking)) showView(prepared);
  });

  document.querySelector(".leave").addEventListener("click", leave);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => persisted && main.isConnected && !main.firstChild && location.reload());

  function forget() {
    clearTimeout(closing);
    visit = null;
    for (const control of main.querySelectorAll("input, textarea")) if (control.type !== "hidden") control.value = "";
  }

  function leave() {
    if (plain) return;
    forget();
    typing = aside = null;
    asking.reset();
    main.replaceChildren();
    document.title = first.title;
  }

  // What is wrong with a field of this form.
  function wrong({ page }, control, error) {
    const pieces = { summary: piece(page, "open-summary"), error: () => piece(page, "open-error") };
    showErrors(pieces, [{ control, id: control.id, error }]);
  }

  // The codes that stand in a form; null where it can be none, which is said.
  async function codesIn(prepared, { elements: { code } }) {
    try {
      return await stretched(prepared, code.value);
    } catch (error) {
      if (!(error instanceof CodeMistake)) throw error;
      wrong(prepared, code, new Words(prepared, prepared.now()).mistake(error));
      return null;
    }
  }

  // Open what the code in a form opens; false where nothing does, and then the page says why.
  async function openBy(prepared, form, otherwise = goPlain) {
    return busy(prepared, form, otherwise, async () => {
      const codes = await codesIn(prepared, form);
      if (!codes) return false;
      const found = await enter(prepared, codes);
      if (!found) return opensNothing(prepared, form);
      form.reset();
      visit = found;
      return true;
    });
  }

  function opensNothing(prepared, form) {
    wrong(prepared, form.elements.code, prepared.mistakes.nothing);
    // The first page says so by itself.
    if (form !== asking && !main.querySelector(".lost")) {
      const lost = piece(prepared.page, "open-lost");
      lost.className = "lost";
      main.append(lost);
    }
    return false;
  }

  // Run what takes its time, and say so; where it fails, offer the plain way, `otherwise`.
  async function busy({ page }, form, otherwise, act) {
    const button = form.querySelector("button");
    const told = piece(page, "open-busy");
    clearErrors(form);
    main.querySelector(".failed")?.remove();
    button.disabled = true;
    form.append(told);
    try {
      return await act();
    } catch (error) {
      const failed = piece(page, "open-failed");
      failed.classList.add("failed");
      if (error.why) failed.querySelector("p").textContent = error.why;
      failed.querySelector("button").addEventListener("click", otherwise);
      form.before(failed);
      failed.scrollIntoView();
      return false;
    } finally {
      told.remove();
      button.disabled = false;
    }
  }

  // Ten minutes more, then the page closes; what was being written stays.
  function keepOpen(prepared) {
    clearTimeout(closing);
    closing = setTimeout(() => showAgain(prepared), prepared.minutes * 60_000);
  }

  // Where things stand, and everything that was said. `so`: what was just done.
  function showView(prepared, { words = "", ...so } = {}) {
    const { page } = prepared;
    const told = new Words(prepared, prepared.now());
    const shown = told.shown(visit);
    const section = piece(page, "open-view", { ...shown, ...so });
    const [before, older] = ["before", "earlier"].map((name) => section.querySelector(`summary[data-text=${name}]`));
    before?.after(...shown.messages.before.map((one) => message(prepared, one)));
    older?.after(...shown.messages.older.map((one) => message(prepared, one)));
    section.querySelector("[data-newest]").replaceWith(...shown.messages.newest.map((one) => message(prepared, one)));
    section.querySelector("[data-answered]")?.replaceWith(listed(told, shown.list));
    for (const part of section.querySelectorAll("p")) {
      if (part.textContent.includes(BLANK)) part.textContent = part.textContent.replace(BLANK, shown.keptUntil);
    }
    const writing = section.querySelector("[data-write]");
    token = toHex(random(16));
    if (writing) {
      writing.elements[SPOKEN].value = words;
      writing.addEventListener("submit", (event) => {
        event.preventDefault();
        send(prepared, writing, shown);
      });
    }
    const go = {
      again: () => lookAgain(prepared),
      notes: () => save(told.notes(visit), "notes.txt", "text/plain;charset=utf-8"),
      taking: () => showTaking(prepared),
      files: () => showFiles(prepared, hostOf(prepared, "files", "mailbox/files/")),
      answers: () => showQuestions(prepared, hostOf(prepared, "answers", "mailbox/answers/")),
    };
    wire(section, go);
    show(section);
    keepOpen(prepared);
    tellOpened(prepared, visit);
  }

  function wire(section, go) {
    for (const button of section.querySelectorAll("[data-go]"))
      button.addEventListener("click", () => go[button.dataset.go]());
  }

  function message(prepared, one) {
    const file = one.ours && one.number && one.file;
    const made = piece(prepared.page, "open-said", { ...one, given: file });
    if (one.ours) made.classList.add("ours");
    made.querySelector("[data-answered]")?.replaceWith(listed(prepared, one.answers));
    made.querySelector("[data-open]")?.addEventListener("click", () => showFile(prepared, one));
    return made;
  }

  // Questions and answers.
  function listed({ texts }, answers) {
    const list = element("dl", { class: "answers" });
    for (const { ask, kind, shown } of answers) {
      const words = element(kind === "long" ? "div" : "bdi", { dir: "auto" }, shown || texts.takenOut);
      list.append(element("dt", {}, element("bdi", {}, ask)), element("dd", { translate: "no" }, words));
    }
    return list;
  }

  // What a page of its own file may do here: `what` and `place` name its plain way.
  function hostOf(prepared, what, place) {
    const words = wordsHere();
    const back = () => lookAgain(prepared, { words });
    return {
      visit: () => visit,
      back,
      stay: () => visit && keepOpen(prepared),
      plain: (fields) => showPlain(prepared, what, place, { words, fields }),
      wire: (section) => wire(section, { again: back }),
      listed: (answers) => listed(prepared, answers),
      gone: () => showAgain(prepared, { nothing: true }),
      open(section) {
        // Left, or closed, while it was on its way.
        if (!visit) return;
        typing = section;
        show(section);
        keepOpen(prepared);
      },
    };
  }

  async function showFiles({ address }, host) {
    try {
      await sendFiles(`${address}files/`, visit.code, host);
    } catch {
      host.plain();
    }
  }

  const wordsHere = () => main.querySelector(`[data-write] [name=${SPOKEN}]`)?.value ?? "";

  // Where things stand, once more; a page that cannot be fetched leaves the old one.
  async function lookAgain(prepared, { words = wordsHere(), ...so } = {}) {
    let away = false;
    try {
      const found = await enter(prepared, [visit.code], { before: visit.thread.before });
      if (!found) return showAgain(prepared, { nothing: true });
      visit = found;
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      away = true;
    }
    showView(prepared, { ...so, away, words });
  }

  async function send(prepared, form, { changed }) {
    const field = form.elements[SPOKEN];
    const { texts, longest } = prepared;
    clearErrors(form);
    main.querySelector(".unsent")?.remove();
    const text = lines(field.value) || (changed ? texts.somethingChanged : "");
    if (!text) return wrong(prepared, field, texts.empty);
    if ([...text].length > longest) return wrong(prepared, field, texts.long.replace("%(most)d", longest));
    const at = hourOf(prepared.now());
    const entry = { type: "text", by: "applicant", at, text, token, ...(changed && { changed: true }) };
    const [button, status] = [form.querySelector(".act"), form.querySelector("[role=status]")];
    button.disabled = true;
    status.hidden = false;
    try {
      await write(prepared, visit, entry);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      return unsent(prepared, form, changed, error);
    } finally {
      button.disabled = false;
      status.hidden = true;
    }
    await lookAgain(prepared, { sent: true, words: "" });
  }

  function unsent(prepared, form, changed, { why, status }) {
    if (status === 404) return showAgain(prepared, { nothing: true });
    const told = piece(prepared.page, "open-unsent");
    if (why) told.querySelector("p").textContent = why;
    told.querySelector("button").addEventListener("click", () =>
      showPlain(prepared, "write", changed ? "mailbox/changed/" : "mailbox/write/", {
        words: form.elements[SPOKEN].value,
      }),
    );
    form.before(told);
    told.scrollIntoView();
  }

  // What our computer has to open: only by the code, written once more, and by a press.
  function showPlain(prepared, what, place, { words = wordsHere(), fields = [] } = {}) {
    const section = piece(prepared.page, "open-plain", { [what]: true });
    const form = section.querySelector("form");
    form.action = near(place);
    carriedIn(form, fields);
    if (what === "write") {
      form.elements.token.value = token;
      form.elements[SPOKEN].value = words;
    }
    // Nothing to go back to where the ten minutes are over.
    if (!visit) section.querySelector("[data-go]").remove();
    wire(section, { again: () => showView(prepared, { words }) });
    show(section);
  }

  // The code once more, with every word that was being written.
  function showAgain(prepared, { nothing = false } = {}) {
    const words = wordsHere() || main.querySelector("#id_kept")?.value || "";
    if (visit && main.contains(typing) && !nothing) {
      aside = { section: typing, place: visit.code.locatorHash };
      typing.remove();
    }
    forget();
    const section = piece(prepared.page, "open-again", { words, kept: words || aside });
    const form = section.querySelector("form");
    const kept = section.querySelector("#id_kept");
    if (kept) kept.value = words;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const still = kept?.value ?? "";
      const plainly = () =>
        still ? showPlain(prepared, "write", "mailbox/write/", { words: still }) : goPlain();
      if (!(await openBy(prepared, form, plainly))) return;
      if (kept) kept.value = "";
      if (!showAside(prepared)) showView(prepared, { words: still });
    });
    show(section);
    if (nothing) opensNothing(prepared, form);
  }

  // What waited for the code, where it is the same one.
  function showAside(prepared) {
    const waited = aside;
    aside = null;
    if (!waited || !same(waited.place, visit.code.locatorHash)) return false;
    show(waited.section);
    keepOpen(prepared);
    return true;
  }

  function showTaking(prepared) {
    const words = wordsHere();
    const section = piece(prepared.page, "open-taking");
    const form = section.querySelector("form");
    wire(section, { again: () => showView(prepared, { words }) });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const plainly = () => showPlain(prepared, "taking", "mailbox/take-back/", { words });
      const gone = await busy(prepared, form, plainly, async () => {
        const codes = await codesIn(prepared, form);
        const found = codes && (await enter(prepared, codes));
        if (!codes) return false;
        if (!found) return opensNothing(prepared, form);
        await takeBack(prepared, found);
        return true;
      });
      if (!gone) return;
      forget();
      show(piece(prepared.page, "open-taken"));
    });
    show(section);
  }

  function showFile(prepared, one) {
    const words = wordsHere();
    const section = piece(prepared.page, "open-file", one);
    wire(section, { again: () => lookAgain(prepared, { words }) });
    const button = section.querySelector("[data-save]");
    button.addEventListener("click", async () => {
      button.disabled = true;
      const why = await saveFile(prepared, visit, one);
      button.disabled = false;
      const told = section.querySelector("[data-why]");
      told.hidden = !why;
      told.querySelector("p").textContent = why;
    });
    show(section);
  }
}
