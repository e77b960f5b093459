// The keys and the words that a form is sealed with, and the way to the server.
import { fromBase64, fromText } from "./bytes.js";
import { codeDigits, codeWords, newCode, stretchCode } from "./code.js";
import { canVerify, verifyChain } from "./epoch.js";
import { fetchPage, post } from "./fetching.js";
import { solve } from "./puzzle.js";
import { openOwn, sealSubmission } from "./submission.js";

// More often it is not asked for work: then the queue is longer than work can help.
const TRIES = 3;

// Everything that sealing needs, checked; fails where this browser or these keys will not do.
export async function prepare(address) {
  const page = await fetchPage(address);
  const given = JSON.parse(page.getElementById("seal-given").textContent);
  const at = Date.now();
  const first = given.first && fromBase64(given.first);
  const epoch = await canVerify().then(() =>
    verifyChain(fromBase64(given.epochs), fromBase64(given.key), { first }),
  );
  return { ...given, page, epoch, seconds: () => given.now + (Date.now() - at) / 1000 };
}

// A code of this browser's own, and a second one where they are given, stretched while the person
// looks their answers over.
export async function drawCode(given) {
  const list = listOf(given.list);
  const first = await draw(given, list);
  return given.second ? { ...first, second: await draw(given, list) } : first;
}

async function draw({ salt, cost: [memory, passes, lanes] }, listed) {
  const secret = newCode();
  const stretched = await stretchCode(secret, fromBase64(salt), { memory, passes, lanes });
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

// Seal, and open again what was sealed: what the codes would not open is not sent.
export async function seal({ epoch }, text, { stretched: code, second }) {
  const answers = fromText(text);
  const sent = await sealSubmission({ ...epoch, answers, code, second: second?.stretched });
  const opened = await openOwn(sent, code, second?.stretched);
  if (new TextDecoder().decode(opened) !== text) throw new Error();
  return sent;
}

// Send; the answer is "" where it was received, else the server's words, if it had any. Where many
// send at once the server sets a puzzle first: `working` is told so.
export async function send(address, sent, state, working) {
  let work = "";
  for (let tries = 0; ; tries++) {
    const answer = await post(address, sent, { "Page-State": state, "Page-Work": work });
    if (answer.status === 204) return { received: true };
    const puzzle = answer.headers.get("Page-Work");
    if (!puzzle || tries === TRIES) return refusal(answer);
    working();
    work = await solve(puzzle, sent);
  }
}

async function refusal(answer) {
  const plain = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
  return { stale: answer.status === 409, why: plain ? await answer.text() : "" };
}
