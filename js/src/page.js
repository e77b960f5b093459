// The pages of a request, in the one page that never left: the form, looking over, the code, the end.
import { controlsOf, readForm } from "./answers.js";
import { isCode } from "./code.js";
import { clearErrors, element, first, main, show, showErrors as errorsShown, where } from "./elements.js";
import { sendFiles } from "./loading.js";
import { newRequest } from "./request.js";
import { prepare, send } from "./sealing.js";
import { divide, enter } from "./topics.js";

// A piece of the page of words, as one of ours.
export const piece = (page, name) => document.importNode(page.getElementById(`seal-${name}`), true);

export function begin(form) {
  const way = document.getElementById("seal-way");
  const unlocked = way.textContent;
  const [party, asked] = ["_party", "_version"].map((name) => form.elements[name].value);
  const near = (place) => form.action.replace(/check\/$/, place);
  let plain = false;
  let received = false;
  const request = newRequest();
  let part = [];
  let topics = null;
  let ready = ask();

  function ask() {
    const preparing = prepare(near(`sealing/?party=${party}&version=${asked}`));
    // Whoever waits for it is told; nobody else must be.
    preparing.catch(() => {});
    return preparing;
  }

  ready.then(
    ({ page }) => {
      // The code takes a slow phone some seconds: it has them while the person goes on writing.
      form.oninput = () => ready.then(request.draw, () => {});
      if (!plain) way.textContent = piece(page, "way").textContent;
      topics = divide(form, piece(page, "turn"), (place) => (where.textContent = first.where = place));
    },
    () => goPlain(),
  );

  // From here on the form is what it is without scripts, and says so in a box.
  function goPlain() {
    plain = true;
    way.textContent = unlocked;
    way.className = "notice warn";
    way.setAttribute("role", "alert");
  }

  function backToForm() {
    if (received || !first.shown.length) return;
    if (main.contains(form)) return topics?.turned();
    show(...first.shown);
    goBack(form, topics, ...part);
    if (plain) way.scrollIntoView();
    part = [];
  }

  form.addEventListener("submit", async (event) => {
    if (topics?.goOn(event.submitter)) return event.preventDefault();
    if (plain) return;
    event.preventDefault();
    try {
      lookOver(await ready);
    } catch {
      goPlain();
      way.scrollIntoView();
    }
  });

  addEventListener("popstate", backToForm);
  document.querySelector(".leave").addEventListener("click", forget);
  addEventListener("pagehide", () => received && forget());
  // Where leave.js takes the page away again, nothing is to be loaded.
  addEventListener("pageshow", ({ persisted }) => persisted && main.isConnected && !main.firstChild && location.reload());

  function forget() {
    form.reset();
    for (const control of form.elements) if ("value" in control && control.type !== "hidden") control.value = "";
    main.replaceChildren();
    document.title = first.title;
    first.shown = [];
    request.forget();
  }

  function lookOver(prepared) {
    const { page, parts, most, tooLong } = prepared;
    const read = readForm(form, parts, { now: prepared.seconds(), most, tooLong });
    clearErrors(form);
    if (read.wrong.length) {
      showErrors(page, form, read.wrong);
      return topics?.showWrong();
    }
    request.draw(prepared);
    const section = checkSection(page, read, {
      change(...place) {
        part = place;
        history.back();
      },
      send: () => sendOff(prepared, read, section),
    });
    enter();
    show(section);
  }

  async function sendOff(prepared, read, section) {
    const { page, language, consent } = prepared;
    const form = section.querySelector("form");
    const tick = form.elements.consent;
    clearErrors(form);
    if (!tick.checked) return showErrors(page, form, [{ field: { id: "consent" }, error: consent.error }]);
    const answers = answersOf({ language, party, consent }, read);
    const button = form.querySelector(".act");
    const [status, crowded] = form.querySelectorAll("[role=status]");
    button.disabled = true;
    status.hidden = false;
    section.querySelector(".unsent")?.remove();
    const outcome = await tryToSend(JSON.stringify(answers), () => {
      status.hidden = true;
      crowded.hidden = false;
    });
    status.hidden = crowded.hidden = true;
    button.disabled = false;
    if (outcome.received) return showCode(page);
    const unsent = piece(page, "unsent");
    if (outcome.why) unsent.querySelector("p").textContent = outcome.why;
    unsent.querySelector("button").addEventListener("click", () => {
      goPlain();
      history.back();
    });
    form.before(unsent);
    unsent.scrollIntoView();
  }

  async function tryToSend(text, working) {
    try {
      const prepared = await ready;
      const bytes = await request.seal(prepared, text);
      const outcome = await send(near("sealed/"), bytes, prepared, working);
      // The page is a day old, or the keys have changed: take the newest of both.
      if (outcome.stale) ready = ask();
      received = outcome.received ?? false;
      return outcome;
    } catch {
      return { received: false };
    }
  }

  async function showCode(page) {
    const made = await request.code();
    const section = codeSection(page, made, () => show(piece(page, "done")));
    const files = section.querySelector("[data-files]");
    files?.addEventListener("click", () => showFiles(files, made.stretched, section));
    form.reset();
    form.remove();
    first.shown = [];
    show(section);
  }
}

