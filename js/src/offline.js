// The form as one file, without a network: docs/spec/offline.md. What is exported is for the tests.
import { readForm } from "./answers.js";
import { fromBase64, fromText } from "./bytes.js";
import { markOf, writeCarried, writePieces, writeText } from "./carried.js";
import { clearErrors, element, show } from "./elements.js";
import { canVerify, verifyChain } from "./epoch.js";
import { answersOf, checkSection, codeSection, goBack, piece, showErrors } from "./page.js";
import { keysAhead, newRequest } from "./request.js";
import * as slow from "./stretch.js";
import { divide, enter } from "./topics.js";

export * from "./bytes.js";
export { markOf, writeCarried, writePieces, writeText } from "./carried.js";

const DAY = 86_400_000;
const SECONDS = 3;
const NAME = "note.txt";
const today = () => Math.floor(Date.now() / DAY);

// What the browser's Back and Forward lead to; nothing while no form is open.
let turned = null;

const root = document.documentElement;
const template = (code) => document.getElementById(`words-${code}`);
const given = document.getElementById("given");
if (given) start(JSON.parse(given.textContent));

// Shows nothing of the form, and so asks nothing, where this device cannot lock it.
async function start(given) {
  const signed = await canVerify().then(
    () => true,
    () => false,
  );
  const [shorts, key] = [given.epochs, given.key].map(fromBase64);
  const first = given.first && fromBase64(given.first);
  const epoch = await verifyChain(shorts, key, { first, signed });
  const offered = Object.keys(given.languages);
  const known = navigator.languages.map((tag) => tag.split("-")[0]);
  leaveByPress();
  addEventListener("popstate", () => turned?.());
  begin({ ...given, epoch, begin: keysAhead(epoch), offered }, known.find((code) => offered.includes(code)) ?? offered[0]);
  // Nobody has pressed anything yet: the page begins where every page does.
  document.activeElement.blur();
}

function leave() {
  root.hidden = true;
  document.body.textContent = "";
  location.replace("about:blank");
}

function leaveByPress() {
  const button = document.querySelector(".leave");
  button.hidden = false;
  button.addEventListener("click", leave);
  let presses = [];
  addEventListener("keydown", ({ key, repeat }) => {
    if (key !== "Shift") presses = [];
    else if (!repeat) presses = [...presses.slice(-2), Date.now()];
    if (presses.length === 3 && presses[2] - presses[0] < SECONDS * 1000) leave();
  });
  addEventListener("mousedown", () => (presses = []));
}

// The first page, in one of the languages.
function begin(form, code) {
  turned = null;
  const words = template(code);
  [root.lang, root.dir] = [code, words.dir];
  document.querySelector(".leave").textContent = words.dataset.leave;
  const page = words.content;
  const section = piece(page, today() > form.until ? "over" : "start");
  if (form.offered.length > 1) section.prepend(languages(form, code));
  const opened = {};
  for (const button of section.querySelectorAll("[data-party]"))
    button.addEventListener("click", () => {
      const { party } = button.dataset;
      opened[party] ??= ask({ ...form, ...form.languages[code], page, code }, party);
      opened[party](() => show(section));
    });
  show(section);
}

function languages(form, current) {
  const nav = element("nav", { class: "languages", "aria-label": template(current).dataset.languages });
  for (const code of form.offered) {
    const { dir, dataset } = template(code);
    const link = element("a", { href: "#", lang: code, dir }, dataset.name);
    if (code === current) link.setAttribute("aria-current", "true");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      begin(form, code);
    });
    nav.append(link, " ");
  }
  return nav;
}

