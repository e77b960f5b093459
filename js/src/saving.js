// What is saved from the mailbox: files of the team's, and notes.
import { CannotOpen, fromHex } from "./bytes.js";
import { element } from "./elements.js";
import { openFile } from "./file.js";
import { hourOf, sealedFile, tell } from "./visit.js";

// Open a file of the team's, tell that it was given, and hand it to the browser. Why not, if not.
export async function saveFile(prepared, visit, { number, body }) {
  const { texts, endings } = prepared;
  try {
    const opened = await openFile(await sealedFile(prepared, visit, fromHex(body.ref)), body);
    if (!visit.thread.wasGiven(number)) {
      const entry = { type: "file_opened", at: hourOf(prepared.now()), entry: number };
      await tell(prepared, visit, entry, { words: false, skip: (thread) => thread.wasGiven(number) });
    }
    const ending = endings[body.kind];
    save(opened, ending ? `file-1.${ending}` : "file-1", "application/octet-stream");
    return "";
  } catch (error) {
    if (error instanceof CannotOpen) return texts.damaged;
    if (error.status === 404) return texts.lost;
    return error.why || texts.away;
  }
}

export function save(content, name, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = element("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
