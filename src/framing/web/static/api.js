// Requests to the server that this page came from.

export class Problem extends Error {
  constructor(message, status, wait) {
    super(message);
    this.status = status;
    this.wait = wait;
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Problem("The server doesn’t answer. Is `framing serve` still running?", 0, 2);
  }
  if (response.ok) return response;
  let message = `The server answered ${response.status}.`;
  try {
    message = (await response.json()).error;
  } catch {
    // Something between us and the server answered; its number must do.
  }
  throw new Problem(message, response.status, Number(response.headers.get("Retry-After")) || 0);
}

export async function get(path) {
  return (await ask(path)).json();
}

export async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body) });
}

export async function download(path, body, name) {
  const blob = await (await post(path, body)).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
