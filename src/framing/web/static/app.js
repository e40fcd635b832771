// The page: asks as you type, shows the newest answer, and keeps nothing.

import { download, get, post } from "./api.js";
import { showCodebook } from "./codebook.js";
import { code, element } from "./elements.js";
import { View } from "./view.js";

const PAUSE = 250; // milliseconds without a key before the server is asked
const LONG = 700; // milliseconds after which an answer takes long
const EXAMPLE = `The fallen heroes of the northern front were laid to rest on Sunday. \
“Terrorist gangs and their foreign masters have failed, and our victory is certain,” the president \
told the crowd. According to the defence ministry, enemies press on the country from every side.

Opposition leaders rejected the claim that they are puppets of foreign powers. Innocent children \
lie under the rubble, and nobody in the world mourns them. The city library reopens on Monday.`;
const POINTS = { f1: "best balance", precision: "fewer, surer", recall: "more, less sure" };

const at = (id) => document.getElementById(id);
const [text, unit, point, status] = ["text", "unit", "operating-point", "status"].map(at);
const frames = new Map();
const chips = new Map();
let view;
let limits = { text_bytes: Infinity };
let timer = 0;
let asked = 0; // number of the newest question; older answers are dropped
let running = false;

function question() {
  const body = { text: text.value, unit: unit.value };
  if (point.value) body.operating_point = point.value;
  return body;
}

function complain(message) {
  at("problem").textContent = message;
  at("problem").hidden = !message;
}

function later(pause = PAUSE) {
  asked += 1;
  clearTimeout(timer);
  timer = setTimeout(read, pause);
  at("size").textContent = text.value ? `${text.value.length.toLocaleString()} characters` : "";
}

// One question at a time: what was typed meanwhile is asked when the answer is there.
async function read() {
  if (running) return;
  const number = asked;
  if (!text.value.trim()) {
    show({ text: text.value, passages: [], totals: [] });
    return;
  }
  if (tooLong(new Blob([text.value]).size)) return;
  running = true;
  const waiting = setTimeout(() => (status.textContent = "Reading …"), LONG);
  at("document").setAttribute("aria-busy", "true");
  try {
    const body = { ...question(), only_present: true };
    const answer = await (await post("/api/classify", body)).json();
    if (number === asked) show(answer);
  } catch (problem) {
    if (number === asked) {
      status.textContent = "";
      complain(problem.message);
    }
    if (problem.wait && number === asked) later(1000 * problem.wait);
  } finally {
    running = false;
    clearTimeout(waiting);
    at("document").setAttribute("aria-busy", "false");
    if (number !== asked) later(0);
  }
}

function tooLong(bytes) {
  const wrong = bytes > limits.text_bytes;
  if (wrong) {
    const most = limits.text_bytes.toLocaleString();
    complain(`This is longer than ${most} bytes, the most this page reads; use framing score.`);
  }
  return wrong;
}

function show(answer) {
  complain("");
  view.show(answer.text, answer.passages);
  for (const [id, chip] of chips) {
    const total = answer.totals.find((one) => one.frame === id);
    const { own, others } = total ?? { own: 0, others: 0 };
    const there = total !== undefined && total.most_telling.length > 0;
    chip.item.dataset.there = there;
    const said = [own && `own ${own}`, others && `others ${others}`].filter(Boolean);
    chip.count.textContent = said.join(" · ");
  }
  showChips();
  summarise(answer);
}

function summarise(answer) {
  at("downloads").hidden = !answer.passages.length;
  if (!answer.passages.length) {
    status.textContent = "";
  } else if (answer.whole.undecided) {
    status.textContent = "Can’t tell: the model knows too few of the words.";
  } else {
    const carrying = answer.passages.filter((passage) => passage.found.frames.length).length;
    const word = { sentence: "sentences", paragraph: "paragraphs", document: "text" }[answer.unit];
    const found = answer.totals.filter((one) => one.most_telling.length).length;
    const many = found === 1 ? "1 frame" : `${found || "no"} frames`;
    status.textContent = `${carrying} of ${answer.passages.length} ${word} carry ${many}.`;
  }
}

function showChips() {
  const all = at("all-frames").getAttribute("aria-pressed") === "true";
  for (const { item } of chips.values()) item.hidden = !all && item.dataset.there !== "true";
}

function makeChip(frame) {
  const count = element("span", { class: "count" });
  const name = element("span", { class: "name" }, frame.name);
  const button = element("button", { type: "button", "aria-pressed": "true" }, code(frame), name, count);
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!on));
    if (on) view.off.add(frame.id);
    else view.off.delete(frame.id);
    view.draw();
  });
  const item = element("li", { hidden: "" }, button);
  at("frames").append(item);
  chips.set(frame.id, { item, count });
}

async function open(file) {
  if (!file || tooLong(file.size)) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const wide = { 0xfffe: "utf-16le", 0xfeff: "utf-16be" }[(bytes[0] << 8) | bytes[1]];
  try {
    text.value = new TextDecoder(wide ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    complain(`${file.name} is no text in UTF-8 or UTF-16.`);
    return;
  }
  complain("");
  later(0);
}

async function save(format) {
  const path = format === "html" ? "/api/explain" : "/api/classify";
  const body = format === "json" ? question() : { ...question(), format };
  try {
    await download(path, body, `framing.${format}`);
  } catch (problem) {
    complain(problem.message);
  }
}

function choose(tab) {
  for (const one of document.querySelectorAll("[role=tab]")) {
    const chosen = one === tab;
    one.setAttribute("aria-selected", String(chosen));
    one.tabIndex = chosen ? 0 : -1;
    at(one.getAttribute("aria-controls")).hidden = !chosen;
  }
}

function listen() {
  text.addEventListener("input", () => later());
  for (const select of [unit, point]) select.addEventListener("change", () => later(0));
  at("example").addEventListener("click", () => {
    text.value = EXAMPLE;
    later(0);
  });
  at("file").addEventListener("change", (event) => open(event.target.files[0]));
  at("all-frames").addEventListener("click", (event) => {
    const pressed = event.target.getAttribute("aria-pressed") === "true";
    event.target.setAttribute("aria-pressed", String(!pressed));
    showChips();
  });
  for (const button of at("downloads").querySelectorAll("button")) {
    button.addEventListener("click", () => save(button.dataset.format));
  }
  const tabs = [...document.querySelectorAll("[role=tab]")];
  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = tabs[1 - tabs.indexOf(tab)];
      choose(other);
      other.focus();
    });
  }
  listenToDrops();
}

function listenToDrops() {
  const holdsFile = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    at("drop").hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) at("drop").hidden = true;
  });
  document.addEventListener("drop", (event) => {
    at("drop").hidden = true;
    if (!holdsFile(event)) return;
    event.preventDefault();
    open(event.dataTransfer.files[0]);
  });
}

async function start() {
  const [book, model] = await Promise.all([get("/api/codebook"), get("/api/model")]);
  for (const [number, frame] of book.frames.entries()) {
    frames.set(frame.id, { ...frame, number });
  }
  book.frames = [...frames.values()];
  book.frames.forEach(makeChip);
  view = new View(at("document"), at("reason"), frames);
  limits = model.limits;
  for (const name of model.operating_points) {
    const said = POINTS[name.split("=")[0]];
    point.append(element("option", { value: name }, said ? `${name} (${said})` : name));
  }
  at("about").textContent = `framing ${model.version}, model ${model.model}`;
  showCodebook(at("codebook"), book);
  listen();
  document.body.dataset.ready = "true";
  later(0);
}

start().catch((problem) => complain(problem.message));
