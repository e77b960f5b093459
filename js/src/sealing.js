// The keys and the words that a form is sealed with, and the way to the server.
import { fromBase64 } from "./bytes.js";
import { sha256 } from "./contexts.js";
import { canVerify, verifyChain } from "./epoch.js";
import { fetchPage, post } from "./fetching.js";
import { load } from "./loading.js";
import { idle, keysAhead } from "./request.js";

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
  const slow = slowOf(given.slow);
  return { ...given, page, epoch, slow, begin: keysAhead(epoch), seconds: () => given.now + (Date.now() - at) / 1000 };
}

// The script that computes for long: fetched ahead, and anew where it did not come.
function slowOf(given) {
  let tries = 0;
  let loaded = null;
  const ask = () =>
    (loaded ??= load({ ...given, script: `${given.script}?${tries++}` }).catch((error) => {
      loaded = null;
      throw error;
    }));
  idle(() => ask().catch(() => {}));
  return ask;
}

// Send; the answer is "" where it was received, else the server's words, if it had any. Where many
// send at once the server sets a puzzle first: `working` is told so.
export async function send(address, sent, { state, slow }, working) {
  let work = "";
  for (let tries = 0; ; tries++) {
    const answer = await post(address, sent, { "Page-State": state, "Page-Work": work });
    if (answer.status === 204) return { received: true };
    const puzzle = answer.headers.get("Page-Work");
    if (!puzzle || tries === TRIES) return refusal(answer);
    working();
    work = await (await slow()).solve(puzzle, await sha256(sent));
  }
}

async function refusal(answer) {
  const plain = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
  return { stale: answer.status === 409, why: plain ? await answer.text() : "" };
}
