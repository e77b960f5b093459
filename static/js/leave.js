// Leaving at once: Leave now, or Shift three times, empties the page and goes away in its place.
// The pages before it stand in the history still. Each notes in its own entry how long the history
// was; one that finds a longer one, and no page of ours after itself, was come back to from
// elsewhere: it stays empty and goes away again. Nothing is stored. Loaded before anything shows.
"use strict";

(function () {
  const root = document.documentElement;
  const INSIDE = "1";
  const SHIFT = 16;
  const SECONDS = 3;
  let presses = [];

  // The window's name lives as long as the visit does. A page kept in memory still has its own; but
  // a newer browser tells that nothing of ours comes after it.
  function isOver() {
    if (!(history.state > 0 && history.state < history.length)) return false;
    if (window.name !== INSIDE) return true;
    return "navigation" in window && navigation.currentEntry.index === navigation.entries().length - 1;
  }

  function leave() {
    root.hidden = true;
    if (document.body) document.body.textContent = "";
    window.name = "";
    // What Forward would lead to goes with this.
    if (history.state > 0 && history.state < history.length) history.pushState(null, "");
    location.replace(`/${root.lang}/leave/`);
  }

  function arrive() {
    if (isOver()) return leave();
    window.name = INSIDE;
    // An entry that answers a POST would forget what was posted, and with it the code or the
    // mailbox; the browser shows none of those again without asking.
    if (history.state === null && !root.hasAttribute("data-posted")) {
      history.replaceState(history.length, "");
    }
  }

  arrive();
  addEventListener("pageshow", (event) => event.persisted && arrive());
  addEventListener("keydown", (event) => {
    if (event.keyCode !== SHIFT) presses = [];
    else if (!event.repeat) presses = presses.slice(-2).concat(Date.now());
    if (presses.length === 3 && presses[2] - presses[0] < SECONDS * 1000) leave();
  }, true);
  addEventListener("mousedown", () => { presses = []; }, true);
  addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest(".leave")) return;
    event.preventDefault();
    leave();
  });
  addEventListener("DOMContentLoaded", () => {
    // Who only touches a screen has no such key.
    if (!matchMedia("(any-hover: hover)").matches) return;
    // Browsers of 2016 go through no list of elements by themselves.
    Array.from(document.querySelectorAll("[data-keys]")).forEach((told) => { told.hidden = false; });
  });
})();
