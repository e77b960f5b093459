// The form one topic at a time; each is an entry of the browser's history, so that Back leads to the
// one before. What the entries are stands in memory alone.

// An entry holds what leave.js reads, how long the history was when it was made; the fraction tells
// it from others where a browser counts no further.
export function enter() {
  history.pushState(null, "");
  history.replaceState(history.length + Math.random() / 2, "");
}

// Divide the form into its parts and show the one where the person is; null where there is but one.
// `turn` holds the buttons and the words for the place; `told` is called with where one is.
export function divide(form, turn, told) {
  const headings = [...form.querySelectorAll("h2[id^=part_]")];
  if (headings.length < 2) return null;
  const bar = [...form.querySelectorAll(".acts")].pop();
  const [next, back] = turn.querySelectorAll("button");
  const check = bar.firstElementChild;
  const only = form.querySelector(".acts .plain");
  const at = form.contains(document.activeElement) && document.activeElement;
  const parts = headings.map(partOf);
  const last = parts.length - 1;
  const placeOf = (control) => parts.findIndex((part) => part.contains(control));
  const wrong = () => placeOf(form.querySelector("[aria-invalid=true]"));
  // Which topic each entry shows, and which the entry before it.
  const entries = new Map();
  const before = new Map();
  let now = 0;
  let looked = false;

  // Where one was in a topic is not where another begins.
  history.scrollRestoration = "manual";
  only?.parentNode.remove();
  form.append(bar);
  // What is wrong stands above every topic, and leads to its own.
  addEventListener(
    "click",
    (event) => {
      const link = event.target.closest(".summary a");
      const control = link && document.getElementById(link.getAttribute("href").slice(1));
      if (!form.contains(control)) return;
      event.preventDefault();
      show(placeOf(control));
      control.focus();
    },
    true,
  );
  back.addEventListener("click", () =>
    before.get(history.state) === now - 1 ? history.back() : turnTo(now - 1),
  );

  function show(place) {
    now = place;
    entries.set(history.state, place);
    parts.forEach((part, other) => (part.hidden = other !== place));
    next.className = looked ? "plain" : "act";
    const way = looked || place === last ? [check, place < last && next] : [next, !place && only];
    bar.replaceChildren(...[...way, place > 0 && back].filter(Boolean));
    told(turn.dataset.place.replace("{place}", place + 1).replace("{all}", parts.length));
  }

  function begin(place) {
    show(place);
    headings[place].scrollIntoView();
    headings[place].focus({ preventScroll: true });
  }

  function turnTo(place) {
    const from = now;
    enter();
    before.set(history.state, from);
    begin(place);
  }

  // Whoever reads or writes already stays where they are.
  function settle() {
    const read = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 4).length - 1;
    const place = Math.max(wrong() < 0 ? (at ? placeOf(at) : scrollY && read) : wrong(), 0);
    looked = wrong() >= 0;
    const still = at || headings[place];
    const top = still.getBoundingClientRect().top;
    show(place);
    scrollBy(0, still.getBoundingClientRect().top - top);
    if (!at) document.querySelector(".summary")?.focus();
  }

  settle();
  return {
    // Whether a press of this button, or of Enter in a field, was for the next topic.
    goOn(button) {
      if (button !== next) return false;
      turnTo(now + 1);
      return true;
    },
    // Back or Forward was pressed.
    turned: () => begin(entries.get(history.state) ?? now),
    // All was looked over: from here on that can be done from every topic.
    resume(place) {
      looked = true;
      begin(place ?? entries.get(history.state) ?? now);
    },
    // Something is wrong, and was said so above.
    showWrong() {
      looked = true;
      show(Math.max(wrong(), 0));
    },
  };
}

// A heading and all that follows it as far as the next, in one.
function partOf(heading) {
  const part = document.createElement("div");
  heading.before(part);
  for (let node = heading; node && (node === heading || node.tagName !== "H2"); node = part.nextSibling)
    part.append(node);
  heading.tabIndex = -1;
  return part;
}
