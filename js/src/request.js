// One request: its code, and what it is sealed with. What hangs on no answer is made while they are
// written, and then only the answers are left to seal.
import { fromBase64, fromText } from "./bytes.js";
import { codeDigits, codeWords, keysOf, newCode } from "./code.js";
import { ANSWERS } from "./padding.js";
import { addMailboxes, beginSubmission, openOwn } from "./submission.js";

// Safari has no idle moments to tell of.
export const idle = globalThis.requestIdleCallback ?? setTimeout;

// Gives keys in their envelope to an epoch, others each time: the first are made when there is nothing
// else to do.
export function keysAhead(epoch) {
  let made = null;
  const make = () => (made ??= beginSubmission(epoch));
  idle(() => make().catch(() => {}));
  return () => {
    const given = make();
    made = null;
    return given;
  };
}

export function newRequest() {
  let code = null;
  let blank = null;
  let sealed = null;

  // Begin with all but the answers. Keys that the team has made anew take another envelope.
  function draw(given) {
    if (!code) {
      const drawn = (code = drawCode(given));
      // What stretches it did not come: the next try asks once more.
      drawn.catch(() => drawn === code && (code = blank = null));
    }
    if (blank?.epoch === given.epoch) return;
    blank = { epoch: given.epoch, made: fill(given.begin(), code) };
    // Whoever waits for it is told; nobody else must be.
    blank.made.catch(() => {});
  }

  // The same words to the same keys are the same bytes, however often they are sent: one request, one
  // code. Other words get other keys of their own. What the codes would not open is not sent.
  async function seal(given, text) {
    if (sealed?.epoch === given.epoch && sealed.text === text) return sealed.bytes;
    draw(given);
    const { made } = blank;
    blank = null;
    const [sealAnswers, { stretched, second }] = [await made, await code];
    const bytes = await sealAnswers(fromText(text), second && skipped(text, given.untouched));
    const opened = await openOwn(bytes, stretched, second?.stretched);
    if (new TextDecoder().decode(opened) !== text) throw new Error();
    sealed = { epoch: given.epoch, text, bytes };
    return bytes;
  }

  const forget = () => (code = blank = sealed = null);
  return { draw, seal, forget, code: () => code };
}

// The same request as if all had been skipped, as a form is sent that nobody touched: what the second
// code shows.
function skipped(text, untouched = []) {
  const { written: _, ...said } = JSON.parse(text);
  const bytes = fromText(JSON.stringify({ ...said, party: "self", answers: untouched }));
  // One size has to do for all.
  return bytes.length < ANSWERS || !untouched.length ? bytes : skipped(text);
}

async function fill(begun, code) {
  const [keys, { stretched, second }] = [await begun, await code];
  return addMailboxes(keys, stretched, second?.stretched);
}

// A code of this browser's own, and a second one where they are given.
async function drawCode(given) {
  const list = listOf(given.list);
  const first = await draw(given, list);
  return given.second ? { ...first, second: await draw(given, list) } : first;
}

async function draw({ salt, cost, slow }, listed) {
  const secret = newCode();
  const { stretch } = await slow();
  const stretched = await keysOf(await stretch(secret, fromBase64(salt), cost));
  const list = await listed;
  return { stretched, digits: await codeDigits(secret), words: list && (await codeWords(secret, list)) };
}

// Numbers do as well: a list that does not come, or is not the one we mean, is no reason to stop.
async function listOf(list) {
  // A page without a network has the words in itself.
  if (!list || Array.isArray(list)) return list;
  try {
    const answer = await fetch(list.address, { integrity: list.integrity, credentials: "omit" });
    return answer.ok ? (await answer.text()).trim().split(/\s+/) : null;
  } catch {
    return null;
  }
}
