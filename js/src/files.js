// Photos and PDFs, sealed and sent in the page: fetched only where somebody wants to send some. What is
// exported is for the page that loads it, and for the tests, which run these very bytes.
import { random, toHex } from "./bytes.js";
import { clearErrors, piece, showErrors } from "./elements.js";
import { cleanName, drawnAnew, headOf, kindOf } from "./photo.js";
import { filled } from "./said.js";
import { Cancelled, Upload } from "./upload.js";
import { Failed } from "./visit.js";

export * from "./bytes.js";
export { openFile, sealFile } from "./file.js";
export { cleanName, drawnAnew, kindOf } from "./photo.js";

// `page` and `given` are the words; `host` is the page that this stands in: what opens it, what leads
// back, what keeps it open, and its plain way, if it has one.
export function begin({ page, given, address, code, host }) {
  const at = performance.now();
  const prepared = { page, address, now: () => Math.floor(given.now + (performance.now() - at) / 1000) };
  const { texts, why, kinds, most, atOnce } = given;
  const token = toHex(random(16));
  const section = piece(page, "send-files");
  const form = section.querySelector("form");
  const [list, said, received] = ["chosen", "said", "received"].map((name) => section.querySelector(`[data-${name}]`));
  const [send, back] = ["button.act", "[data-back]"].map((which) => form.querySelector(which));
  const input = form.elements.chosen;
  let items = [];
  let busy = 0;
  let some = false;

  input.addEventListener("change", () => {
    const files = [...input.files];
    // The browser is not to remember what was chosen.
    input.value = "";
    choose(files);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!busy) sendAll();
  });
  back.addEventListener("click", () => {
    stop();
    host.back();
  });
  document.querySelector(".leave")?.addEventListener("click", stop);
  addEventListener("pagehide", stop);
  host.open(section);

  // While something goes on, nothing else is begun.
  async function working(act) {
    busy += 1;
    input.disabled = send.disabled = back.disabled = true;
    try {
      await act();
    } finally {
      busy -= 1;
      input.disabled = send.disabled = back.disabled = busy > 0;
    }
  }

  const wrong = (errors) =>
    showErrors({ summary: piece(page, "send-summary"), error: () => piece(page, "send-error") }, [
      { control: input, id: input.id, error: errors.join(" ") },
    ]);

  function choose(files) {
    clearErrors(form);
    received.hidden = true;
    return working(async () => {
      const errors = [];
      for (const file of files) errors.push(await take(file, cleanName(file.name)));
      const refused = errors.filter(Boolean);
      if (refused.length) wrong(refused);
    });
  }

  // Put a file into the list, as it will be sent; why not, if not.
  async function take(file, name) {
    if (items.length >= atOnce) return filled(texts.many, { name });
    const item = { line: piece(page, "send-one", { name }) };
    items.push(item);
    list.append(item.line);
    item.line.querySelector("progress").setAttribute("aria-label", name);
    item.line.querySelector("[data-cancel]").addEventListener("click", () => remove(item, name));
    try {
      Object.assign(item, await prepare(file, name));
    } catch {
      item.why = "empty";
    }
    if (item.why) remove(item);
    progress(item);
    item.line.querySelector("[data-note]").hidden = !item.asItIs;
    return item.why ? filled(why[item.why], { name }) : "";
  }

  async function prepare(file, name) {
    if (!file.size) return { why: "empty" };
    const { kind, why: not } = kindOf(await headOf(file), name, kinds);
    if (not) return { why: not };
    const drawn = await drawnAnew(file, { kind, name }, kinds);
    if (drawn && drawn.content.length <= most) return { file: drawn };
    if (file.size > most) return { why: "size" };
    return { file: { kind, name, content: new Uint8Array(await file.arrayBuffer()) }, asItIs: true };
  }

  // How much of it is there; without a number none is shown.
  function progress({ line }, part) {
    const bar = line.querySelector("progress");
    bar.value = part ?? 0;
    bar.hidden = part === undefined;
  }

  function remove(item, name) {
    items = items.filter((one) => one !== item);
    item.line.remove();
    item.upload?.cancel();
    if (!name) return;
    said.textContent = filled(texts.cancelled, { name });
    input.focus();
  }

  function sendAll() {
    clearErrors(form);
    section.querySelector(".broke")?.remove();
    received.hidden = true;
    if (!items.length) return wrong([texts.none]);
    return working(async () => {
      const all = [...items];
      try {
        for (const [place, item] of all.entries()) if (items.includes(item)) await sendOne(item, place + 1, all.length);
        finished();
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        broke(error);
      }
    });
  }

  async function sendOne(item, place, count) {
    item.upload ??= new Upload(prepared, code, item.file, token);
    let told = -1;
    try {
      await item.upload.send((part) => {
        host.stay();
        progress(item, part);
        // What is all there cannot be called back by a press.
        item.line.querySelector("[data-cancel]").hidden = part === 1;
        const percent = Math.floor(part * 10) * 10;
        if (percent !== told) said.textContent = filled(texts.going, { place, all: count, percent });
        told = percent;
      });
    } catch (error) {
      if (error instanceof Cancelled) return;
      item.line.querySelector("[data-cancel]").hidden = false;
      throw error;
    }
    items = items.filter((one) => one !== item);
    item.line.remove();
    some = true;
  }

  function finished() {
    if (!some) return;
    some = false;
    said.textContent = "";
    received.hidden = false;
    section.querySelector("h1").focus();
    received.scrollIntoView();
  }

  function broke({ why: words, status }) {
    said.textContent = "";
    if (status === 404 && host.gone) return host.gone();
    const told = piece(page, "send-broke", { plain: host.plain });
    if (words) told.querySelector("p").textContent = words;
    told.querySelector("button")?.addEventListener("click", () => {
      stop();
      host.plain();
    });
    form.before(told);
    told.scrollIntoView();
  }

  // What did not come to its end is not to stay, here or there.
  function stop() {
    for (const { upload } of items.splice(0)) upload?.forget();
    list.replaceChildren();
  }
}
