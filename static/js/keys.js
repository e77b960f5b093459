// Keys of the desk. A Latin letter is taken as typed; on any other layout the place of the key
// counts. What a page offers says its own: data-key="r", or data-key="g t" for two in a row. None
// acts inside a field, and none destroys: it presses what stands on the page. Keys that a person
// has switched off stand in data-off. data-lends="r" leads to the page on which that key acts.
"use strict";

const PLACES = { Slash: "/?", Period: ".>" };
const off = (document.body.dataset.off || "").split(" ").filter(Boolean);
let before = "";

function letter(event) {
  if (/^[\x20-\x7e]$/.test(event.key)) return event.key;
  const place = /^Key([A-Z])$/.exec(event.code) || /^Digit([0-9])$/.exec(event.code);
  if (place) return place[1].toLowerCase();
  return (PLACES[event.code] || "  ")[event.shiftKey ? 1 : 0].trim();
}

function named(keys) {
  const wanted = CSS.escape(keys);
  return document.querySelector(`[data-key="${wanted}"]`) || document.querySelector(`[data-lends="${wanted}"]`);
}

function press(target, key) {
  if (target.dataset.lends === key) location.assign(`${target.href}#key-${key}`);
  else if (target.matches("a, button, summary")) target.click();
  if (!target.matches("a, button")) target.focus();
}

function rows() {
  return [...document.querySelectorAll(".row .name")];
}

function here() {
  const row = document.activeElement.closest(".row") || document.querySelector(".row.chosen");
  return row ? row.querySelector(".name") : null;
}

function step(by) {
  const all = rows();
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(here()) + by))];
  if (next) next.focus();
}

function choose() {
  const row = here() && here().closest(".row");
  const box = row && row.querySelector("[type=checkbox]");
  if (!box) return;
  box.checked = !box.checked;
  const acts = box.form && box.form.querySelector("details");
  if (acts) acts.open = true;
}

const MOVES = { j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1), x: choose };

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
  if (field || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = letter(event);
  const first = before;
  // The sections of a case are switched off together.
  const silent = off.includes(/^[1-9]$/.test(key) ? "1" : key);
  before = "";
  const target = key && ((first && named(`${first} ${key}`)) || (!silent && named(key)));
  const move = MOVES[key] || MOVES[event.key];
  if (key && !first && !silent && document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) before = key;
  if (target) press(target, key);
  else if (key === "/" && !silent && document.querySelector("[data-search]")) document.querySelector("[data-search]").focus();
  else if (move && rows().length && !silent) move();
  else return;
  event.preventDefault();
});

const lent = /^#key-([a-z])$/.exec(location.hash);
if (lent && named(lent[1])) press(named(lent[1]), lent[1]);
