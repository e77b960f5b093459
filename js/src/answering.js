// Answering later, in the mailbox that was opened in the page.
import { controlsOf } from "./answers.js";
import { random, toHex } from "./bytes.js";
import { clearErrors, element, piece, showErrors } from "./elements.js";
import { fillIn, questionsFor, readLater } from "./later.js";
import { amended } from "./thread.js";
import { Failed, hourOf, write } from "./visit.js";

// `host` is of mailbox.js.
export async function showQuestions(prepared, host) {
  const { request, answers, thread } = host.visit();
  let given;
  try {
    given = await questionsFor(prepared.address, request);
  } catch {
    return host.plain();
  }
  if (!host.visit()) return;
  const section = piece(given.page, "later-form");
  const form = section.querySelector("form");
  const earlier = amended(answers, thread.laterAnswers);
  const token = toHex(random(16));
  fillIn(form, earlier);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(prepared, host, given, { section, form, earlier, token });
  });
  host.wire(section);
  host.open(section);
}

async function send(prepared, host, given, { section, form, earlier, token }) {
  const same = section.querySelector("[data-same]");
  const [button, status] = [form.querySelector(".act"), form.querySelector("p[role=status]")];
  clearErrors(form);
  section.querySelector(".unsent")?.remove();
  same.hidden = true;
  const { wrong, changed } = readLater(form, given, earlier, prepared.now());
  if (wrong.length) return showWrong(prepared, form, wrong);
  if (!changed.length) {
    same.hidden = false;
    return same.scrollIntoView();
  }
  const entry = { type: "answers", at: hourOf(prepared.now()), answers: changed, token };
  button.disabled = true;
  status.hidden = false;
  try {
    await write(prepared, host.visit(), entry);
    host.open(received(given, host, changed));
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    unsent(prepared, host, form, token, error);
  } finally {
    button.disabled = false;
    status.hidden = true;
  }
}

const showWrong = ({ page }, form, wrong) =>
  showErrors(
    { summary: piece(page, "open-summary"), error: () => piece(page, "open-error") },
    wrong.map(({ field: { id }, error }) => ({ control: controlsOf(form, id)[0], id, error })),
  );

function received({ page }, host, changed) {
  const section = piece(page, "later-received");
  section.querySelector("[data-answered]").replaceWith(host.listed(changed));
  host.wire(section);
  return section;
}

// Every answer is still there, and goes along where somebody sends without locking.
function unsent({ page }, host, form, token, { why, status }) {
  if (status === 404) return host.gone();
  const told = piece(page, "open-unsent");
  if (why) told.querySelector("p").textContent = why;
  told.querySelector("button").addEventListener("click", () => {
    const typed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    host.plain([...typed, ["token", token], ["_send", "1"]]);
  });
  form.before(told);
  told.scrollIntoView();
}

// What goes along with the code once more.
export const carriedIn = (form, fields) =>
  form.append(...fields.map(([name, value]) => element("input", { type: "hidden", name, value })));
