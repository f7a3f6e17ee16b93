/** Present: one picture, one number, one question for a whole class; everything by keyboard, answers only when asked for. */

import { el, setAttribute, setText } from "./dom.js";
import { mounting, Player } from "./mount.js";

/** A run passes in this time. */
const RUN_MS = 20_000;

/** `data` is what `pages/views/present.py` makes. Says nothing: votes stay in this window. */
class Show extends Player {
  constructor(component) {
    super(component, "vl-present");
    this.root.tabIndex = -1;
    this.position = 0;
    this.revealed = new Set();
    this.votes = new Map();
    this.part = 0;
    this.onkey = (event) => this.#keys(event);
    document.addEventListener("keydown", this.onkey);
  }

  draw() {
    this.position = Math.min(this.position, this.data.slides.length - 1);
    this.#show();
  }

  get slide() {
    return this.data.slides[this.position];
  }

  get isRevealed() {
    return this.revealed.has(this.position);
  }

  #show() {
    this.#stop();
    const { words, slides } = this.data;
    const { slide } = this;
    this.part = slide.open_part ?? 0;
    this.number = el("p", { class: "vl-present-number", role: "status" });
    this.picture = el("div", { class: "vl-present-picture" });
    // Drawn by this project's own code, which escapes every name.
    this.picture.innerHTML = slide.picture ?? "";
    setAttribute(this.picture, "data-small", slide.options ? "" : null);
    const legend = el("div", { class: "vl-present-legend" });
    legend.innerHTML = slide.legend ?? "";
    this.playhead = slide.pct ? el("i", { class: "vl-present-playhead" }) : null;
    if (this.playhead) this.picture.append(this.playhead);
    const key = (label, name, act, shown = true) => (shown
      ? el("button", { type: "button", class: "vl-button", "data-key": name, "aria-keyshortcuts": name, onclick: act }, el("kbd", { text: label.key }), label.text) : null);
    this.root.replaceChildren(
      el("p", { class: "vl-present-place", text: `${this.position + 1} / ${slides.length} · ${this.data.title}` }),
      el("h1", { text: slide.question }),
      this.#options(slide) ?? el("span", { hidden: true }),
      el("div", { class: "vl-present-stage" }, this.picture, legend, this.number),
      el("div", { class: "vl-present-keys" },
        key(words.back, "ArrowLeft", () => this.#turn(-1), this.position > 0),
        key(words.next, "ArrowRight", () => this.#turn(1), this.position < slides.length - 1),
        key(words.run, "Space", () => this.#toggle(), Boolean(slide.pct)),
        key(words.vote, "P", () => this.#vote(), Boolean(slide.options)),
        key(words.reveal, "R", () => this.#reveal(), Boolean(slide.reveal))));
    this.#draw();
  }

  /** The possible answers, with a box for the hands that were counted and a bar for each. */
  #options({ options }) {
    if (!options) return null;
    const votes = this.votes.get(this.position) ?? options.map(() => 0);
    this.votes.set(this.position, votes);
    this.bars = options.map(() => el("i", {}));
    this.rows = options.map(({ text }, i) => el("li", {},
      el("span", { class: "vl-present-letter", text: String.fromCharCode(65 + i) }), el("span", { class: "vl-present-text", text }),
      el("input", {
        type: "number", min: 0, max: 999, value: votes[i] || null, placeholder: "0", "aria-label": `${this.data.words.hands} ${text}`,
        oninput: (event) => { votes[i] = Math.max(0, Number(event.target.value) || 0); this.#draw(); },
      }),
      el("span", { class: "vl-present-bar" }, this.bars[i])));
    return el("ol", { class: "vl-present-options" }, ...this.rows);
  }

  #draw() {
    const { slide } = this;
    if (slide.options) this.#drawVotes(slide);
    if (slide.pct) this.#drawMoment(slide);
    else setText(this.number, this.isRevealed ? slide.reveal : slide.options ? "" : "?");
    setAttribute(this.number, "data-long", slide.options ? "" : null);
  }

  #drawVotes(slide) {
    const votes = this.votes.get(this.position);
    const all = votes.reduce((sum, one) => sum + one, 0);
    slide.options.forEach(({ correct }, i) => {
      this.bars[i].style.width = `${all ? (100 * votes[i]) / all : 0}%`;
      setAttribute(this.rows[i], "data-answer", this.isRevealed ? (correct ? "right" : "wrong") : null);
    });
  }

  #drawMoment({ measure, pct, hours, plot }) {
    const i = Math.min(Math.floor(this.part * pct.length), pct.length - 1);
    const minutes = Math.floor(this.part * hours * 60);
    const clock = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    const percent = new Intl.NumberFormat(this.data.language, { style: "percent" }).format(pct[i] / 100);
    setText(this.number, `${clock} · ${measure} ${percent}`);
    this.playhead.style.left = `${100 * (plot.left + this.part * (plot.right - plot.left))}%`;
  }

  // What somebody does ------------------------------------------------------------------------

  #turn(step) {
    const there = this.position + step;
    if (!this.data.slides[there]) return;
    this.position = there;
    this.#show();
    this.root.focus({ preventScroll: true });
  }

  #vote() {
    this.root.querySelector("input")?.focus();
  }

  #reveal() {
    if (!this.slide.reveal) return;
    if (this.isRevealed) this.revealed.delete(this.position);
    else this.revealed.add(this.position);
    this.#draw();
  }

  #toggle() {
    if (!this.slide.pct) return;
    if (this.frame) this.#stop();
    else this.#play();
  }

  #play() {
    if (this.part >= 1) this.part = 0;
    let last = performance.now();
    const step = (now) => {
      this.part = Math.min(this.part + Math.max(now - last, 0) / RUN_MS, 1);
      last = now;
      this.#draw();
      this.frame = this.part < 1 ? requestAnimationFrame(step) : null;
    };
    this.frame = requestAnimationFrame(step);
  }

  #stop() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
  }

  /** The keys work wherever they have no meaning of their own; Escape and Enter leave the box of a vote. */
  #keys(event) {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.matches("input, select, textarea, [contenteditable]")) {
      if (this.root.contains(target) && (key === "Escape" || (key === "Enter" && !this.#nextBox(target)))) this.root.focus({ preventScroll: true });
      return;
    }
    const act = { ArrowRight: () => this.#turn(1), ArrowLeft: () => this.#turn(-1), p: () => this.#vote(), r: () => this.#reveal() }[key.length > 1 ? key : key.toLowerCase()];
    if (act) act();
    else if (key === " " && !target.matches("button, a, summary, [role=radio], [role=tab]")) this.#toggle();
    else return;
    event.preventDefault();
  }

  /** Go to the next box of votes; say whether there is one. */
  #nextBox(box) {
    const boxes = [...this.root.querySelectorAll("input")];
    const next = boxes[boxes.indexOf(box) + 1];
    next?.focus();
    return Boolean(next);
  }

  destroy() {
    this.#stop();
    document.removeEventListener("keydown", this.onkey);
    super.destroy();
  }
}

export default mounting(Show);
