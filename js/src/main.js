// The form, sealed in the browser. What is exported is for the tests, which run these very bytes.
import { begin } from "./page.js";

export * from "./bytes.js";
export { context, derive, sha256 } from "./contexts.js";
export { codeDigits, codeWords, isCode, keysOf, newCode } from "./code.js";
export { keyId, openEnvelope, publicKeyOf, sealEnvelope } from "./envelope.js";
export { verifyChain } from "./epoch.js";
export { pad, unpad } from "./padding.js";
export { openRecord, sealRecord } from "./record.js";
export { keysAhead, newRequest } from "./request.js";
export { openRow } from "./row.js";
export { addMailboxes, beginSubmission, openAnswers, openOwn, originOf, sealSubmission } from "./submission.js";

const version = document.getElementsByName("_version")[0];
if (version) begin(version.form);
