// The way back, opened in the browser. What is exported is for the tests, which run these very bytes.
import { begin } from "./mailbox.js";

export * from "./bytes.js";
export { keysOf } from "./code.js";
export { context, derive, sha256 } from "./contexts.js";
export { openFile, padded } from "./file.js";
export { CodeMistake, readCode } from "./reading.js";
export { openRow } from "./row.js";
export { Words } from "./said.js";
export { digestOfMessage, messagesKey, openMessage, openThread, sealMessage } from "./thread.js";

const way = document.getElementById("open-way");
if (way) begin(way.closest("main").querySelector("form"));
