// Leave now, or Shift three times, empties the page and goes away in its place. Each page notes in its
// entry how long the history was; one that finds it longer, and none of ours after itself, was come
// back to: it goes away again. Nothing is stored. Loaded before anything shows.
"use strict";

(function () {
  const root = document.documentElement;
  const INSIDE = "1";
  const SHIFT = 16;
  const SECONDS = 3;
  let presses = [];

  // The window's name lives as long as the visit. A page kept in memory still has it; but a newer
  // browser tells that none of ours comes after.
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
    // One that answers a POST would forget what was posted; no browser shows it again unasked.
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
    // Older browsers go through no such list.
    Array.from(document.querySelectorAll("[data-keys]")).forEach((told) => { told.hidden = false; });
  });
})();
