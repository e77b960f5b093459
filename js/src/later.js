// Answers given later: the form as it was answered, filled in and read here. In step with
// apps/intake/later.py.
import { controlsOf, readForm } from "./answers.js";
import { element } from "./elements.js";
import { fetchPage } from "./fetching.js";

const QUESTION = { version: Number.isSafeInteger, party: (party) => /^[a-z]+$/.test(party) };

// The questions that were answered, and the words around them.
export async function questionsFor(address, { questionnaire: version, party }) {
  const asked = Object.entries({ version, party }).filter(([name, value]) => QUESTION[name](value));
  const page = await fetchPage(`${address}answers/?${new URLSearchParams(asked)}`);
  return { ...JSON.parse(page.getElementById("later-given").textContent), page };
}

function put(control, value, shown) {
  control.value = value;
  // Chosen once, and in no list any more: it stays what it was.
  if (control.value === value || !control.options) return;
  control.append(element("option", { value }, shown));
  control.value = value;
}

// Fill in what is known; a time of day is asked anew.
export function fillIn(form, answers) {
  for (const { id, kind, value, shown } of answers.filter(({ kind: one }) => one !== "time")) {
    const values = [value].flat().map(String);
    for (const control of controlsOf(form, id)) {
      const ticked = ["radio", "checkbox"].includes(control.type);
      if (ticked) control.checked = values.includes(control.value);
      else put(control, values[0] ?? "", shown);
      const fold = control.closest("details");
      if (fold && (ticked ? control.checked : control.value)) fold.open = true;
    }
  }
}

const said = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));

// Read the form: what is wrong with it, and the answers that are new or different. An emptied one is
// said to be empty.
export function readLater(form, { parts, most, tooLong }, earlier, now) {
  const read = readForm(form, parts, { now, most, tooLong });
  const before = new Map(earlier.map((one) => [one.id, one]));
  const changed = read.parts
    .flatMap(({ fields }) => fields)
    .map(({ field: { id, kind }, ask, answer }) => {
      const known = before.get(id);
      if (answer) return JSON.stringify(known?.value) === JSON.stringify(answer.value) ? null : answer;
      if (!said(known?.value) || kind === "time") return null;
      return { id, ask, kind, value: kind === "choices" ? [] : "", shown: "" };
    });
  return { wrong: read.wrong, changed: changed.filter(Boolean) };
}
