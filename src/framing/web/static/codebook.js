// The tab with what each frame means.

import { code, element, paint } from "./elements.js";

function card(frame) {
  const made = paint(element("article", { class: "card" }), frame);
  const id = element("code", { class: "quiet" }, frame.id);
  made.append(element("h3", {}, code(frame), frame.name), id);
  if (frame.definition) made.append(element("p", {}, frame.definition));
  for (const [label, said] of [
    ["Code when: ", frame.code_when],
    ["Not when: ", frame.do_not_code_when],
  ]) {
    if (said) made.append(element("p", {}, element("strong", {}, label), said));
  }
  for (const example of frame.examples) made.append(element("blockquote", { dir: "auto" }, example));
  return made;
}

export function showCodebook(target, book) {
  const title = [book.title || "Codebook", book.version].filter(Boolean).join(" ");
  const frames = element("div", { class: "codebook-frames" }, ...book.frames.map(card));
  target.replaceChildren(element("h2", {}, title), frames);
  if (!book.voices.length) return;
  const voices = element("div", { class: "codebook-frames" });
  for (const voice of book.voices) {
    const name = voice.id.charAt(0).toUpperCase() + voice.id.slice(1);
    const said = element("p", {}, voice.definition);
    voices.append(element("article", { class: "card" }, element("h3", {}, name), said));
  }
  target.append(element("h2", {}, "Voices"), voices);
}
