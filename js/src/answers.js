// What stands in the form, read as the server reads it: apps/intake/fields.py.
import { digitOf } from "./digits.js";

const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
// Half of a sign, which no UTF-8 can say.
const BROKEN = /\p{Cs}/gu;
const HALF_HOUR = 30;
const DAY = 24 * 60;
const EASTERNMOST = 13 * 60;

export const lines = (text) =>
  text
    .replace(BROKEN, "\ufffd")
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(CONTROL, "")
    .replace(TURNING, "")
    .trim();
const oneLine = (text) => lines(text).replace(/\s+/g, " ");

const labelOf = (control) => control.closest("label").lastElementChild.textContent;

function chosen(controls) {
  const ticked = [...controls].filter(({ checked }) => checked);
  return [ticked.map(({ value }) => value), ticked.map(labelOf).join("; ")];
}

// Each gives the value, null where the question was skipped, and the words that the person saw.
const READ = {
  text: ([{ value }]) => [oneLine(value) || null, oneLine(value)],
  long: ([{ value }]) => [lines(value) || null, lines(value)],
  choice(controls) {
    const [values, shown] = chosen(controls);
    return [values[0] ?? null, shown];
  },
  choices(controls) {
    const [values, shown] = chosen(controls);
    return [values.length ? values : null, shown];
  },
  number([{ value }]) {
    const text = oneLine(value);
    const digits = [...text].map(digitOf);
    const none = !digits.length || digits.length > 6 || digits.includes(null);
    return [text ? (none ? NaN : Number(digits.join(""))) : null, none ? text : String(Number(digits.join("")))];
  },
  country: ([select]) => [select.value || null, select.selectedOptions[0]?.text ?? ""],
  time([{ value }], now) {
    const [hour, minute] = value.split(":").map(Number);
    if (!value || Number.isNaN(minute)) return [null, ""];
    const steps = Math.round((hour * 60 + minute - Math.floor(now / 60)) / HALF_HOUR);
    const later = (((steps * HALF_HOUR) % DAY) + DAY) % DAY;
    const ahead = later <= EASTERNMOST ? later : later - DAY;
    const [sign, far] = [ahead >= 0 ? "+" : "−", Math.abs(ahead)];
    const zone = `UTC${sign}${Math.floor(far / 60)}:${String(far % 60).padStart(2, "0")}`;
    return [ahead, `${value.slice(0, 5)} (${zone})`];
  },
};
READ.language = READ.country;

const MISTAKES = {
  number: (value, { least, most }) => !(value >= least && value <= most),
  text: (value, { longest }) => [...value].length > longest,
};
MISTAKES.long = MISTAKES.text;

export const controlsOf = (form, id) => [...form.elements].filter(({ name }) => name === id);

const askOf = (form, id) =>
  form.querySelector(`label[for="${CSS.escape(id)}"]`) || document.querySelector(`#${CSS.escape(id)} > legend`);

// One question: its answer, or null where it was skipped, and what is wrong with it.
export function readField(form, field, now) {
  const { id, kind } = field;
  const [value, shown] = READ[kind](controlsOf(form, id), now);
  const asked = askOf(form, id);
  const ask = asked.textContent;
  if (value === null) return { field, ask, folded: asked.closest("details"), answer: null, error: "" };
  const wrong = MISTAKES[kind]?.(value, field);
  return { field, ask, answer: { id, ask, kind, value, shown }, error: wrong ? field.error : "" };
}

// All questions, part by part; `most` is how many bytes the answers may have together.
export function readForm(form, parts, { now, most, tooLong }) {
  const read = parts.map(({ title, fields }) => ({
    title,
    fields: fields.map((field) => readField(form, field, now)),
  }));
  const all = read.flatMap(({ fields }) => fields);
  const answers = all.map(({ answer }) => answer).filter(Boolean);
  const size = new TextEncoder().encode(JSON.stringify(answers)).length;
  if (size > most && !all.some(({ error }) => error)) {
    const length = ({ answer }) => (typeof answer?.value === "string" ? answer.value.length : 0);
    all.reduce((one, other) => (length(other) > length(one) ? other : one)).error = tooLong;
  }
  return { parts: read, answers, wrong: all.filter(({ error }) => error) };
}
