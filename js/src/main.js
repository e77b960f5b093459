// The form, sealed in the browser. What is exported is for the tests, which run these very bytes.
import { begin } from "./page.js";

export * from "./bytes.js";
export { context, derive, sha256 } from "./contexts.js";
export { codeDigits, codeWords, isCode, newCode, stretchCode } from "./code.js";
export { keyId, openEnvelope, publicKeyOf, sealEnvelope } from "./envelope.js";
export { verifyChain } from "./epoch.js";
export { pad, unpad } from "./padding.js";
export { solve } from "./puzzle.js";
export { openRecord, sealRecord } from "./record.js";
export { openRow } from "./row.js";
export { openAnswers, openOwn, originOf, sealSubmission } from "./submission.js";

const version = document.getElementsByName("_version")[0];
if (version) begin(version.form);
