// Pieces of a page, made without ever parsing a text.

export const main = document.querySelector("main");
export const where = document.querySelector("header span");
// What the page looked like as it came.
export const first = { title: document.title, where: where?.textContent, shown: [...(main?.childNodes ?? [])] };

export function show(...nodes) {
  main.replaceChildren(...nodes);
  const { title, where: place } = nodes[0].dataset ?? {};
  document.title = title ?? first.title;
  where.textContent = place ?? first.where;
  scrollTo(0, 0);
  const heading = main.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

// A piece of a page of words as one of ours: `data-if` stays where that is so, and `data-text` is
// filled in with what is so.
export function piece(page, id, so = {}) {
  const made = document.importNode(page.getElementById(id), true);
  made.removeAttribute("id");
  for (const part of made.querySelectorAll("[data-if]")) {
    const [, not, name] = part.dataset.if.match(/^(!?)(.*)$/);
    if (Boolean(so[name]) === Boolean(not)) part.remove();
  }
  for (const part of made.querySelectorAll("[data-text]")) part.textContent = so[part.dataset.text] ?? "";
  return made;
}

export function clearErrors(form) {
  main.querySelector(".summary")?.remove();
  for (const error of form.querySelectorAll(".error")) error.remove();
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  document.title = document.title.replace(/^[^:]*: /, "");
}

// What is wrong, above all and beside each, in the same words.
export function showErrors({ summary, error: besides }, wrong) {
  for (const { control, id, error } of wrong) {
    const beside = besides();
    beside.id = `${id}_error`;
    beside.append(" ", error);
    (control.closest("label") ?? control).before(beside);
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", `${id}_helptext ${id}_error`);
    const fold = control.closest("details");
    if (fold) fold.open = true;
    const link = element("a", { href: `#${control.id}` }, error);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      control.focus();
    });
    summary.querySelector("ul").append(element("li", {}, link));
  }
  document.title = `${summary.dataset.title} ${document.title}`;
  main.prepend(summary);
  summary.focus();
}
