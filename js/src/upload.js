// A sealed file on its way: docs/spec/files.md. A line that breaks off loses one piece.
import { join, numberBytes } from "./bytes.js";
import { SEALED_CHUNK, sealFile } from "./file.js";
import { asked, enter, Failed, hourOf } from "./visit.js";

const PIECE = 2 * SEALED_CHUNK;
// Seconds between tries where nothing gets through, or the server says to wait.
const WAITS = [1, 4, 10];
const TRIES = 3;
const BYTES = "application/octet-stream";

export class Cancelled extends Error {}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

export class Upload {
  // `file`: content, kind and name; `token`: of the page that it was chosen on.
  constructor(prepared, code, file, token) {
    Object.assign(this, { prepared, code, file, token, sealed: null, sent: 0, cancelled: false, under: null });
  }

  // Seal, unless that was done; send what did not come yet; have it kept. `told` hears how much is there.
  async send(told) {
    for (let left = TRIES; left; left--) {
      this.sealed ??= await sealFile(this.file.content);
      await this.sendPieces(told);
      try {
        return await this.keep();
      } catch (error) {
        if (error.status !== 410) throw error;
      }
      // What came is not there any more: never the same key twice.
      [this.sealed, this.sent] = [null, 0];
    }
    throw new Failed();
  }

  async sendPieces(told) {
    const { ref, blob } = this.sealed;
    const pieces = Math.ceil(blob.length / PIECE);
    while (this.sent < pieces) {
      told(this.sent / pieces);
      const piece = blob.subarray(this.sent * PIECE, (this.sent + 1) * PIECE);
      await this.post("piece", ref, [this.sent], piece);
      this.sent += 1;
    }
    told(1);
  }

  async keep() {
    const { ref, blob, opens } = this.sealed;
    const { kind, name } = this.file;
    const at = hourOf(this.prepared.now());
    const entry = { type: "file", by: "applicant", at, ...opens, name, kind, token: this.token };
    for (let left = TRIES; left; left--) {
      const found = await this.look();
      if (found.thread.of("file").some(({ body }) => body.ref === opens.ref)) return;
      const { number, sealed } = await found.thread.seal(entry);
      try {
        await this.post("keep", numberBytes(number), ref, numberBytes(blob.length), sealed);
        return;
      } catch (error) {
        if (error.status !== 409) throw error;
      }
    }
    throw new Failed();
  }

  async look() {
    this.check();
    const found = await this.persist(() => enter(this.prepared, [this.code]));
    if (!found) throw new Failed({ status: 404 });
    return found;
  }

  async post(name, ...parts) {
    this.check();
    this.under = this.persist(() => asked(this.prepared, `files/${name}`, this.code.locator, ...parts));
    // Whoever cancels waits for what is under way, whatever becomes of it.
    await this.under.finally(() => (this.under = null));
    if (name === "piece") this.check();
  }

  // Once more where nothing got through or the server was busy; what it refuses it says at once.
  async persist(act) {
    for (const wait of WAITS) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof Failed) || ![0, 503].includes(error.status)) throw error;
      }
      await pause(wait);
      this.check();
    }
    return act();
  }

  check() {
    if (this.cancelled) throw new Cancelled();
  }

  // Nothing of it stays: where the line is dead, upkeep removes what came.
  async cancel() {
    this.cancelled = true;
    await this.under?.catch(() => {});
    if (!this.sealed) return;
    await asked(this.prepared, "files/cancel", this.code.locator, this.sealed.ref).catch(() => {});
  }

  // The same, where the page goes and nobody waits.
  forget() {
    this.cancelled = true;
    if (!this.sealed) return;
    const bytes = join(this.code.locator, this.sealed.ref);
    navigator.sendBeacon(`${this.prepared.address}files/cancel/`, new Blob([bytes], { type: BYTES }));
  }
}
