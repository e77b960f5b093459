// Scripts that are fetched when they are needed.
import { fetchPage } from "./fetching.js";

// What sends files, and the words for it: `address` is of the page of words, which says which script
// it must be.
export async function sendFiles(address, code, host) {
  const page = await fetchPage(address);
  const given = JSON.parse(page.getElementById("send-given").textContent);
  const { begin } = await load(given);
  begin({ page, given, address: address.replace(/files\/$/, ""), code, host });
}

export async function load(given) {
  await checked(given);
  return import(given.script);
}

// Have the browser compare it with its digest before it is run; older ones cannot.
function checked({ script: href, integrity }) {
  const link = document.createElement("link");
  if (!link.relList.supports("modulepreload")) return null;
  return new Promise((onload, onerror) => {
    document.head.append(Object.assign(link, { rel: "modulepreload", href, integrity, onload, onerror }));
  });
}
