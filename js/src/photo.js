// What kind a file is, what it is called, and photos without what a phone writes into them. In step
// with apps/cases/files/kinds.py and names.py.

const HEAD = 4096;
const MOST_NAME = 120;
const LONGEST_ENDING = 12;
const NAMELESS = "file";
// Larger ones are made smaller: enough to read a page of small print by.
const LONGEST_SIDE = 4096;
const QUALITY = 0.9;
const HEIC = ["heic", "heix", "heim", "heis", "mif1", "msf1"];

export const headOf = async (file) => new Uint8Array(await file.slice(0, HEAD).arrayBuffer());

const letters = (bytes) => String.fromCharCode(...bytes);

function found(head) {
  const text = letters(head.subarray(0, 64));
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (/^GIF8[79]a/.test(text)) return "gif";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "webp";
  if (text.slice(4, 8) === "ftyp") return isHeic(text) ? "heic" : "";
  return /^[\r\n\t ]*%PDF-/.test(letters(head).replace(/^\xef\xbb\xbf/, "")) ? "pdf" : "";
}

function isHeic(text) {
  const size = [...text.slice(0, 4)].reduce((number, sign) => number * 256 + sign.charCodeAt(0), 0);
  const brands = [text.slice(8, 12)];
  for (let at = 16; at < Math.min(size, text.length) - 3; at += 4) brands.push(text.slice(at, at + 4));
  return !brands.includes("avif") && brands.some((brand) => HEIC.includes(brand));
}

function endingOf(name) {
  const seen = name.normalize("NFKC").replace(/[\p{Cf}\p{Cc}]/gu, "").replace(/[. ]+$/, "");
  const [, before, ending] = seen.match(/^([^]*)\.([^.]*)$/) ?? [];
  return before ? ending.trim().toLowerCase() : "";
}

// The kind that the first bytes show, and why it is not taken where it is not.
export function kindOf(head, name, kinds) {
  const kind = found(head);
  const ending = endingOf(name);
  if (!kind) return { why: "kind" };
  return ending && !kinds[kind].includes(ending) ? { why: "name" } : { kind };
}

const cut = (text, most) => [...text].slice(0, most).join("");

// What it came with, as words: one line, no folders, nothing that cannot be seen.
export function cleanName(said) {
  const last = said.normalize("NFC").replace(/\\/g, "/").split("/").pop();
  const seen = last.replace(/[^\S\ufeff]/gu, " ").replace(/(?! )[\p{C}\p{Z}]/gu, "");
  const name = seen.split(" ").filter(Boolean).join(" ").replace(/^[. ]+|[. ]+$/g, "");
  if ([...name].length <= MOST_NAME) return name || NAMELESS;
  const [, stem, ending] = name.match(/^([^]*)\.([^.]*)$/) ?? [];
  if (stem === undefined || [...ending].length > LONGEST_ENDING) return cut(name, MOST_NAME).trimEnd();
  return `${cut(stem, MOST_NAME - [...ending].length - 1).replace(/[. ]+$/, "")}.${ending}`;
}

const ended = (name, ending) => cleanName(`${name.replace(/\.[^. ]{1,12}$/, "")}.${ending}`);

function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return canvas;
}

// Some browsers give out another picture than was drawn, so that nobody is known again by it; a shade
// does no harm.
function drawsTruly() {
  const pen = canvasOf(16, 16).getContext("2d");
  pen.fillStyle = "#1e5aa0";
  pen.fillRect(0, 0, 16, 16);
  const { data } = pen.getImageData(0, 0, 16, 16);
  return data.every((value, place) => Math.abs(value - [0x1e, 0x5a, 0xa0, 0xff][place % 4]) < 5);
}

const blobOf = (canvas, type) => new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));

// A photo drawn anew: upright, without place, time, camera or thumbnail, and not larger than needed.
// Null where this browser cannot.
export async function drawnAnew(file, { kind, name }, kinds) {
  let picture;
  try {
    if (kind === "pdf" || !drawsTruly()) return null;
    picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = canvasOf(width, height);
    const pen = canvas.getContext("2d");
    const made = kind === "png" ? kind : "jpeg";
    if (made === "jpeg") {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, width, height);
    }
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, width, height);
    const drawn = await blobOf(canvas, `image/${made}`);
    canvas.width = canvas.height = 0;
    if (drawn?.type !== `image/${made}`) return null;
    const content = new Uint8Array(await drawn.arrayBuffer());
    return { content, kind: made, name: made === kind ? name : ended(name, kinds[made][0]) };
  } catch {
    return null;
  } finally {
    picture?.close();
  }
}
