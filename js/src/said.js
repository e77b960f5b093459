// What the mailbox page says, in the words that came with it: apps/mailbox/pages.py and days.py.
import { amended, byTeam, DAY, vanishesAt } from "./thread.js";

const OPEN_MESSAGES = 2;
const CHANGED_DAYS = 30;
const KEPT_WORDS = 60;
// A byte order mark: without it old viewers show Russian and Arabic as signs.
const MARK = "\ufeff";
// A number in groups, as telephone numbers are written, kept from left to right.
const GROUPS = /\+?\p{Nd}[\p{Nd}\u00a0 ().-]{4,}\p{Nd}/gu;

export const filled = (words, values) =>
  words.replace(/%\((\w+)\)[sd]|%%/g, (whole, name) => (name ? values[name] : "%"));

const dayOf = (seconds) => Math.floor(seconds / DAY);
const dayNamed = (text) => (/^\d{4}-\d\d-\d\d$/.test(text ?? "") ? Date.parse(`${text}T00:00Z`) / 1000 / DAY : NaN);

export class Words {
  constructor(given, now) {
    Object.assign(this, given);
    this.today = dayOf(now);
  }

  written(day, pattern) {
    const date = new Date(day * DAY * 1000);
    if (Number.isNaN(date.getTime())) return "";
    const { months, week, digits } = this.dates;
    const one = (sign) =>
      months[sign]?.[date.getUTCMonth()] ??
      week[sign]?.[(date.getUTCDay() + 6) % 7] ??
      { j: date.getUTCDate(), Y: date.getUTCFullYear() }[sign] ??
      sign;
    const text = pattern.replace(/\\(.)|[\s\S]/g, (sign, kept) => kept ?? one(sign));
    return digits ? text.replace(/[0-9]/g, (digit) => digits[digit]) : text;
  }

  coming(day) {
    return this.written(day, this.dates.coming);
  }

  far(day) {
    return this.written(day, this.dates.far);
  }

  // “today”, “yesterday”, a weekday, or a date.
  past(day) {
    const ago = this.today - day;
    if (ago === 0) return this.dates.today;
    if (ago === 1) return this.dates.yesterday;
    if (ago > 0 && ago < 7) return this.dates.week.l[(((day + 3) % 7) + 7) % 7];
    const year = (one) => new Date(one * DAY * 1000).getUTCFullYear();
    return year(day) === year(this.today) ? this.written(day, this.dates.near) : this.far(day);
  }

  size(bytes) {
    const step = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
    const number = step ? (bytes / 1024 ** step).toFixed(1).replace(".", this.dates.comma) : String(bytes);
    return this.dates.sizes[step].replace(/7(?:\D5)?/, number);
  }

  count(what, number) {
    const { forms, which } = this.counts[what];
    const form = forms[which[number < which.length ? number : 100 + (number % 100)]];
    return filled(form, { number });
  }

  until(body) {
    if (body.vanish === "opened") return body.type === "file" ? this.texts.onceFile : this.texts.onceWords;
    const at = vanishesAt(body);
    return at ? filled(this.texts.until, { day: this.coming(dayOf(at)) }) : "";
  }

  mistake({ kind, digits, found, place, word, near = [] }) {
    const name = kind === "word" ? (near.length ? "near" : "word") : `${kind}_${digits ? "digits" : "words"}`;
    const { quoted, or } = this.mistakes;
    const alike = near
      .map((one) => filled(quoted, { word: one }))
      .reduce((these, one) => (these ? filled(or, { these, this: one }) : one), "");
    const values = { all: digits ? 27 : 8, found, place, word: (word ?? "").slice(0, 24), near: alike };
    return filled(this.mistakes[name] ?? this.mistakes[kind], values);
  }

  // One message as the page shows it.
  said(thread, { number, body }) {
    const ours = byTeam(body);
    const read = ours ? 0 : thread.readAt(number);
    const day = this.past(dayOf(body.at));
    const seen = read ? ` · ${filled(this.texts.read, { day: this.past(dayOf(read)) })}` : "";
    const file = body.type === "file" && body;
    return {
      ours,
      number,
      body,
      on: dayOf(body.at),
      who: ours ? this.texts.ours : this.texts.yours,
      day: day + seen,
      words: (body.text ?? "").replace(GROUPS, (number) => `\u2066${number.replaceAll(" ", "\u00a0")}\u2069`),
      file,
      what: ours ? this.texts.fileForYou : this.texts.file,
      name: file ? body.name : "",
      size: file ? this.size(body.size) : "",
      answers: body.type === "answers" ? body.answers : null,
      until: ours && body.type !== "answers" ? this.until(body) : "",
    };
  }

  // What was said under earlier requests; what was to vanish is for that code alone.
  before({ earlier }) {
    return earlier.flatMap((thread) =>
      thread.shown.filter(({ body }) => !body.vanish).map((one) => ({ ...this.said(thread, one), number: 0 })),
    );
  }

  // Everything that the page shows, by name.
  shown(inside) {
    const { thread, answers, odd, received, erased } = inside;
    const told = thread.status;
    const status = told?.status ?? "received";
    const said = thread.shown.map((one) => this.said(thread, one));
    const before = this.before(inside);
    const [older, newest] = [said.slice(0, -OPEN_MESSAGES), said.slice(-OPEN_MESSAGES)];
    const now = answers && amended(answers, thread.laterAnswers).filter(({ shown }) => shown);
    const keep = dayNamed(told?.keep_until);
    return {
      status: this.statuses[status] ?? this.statuses.received,
      changed: status === "closed" && this.today - dayOf(Math.max(told.at, told.after ?? 0)) <= CHANGED_DAYS,
      news: this.news(thread, told, status, received),
      messages: { before, older, newest },
      before: before.length ? this.count("before", before.length) : "",
      earlier: older.length ? this.count("earlier", older.length) : "",
      silent: !newest.length,
      damaged: thread.others.length > 0,
      writable: thread.endsWell,
      list: now,
      answers: answers !== null,
      answered: Boolean(now?.length),
      skipped: now?.length === 0,
      odd: answers === null && odd,
      none: answers === null && !odd,
      kept: !Number.isNaN(keep),
      keptUntil: this.far(Number.isNaN(keep) ? dayNamed(erased) : keep),
    };
  }

  // By when they hear from us; also when we are late. Nothing once we wrote or closed.
  news(thread, told, status, received) {
    if (status === "closed") return "";
    const named = dayNamed(told?.promised);
    const day = Number.isNaN(named) ? dayNamed(received) + this.promise : named;
    if (day >= this.today) return filled(this.texts.news, { day: this.coming(day) });
    const since = told ? dayOf(told.at) : day - KEPT_WORDS;
    if (thread.answeredAt && dayOf(thread.answeredAt) >= Math.min(since, day)) return "";
    return filled(this.texts.late, { day: this.coming(day) });
  }

  // The person's own answers and the messages, as plain text.
  notes(inside) {
    const block = ({ ask, shown }) => `${ask}\n${shown || this.texts.takenOut}`;
    const said = [...this.before(inside), ...inside.thread.shown.map((one) => this.said(inside.thread, one))];
    const blocks = [
      ...(this.shown(inside).list ?? []).map(block),
      ...said.map(({ who, on, body, name, answers }) => {
        const words = name ? filled(this.texts.aFile, { name }) : (body.text ?? answers.map(block).join("\n\n"));
        return `${who}, ${this.far(on)}\n${words}`;
      }),
    ];
    return `${MARK}${(blocks.length ? blocks : [this.texts.nothing]).join("\n\n")}\n`;
  }
}
