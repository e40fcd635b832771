// The text with its frames: passages that can be pointed at, and the reason for each.

import { code, element, paint, percent } from "./elements.js";

const VOICES = {
  asserted: "In the author’s own voice",
  quoted: "Quoted",
  reported: "Reported",
  discussed: "Discussed as a way of putting things",
  rejected: "Rejected",
};

// Words are marked that weigh at least this share of the strongest.
const WEIGHTY = 0.25;

export class View {
  // `frames` is a Map from id to a frame of the codebook, with its number.
  constructor(target, reason, frames) {
    this.target = target;
    this.reason = reason;
    this.frames = frames;
    this.off = new Set();
    this.kept = null;
    this.points = [];
    this.passages = [];
    this.buttons = [];
    target.addEventListener("keydown", (event) => this.#move(event));
  }

  // Offsets of the server count code points, those of JavaScript don't.
  show(text, passages) {
    this.points = Array.from(text);
    this.passages = passages;
    this.draw();
  }

  draw() {
    const shown = [];
    const kept = this.kept?.passage;
    this.buttons = [];
    this.kept = null;
    let last = 0;
    for (const passage of this.passages) {
      shown.push(this.#slice(last, passage.start), ...this.#passage(passage));
      last = passage.end;
    }
    shown.push(this.#slice(last, this.points.length));
    this.target.replaceChildren(...shown);
    if (this.buttons.length) this.buttons[0].button.tabIndex = 0;
    const again = kept && this.buttons.find(({ passage }) => same(passage, kept));
    if (again) this.keep(again);
    else this.explain(null);
  }

  #slice(start, end) {
    return this.points.slice(start, end).join("");
  }

  #present(passage) {
    const found = passage.found.scores.filter((score) => score.present && !this.off.has(score.frame));
    return found.sort((a, b) => b.probability - a.probability);
  }

  #passage(passage) {
    const scores = this.#present(passage);
    const voice = voiceTag(passage);
    if (!scores.length) return [this.#slice(passage.start, passage.end), ...voice];
    const button = element("span", {
      class: "passage",
      role: "button",
      tabindex: "-1",
      "aria-pressed": "false",
      "aria-controls": "reason",
    });
    paint(button, this.frames.get(scores[0].frame));
    button.append(...this.#words(passage, scores));
    for (const score of scores) button.append(code(this.frames.get(score.frame)));
    button.append(...voice);
    const item = { button, passage, scores };
    button.addEventListener("mouseenter", () => this.explain(item));
    button.addEventListener("mouseleave", () => this.explain(this.kept));
    button.addEventListener("focus", () => this.explain(item));
    button.addEventListener("blur", () => this.explain(this.kept));
    button.addEventListener("click", () => this.keep(this.kept === item ? null : item));
    this.buttons.push(item);
    return [button];
  }

  #words(passage, scores) {
    const marks = [];
    for (const score of scores) {
      const least = WEIGHTY * Math.max(...score.words.map((word) => word.weight));
      for (const word of score.words.filter(({ weight }) => weight >= least)) {
        const frame = this.frames.get(score.frame);
        // Words before phrases and the surest frame before others: marks don't overlap.
        if (!marks.some((mark) => mark.start < word.end && word.start < mark.end)) {
          marks.push({ start: word.start, end: word.end, frame });
        }
      }
    }
    marks.sort((a, b) => a.start - b.start);
    const shown = [];
    let last = passage.start;
    for (const { start, end, frame } of marks) {
      const mark = element("mark", {}, this.#slice(start, end));
      shown.push(this.#slice(last, start), paint(mark, frame));
      last = end;
    }
    shown.push(this.#slice(last, passage.end));
    return shown;
  }

  keep(item) {
    if (this.kept) this.kept.button.setAttribute("aria-pressed", "false");
    this.kept = item;
    if (item) item.button.setAttribute("aria-pressed", "true");
    this.explain(item);
  }

  explain(item) {
    if (!item) {
      this.reason.replaceChildren();
      return;
    }
    const { passage, scores } = item;
    const found = element("div", { class: "found" });
    for (const score of scores) found.append(this.#why(passage, score));
    const known = `${percent(passage.found.known_words)} of the words are known`;
    this.reason.replaceChildren(element("p", {}, `${whose(passage)}. ${known}.`), found);
  }

  #why(passage, score) {
    const frame = this.frames.get(score.frame);
    const heading = element("h2", {}, code(frame), frame.name);
    const where = [];
    if (passage.own.includes(score.frame) && passage.voice === "asserted") where.push("own words");
    if (passage.quoted.includes(score.frame)) where.push("in a quotation");
    const said = [percent(score.probability), `present from ${percent(score.threshold)}`, ...where];
    const list = element("dl");
    const most = Math.max(...score.words.map((word) => word.weight));
    for (const word of score.words) {
      const bar = element("i");
      bar.style.setProperty("--share", String(word.weight / most));
      list.append(
        element("dt", {}, word.text),
        element("dd", { class: "bar", "aria-hidden": "true" }, bar),
        element("dd", {}, `+${word.weight.toFixed(2)}`),
      );
    }
    const made = element("div", {}, heading, element("span", { class: "quiet" }, said.join(", ")), list);
    return paint(made, frame);
  }

  #move(event) {
    const at = this.buttons.findIndex(({ button }) => button === event.target);
    if (at < 0) return;
    const last = this.buttons.length - 1;
    const to = {
      ArrowRight: Math.min(at + 1, last),
      ArrowDown: Math.min(at + 1, last),
      ArrowLeft: Math.max(at - 1, 0),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: last,
    }[event.key];
    if (to !== undefined) {
      this.buttons[at].button.tabIndex = -1;
      this.buttons[to].button.tabIndex = 0;
      this.buttons[to].button.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      this.buttons[at].button.click();
    } else if (event.key === "Escape") {
      this.keep(null);
    } else return;
    event.preventDefault();
  }
}

function same(one, other) {
  return one.start === other.start && one.text === other.text;
}

function voiceTag(passage) {
  if (passage.voice === "asserted") return [];
  const speaker = passage.speaker ? `, ${passage.speaker.name}` : "";
  const said = `${passage.voice}${speaker}`;
  return [element("span", { class: "voice", "data-voice": passage.voice }, said)];
}

function whose(passage) {
  const speaker = passage.speaker ? `, by ${passage.speaker.name}` : "";
  return `${VOICES[passage.voice] ?? passage.voice}${speaker} (${percent(passage.confidence)})`;
}
