/** What somebody types in a lesson is kept at every key: Streamlit takes it only when the box is left. */

import { read, write } from "./storage.js";

const TYPED = "virtlab.typed";
/** A box of a lesson or of the report, whatever edition of the work it belongs to; "L1-because-edition-1" is "L1-because". */
const BOX = /^st-key-((?:L\d+|report)-.+?)(?:-edition-\d+)?$/;
const TEXT = "textarea, input[type=text]:not([role=combobox])";

/** Boxes that are as the person wants them, because they were typed in or filled since the page was loaded. */
const settled = new Set();
let texts = parse(read(TYPED)?.text);

function parse(text) {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
}

document.addEventListener("input", ({ target }) => {
  const name = target.matches(TEXT) ? nameOf(target) : null;
  if (!name) return;
  settled.add(name);
  texts[name] = target.value;
  write(TYPED, JSON.stringify(texts));
}, { capture: true });

/** What the work holds by now need not be kept here any longer. */
export function forgetWhatIsIn(work) {
  forget((name) => work.includes(JSON.stringify(texts[name])));
}

/** Forget what other people typed, or what somebody typed in other work. */
export function forgetOthers() {
  forget((name) => !settled.has(name));
}

/** Write into the boxes on the screen what was typed there before the page was loaded. */
export function restore() {
  for (const box of document.querySelectorAll(TEXT)) {
    const name = nameOf(box);
    if (!name || box.disabled || settled.has(name) || !(name in texts)) continue;
    settled.add(name);
    if (box.value !== texts[name]) fill(box, texts[name]);
  }
}

function forget(isPast) {
  const kept = Object.entries(texts).filter(([name]) => !isPast(name));
  if (kept.length === Object.keys(texts).length) return;
  texts = Object.fromEntries(kept);
  write(TYPED, JSON.stringify(texts));
}

function nameOf(box) {
  const holder = box.closest("[class*='st-key-']");
  return [...holder?.classList ?? []].map((name) => BOX.exec(name)?.[1]).find(Boolean) ?? null;
}

/** Write into a box as if somebody typed, and send it: React listens to events, not to values. */
function fill(box, text) {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set.call(box, text);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(() => {
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", ctrlKey: box.matches("textarea"), bubbles: true }));
  });
}
