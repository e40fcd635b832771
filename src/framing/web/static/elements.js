// Elements with text; no text ever becomes markup.

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") made.className = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// Lines by which frames differ where colour doesn't tell.
const PATTERNS = ["solid", "double", "dotted", "dashed"];

export function paint(target, frame) {
  target.classList.add("framed");
  target.style.setProperty("--frame", frame.colour);
  target.style.setProperty("--pattern", PATTERNS[frame.number % PATTERNS.length]);
  return target;
}

export function code(frame) {
  return paint(element("abbr", { class: "code", title: frame.name }, frame.code), frame);
}

export function percent(share) {
  return `${Math.round(100 * share)}\u00a0%`;
}
