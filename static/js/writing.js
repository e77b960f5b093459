// Drafts that keep themselves, templates put in at once, numbers that go. Pages work without it.
"use strict";

const STILL = 3000;

function draftOf(form) {
  const kept = form.querySelector("[data-kept]");
  let waiting = 0;
  let sending = null;
  async function keepNow() {
    const words = new FormData(form);
    words.set("by_itself", "1");
    sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: words, redirect: "manual", signal: sending.signal });
      if (kept) kept.hidden = answer.status !== 204;
    } catch {
      if (kept) kept.hidden = true;
    }
  }
  form.addEventListener("input", () => {
    if (kept) kept.hidden = true;
    clearTimeout(waiting);
    waiting = setTimeout(keepNow, STILL);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    if (sending) sending.abort();
  });
}

function putIn(select) {
  const field = document.getElementById(select.dataset.into);
  const button = select.form.querySelector("[data-put]");
  const beside = document.querySelector(`[data-meaning-of="${CSS.escape(select.id)}"]`);
  let before = "";
  if (button) button.hidden = true;
  select.addEventListener("change", () => {
    const chosen = select.selectedOptions[0];
    const text = chosen.dataset.text || "";
    const typed = field.value.trim();
    if (text) field.value = typed && typed !== before.trim() ? `${typed}\n\n${text}` : text;
    before = text;
    if (beside) {
      beside.hidden = !text;
      beside.querySelector(".words").textContent = chosen.dataset.meaning || "";
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) draftOf(form);
for (const select of document.querySelectorAll("select[data-into]")) putIn(select);
for (const shown of document.querySelectorAll("[data-seconds]")) {
  // A sleeping laptop stops the clock of a page, so the hour is compared, not counted.
  const until = Date.now() + Number(shown.dataset.seconds) * 1000;
  const look = () => { if (Date.now() >= until) shown.remove(); };
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
}
