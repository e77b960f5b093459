// What makes the desk quicker. Every page works without it; its keys are in keys.js.
//
// Typing counts as activity: said to data-stay, at most once a minute. After data-idle minutes
// without any, and on Shift+Esc, the bar's form #lock is pressed; it carries along what stands half
// written, as kept_path and fields named kept:NAME, for the page that asks for the passphrase.
"use strict";

const MINUTE = 60000;
const stay = document.body.dataset.stay;
const idleMinutes = Number(document.body.dataset.idle || 0);
const lockForm = document.getElementById("lock");

let lastActive = Date.now();
let lastSaid = Date.now();
let written = null;

function active(event) {
  lastActive = Date.now();
  if (event.type === "input" && event.target.form) written = event.target.form;
  if (stay && lastActive - lastSaid > MINUTE) {
    lastSaid = lastActive;
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    fetch(stay, { method: "POST", headers: { "X-CSRFToken": token ? token.value : "" } }).catch(() => {});
  }
}

function keep(name, value) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  lockForm.append(field);
}

function lock() {
  if (!lockForm) return;
  if (written && written !== lockForm && written.getAttribute("method") === "post") {
    keep("kept_path", new URL(written.getAttribute("action") || "", location.href).pathname);
    for (const [name, value] of new FormData(written)) {
      const secret = written.querySelector(`[type=password][name="${CSS.escape(name)}"]`);
      if (typeof value === "string" && name !== "csrfmiddlewaretoken" && !secret) keep(`kept:${name}`, value);
    }
  }
  lockForm.submit();
}

// Where the bar and the sections scroll sideways, what is open comes into view.
for (const strip of document.querySelectorAll(".bar, .tabs")) {
  const open = strip.querySelector("[aria-current=page]");
  if (open && strip.scrollWidth > strip.clientWidth) open.scrollIntoView({ block: "nearest", inline: "nearest" });
}

for (const kind of ["input", "keydown"]) document.addEventListener(kind, active, { passive: true });

// A sleeping laptop stops the clock of a page, so the hour is compared, not counted.
if (idleMinutes) {
  const look = () => Date.now() - lastActive > idleMinutes * MINUTE && lock();
  setInterval(look, 15000);
  document.addEventListener("visibilitychange", look);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.shiftKey) {
    event.preventDefault();
    lock();
  }
});

// On a phone the first rows come before what narrows them down.
if (matchMedia("(max-width: 52rem)").matches) {
  for (const folds of document.querySelectorAll("[data-fold]")) folds.open = false;
}
