// A page that looks anew by itself. What stands in [data-anew] is fetched from there after
// data-in and put in its place; where somebody is, what they opened and the place on the page
// stay as they are. None of it counts as anybody's doing: an unattended desk locks all the same, and
// then the whole page goes. What could not be fetched is said in [data-stale], what is new and
// urgent in [data-news].
"use strict";

const SECOND = 1000;

function anew() {
  return document.querySelector("[data-anew]");
}

function rowsOf(part) {
  return [...part.querySelectorAll("[data-row]")];
}

function twin(part, row) {
  return part.querySelector(`[data-row="${CSS.escape(row.dataset.row)}"]`);
}

// A row in which somebody is at work stays itself.
function keepRows(part, fresh, held) {
  for (const row of rowsOf(part)) {
    const same = (row.contains(held) || row.querySelector("details[open]")) && twin(fresh, row);
    if (same) same.replaceWith(row);
  }
  for (const fold of part.querySelectorAll("details[data-fold][open]")) {
    const same = fresh.querySelector(`[data-fold="${CSS.escape(fold.dataset.fold)}"]`);
    if (same) same.open = true;
  }
}

function tell(part, fresh) {
  const news = document.querySelector("[data-news]");
  const urgent = rowsOf(fresh).filter((row) => "urgent" in row.dataset && !twin(part, row));
  if (news && urgent.length) news.textContent = urgent.map((row) => row.textContent.replace(/\s+/g, " ").trim()).join(" · ");
}

function put(fresh) {
  const part = anew();
  const held = document.activeElement;
  const seen = rowsOf(part).find((row) => row.getBoundingClientRect().bottom > 0);
  const before = seen && seen.getBoundingClientRect().top;
  tell(part, fresh);
  keepRows(part, fresh, held);
  const scrolled = window.scrollY > 0;
  part.replaceWith(document.adoptNode(fresh));
  if (held.isConnected && held !== document.activeElement) held.focus({ preventScroll: true });
  const now = seen && (seen.isConnected ? seen : twin(fresh, seen));
  if (scrolled && now) window.scrollBy(0, now.getBoundingClientRect().top - before);
}

// Parsed by the browser as it arrives: text that became markup here would need to be trusted.
function fetched(address) {
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    asked.responseType = "document";
    asked.onload = () => resolve(asked);
    asked.onerror = reject;
    asked.open("GET", address);
    asked.send();
  });
}

async function look() {
  const stale = document.querySelector("[data-stale]");
  try {
    const address = new URL(anew().dataset.anew, location.href).href;
    const answer = await fetched(address);
    // Locked or signed out meanwhile: nothing stays on the screen.
    if (answer.responseURL !== address) return location.reload();
    const fresh = answer.status === 200 && answer.response && answer.response.querySelector("[data-anew]");
    if (!fresh) throw new Error("not the page");
    put(fresh);
    if (stale) stale.hidden = true;
  } catch {
    if (stale) stale.hidden = false;
  }
  wait();
}

function wait() {
  setTimeout(look, Number(anew().dataset.in) * SECOND);
}

if (anew()) wait();
