// The script that sends files, fetched where somebody wants to send some, and the words for it.
import { fetchPage } from "./fetching.js";

// `address` is of the page of words; it says which script it must be.
export async function sendFiles(address, code, host) {
  const page = await fetchPage(address);
  const given = JSON.parse(page.getElementById("send-given").textContent);
  await checked(given);
  const { begin } = await import(given.script);
  begin({ page, given, address: address.replace(/files\/$/, ""), code, host });
}

// Have the browser compare it with its digest before it is run; older ones cannot.
function checked({ script: href, integrity }) {
  const link = document.createElement("link");
  if (!link.relList.supports("modulepreload")) return null;
  return new Promise((onload, onerror) => {
    document.head.append(Object.assign(link, { rel: "modulepreload", href, integrity, onload, onerror }));
  });
}
