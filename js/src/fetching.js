// The way to the server and back.

const PATIENCE = 120_000;

// A page of words as a document that shows and runs nothing; no text is ever parsed by our page.
export function fetchPage(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.timeout = PATIENCE;
    request.onload = () =>
      request.status === 200 && request.response ? resolve(request.response) : reject(new Error());
    request.onerror = request.ontimeout = () => reject(new Error());
    request.send();
  });
}

// Send sealed bytes. Nothing that could name somebody goes with them.
export const post = (address, body, headers = {}) =>
  fetch(address, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/octet-stream", ...headers },
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  });