// The questions for one party: returns what shows them, with whatever was answered; `back` is what
// shows the page before them.
function ask(form, party) {
  const section = piece(form.page, `form-${party}`);
  const own = section.querySelector("form");
  for (const select of own.querySelectorAll("[data-list]")) {
    select.append(...piece(form.page, `list-${select.dataset.list}`).childNodes);
    select.value = select.dataset.chosen ?? "";
  }
  const given = { ...form, list: form.list?.split(" "), slow: async () => slow };
  let request = newRequest();
  let part = [];
  let topics = null;
  // While the person goes on writing.
  own.oninput = () => request.draw(given);
  own.addEventListener("submit", (event) => {
    event.preventDefault();
    if (topics?.goOn(event.submitter)) return;
    const { most, tooLong } = form;
    const read = readForm(own, form.parts[party], { now: Date.now() / 1000, most, tooLong });
    clearErrors(own);
    if (read.wrong.length) {
      showErrors(form.page, own, read.wrong);
      return topics?.showWrong();
    }
    request.draw(given);
    const check = checkSection(form.page, read, {
      change(...place) {
        part = place;
        history.back();
      },
      send: () => lock(check),
    });
    enter();
    show(check);

    async function lock(check) {
      const consent = check.querySelector("form");
      clearErrors(consent);
      if (!consent.elements.consent.checked) {
        const wrong = [{ field: { id: "consent" }, error: form.consent.error }];
        return showErrors(form.page, consent, wrong);
      }
      const [button, status] = [consent.querySelector(".act"), consent.querySelector("[role=status]")];
      check.querySelector(".unsent")?.remove();
      [button.disabled, status.hidden] = [true, false];
      try {
        const written = new Date().toISOString().slice(0, 10);
        const answers = { ...answersOf({ language: form.code, party, consent: form.consent }, read), written };
        const sent = await request.seal(given, JSON.stringify(answers));
        const carried = writeCarried(form.until, sent);
        turned = null;
        own.reset();
        showCode(form, await request.code(), carried);
      } catch {
        // The next try draws another code.
        request = newRequest();
        request.draw(given);
        consent.before(piece(form.page, "unlocked"));
      }
      [button.disabled, status.hidden] = [false, true];
    }
  });
  return (back) => {
    const before = history.state;
    turned = () => {
      if (history.state === before) return back();
      if (own.isConnected) return topics?.turned();
      show(section);
      goBack(own, topics, ...part);
      part = [];
    };
    enter();
    show(section);
    if (topics) return topics.turned();
    // Above it stands that nothing is locked yet; the headings say where one is.
    topics = divide(own, piece(form.page, "turn"), () => {});
  };
}

// The code comes first: whoever has the text and not the code cannot come back.
async function showCode(form, code, carried) {
  const section = await textSection(form.page, carried);
  show(codeSection(form.page, code, () => show(section)));
}

async function textSection(page, carried) {
  const section = piece(page, "text");
  const [status, pieces] = [section.querySelector("[role=status]"), section.querySelector(".pieces")];
  const whole = `${section.dataset.intro}\n\n${await writeText(carried)}\n`;
  const all = section.querySelector("#text");
  all.value = whole;
  section.querySelector(".mark").textContent = await markOf(carried);
  const save = section.querySelector("[data-save]");
  save.href = URL.createObjectURL(new Blob([fromText(whole)], { type: "text/plain" }));
  save.download = NAME;
  section.querySelector("[data-copy]").addEventListener("click", ({ target }) => copy(all, target));
  const texts = await writePieces(carried);
  texts.forEach((text, place) => {
    const label = pieces.dataset.label.replace("{number}", place + 1).replace("{of}", texts.length);
    const id = `piece_${place + 1}`;
    const area = element("textarea", { ...areaOf, id }, text);
    const button = element("button", { type: "button", class: "plain" }, pieces.dataset.copy, hidden(`: ${label}`));
    button.addEventListener("click", ({ target }) => copy(area, target));
    pieces.append(element("div", { class: "field" }, element("label", { for: id }, label), area, element("p", {}, button)));
  });
  return section;

  async function copy(area, button) {
    area.closest("details").open = true;
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
    } catch {
      document.execCommand("copy");
    }
    status.hidden = false;
    button.after(" ", status);
  }
}

const areaOf = { rows: 4, readonly: "", dir: "ltr", translate: "no", spellcheck: "false" };
const hidden = (text) => element("span", { class: "hide" }, text);