// Photos and papers, while the code stands there to come back to.
async function showFiles(button, code, section) {
  const { nextElementSibling: lost, dataset } = button;
  button.disabled = lost.hidden = true;
  try {
    await sendFiles(dataset.files, code, {
      // Not where the page was left meanwhile.
      open: (files) => main.firstChild && show(files),
      back: () => show(section),
      stay() {},
    });
  } catch {
    lost.hidden = false;
  }
  button.disabled = false;
}

// What is sealed: the answers with all that stands around them.
export const answersOf = ({ language, party, consent: { version, text } }, { answers }) => ({
  language,
  questionnaire: version,
  party,
  answers,
  consent: { version, text },
});

// The page before sending: all answers, a way back to each part, and the consent.
export function checkSection(page, read, { change, send }) {
  const section = piece(page, "check");
  const parts = read.parts.flatMap((part, place) => told(page, part, (id) => change(place, id)));
  section.querySelector(".told").append(...parts);
  section.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  return section;
}

// From looking over to the form again: to the part that is to be changed, or to one of its questions.
export function goBack(form, topics, place, id) {
  topics?.resume(place);
  const [control] = id ? controlsOf(form, id) : [];
  control?.closest(".field").scrollIntoView();
  control?.focus({ preventScroll: true });
}

// A page with a code; `which` is "" or, of the second one, "second-".
function written(page, which, { words, digits }, end) {
  const section = piece(page, which + (words ? "words" : "digits"));
  section.querySelector("ol")?.append(...words.map((word) => element("li", {}, word)));
  for (const place of section.querySelectorAll(".numbers"))
    place.append(...digits.flatMap((group) => [element("bdi", { dir: "ltr" }, group), element("br")]).slice(0, -1));
  section.querySelector("[data-end]").addEventListener("click", end);
  return section;
}

// The page with the code, and the field in which it is said back; `end` is what comes after. The
// second code, where there is one, shows to who asks for it.
export function codeSection(page, code, end) {
  const section = written(page, "", code, end);
  const four = section.dataset.four === "1";
  section.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const { target } = event;
    clearErrors(target);
    if (isCode(target.elements.said.value, { ...code, four })) return end();
    showErrors(page, target, [{ field: { id: "said" }, error: section.dataset.wrong }]);
  });
  section.querySelector("[data-second]")?.addEventListener("click", () => {
    const other = written(page, "second-", code.second, end);
    const back = () => other.isConnected && show(section);
    other.querySelector("[data-back]").addEventListener("click", back);
    addEventListener("popstate", back, { once: true });
    show(other);
  });
  return section;
}

// A part of the answers as they were given, and what was skipped; `change` leads to the part, or to
// one of its questions.
function told(page, { title, fields }, change) {
  const answered = fields.filter(({ answer }) => answer).map(({ answer }) => answer);
  const list = element("dl", { class: "answers" });
  for (const { ask, kind, shown } of answered) {
    const value = kind === "long" ? folded(page, shown) : element("bdi", {}, shown);
    list.append(element("dt", {}, ask), element("dd", { translate: "no" }, value));
  }
  const skipped = fields.filter(({ answer, folded }) => !answer && !folded);
  const [others, all] = ["skipped", "change"].map((name) => piece(page, name));
  for (const { field, ask } of skipped) {
    const button = element("button", { type: "button", class: "link" }, ask);
    button.addEventListener("click", () => change(field.id));
    others.querySelector("ul").append(element("li", {}, button));
  }
  all.querySelector(".hide").textContent = title ? `: ${title}` : "";
  all.firstElementChild.addEventListener("click", () => change());
  for (const made of [others, all]) made.removeAttribute("id");
  return [title && element("h2", {}, title), answered.length && list, skipped.length && others, all].filter(Boolean);
}

// A story, which nobody who glances at the screen shall read.
function folded(page, words) {
  const story = piece(page, "story");
  story.removeAttribute("id");
  story.querySelector("div").append(words);
  return story;
}

export const showErrors = (page, form, wrong) =>
  errorsShown(
    { summary: piece(page, "summary"), error: () => piece(page, "error") },
    wrong.map(({ field, error }) => ({ control: controlsOf(form, field.id)[0], id: field.id, error })),
  );
