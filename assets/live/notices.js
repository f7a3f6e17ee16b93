/** What must be said once, and the offer to go on with the work of last time. */

import { el, setAttribute, setText } from "./dom.js";
import { icon, setIcon } from "./icons.js";

const STORED = "virtlab.work";
const SHOWN_MS = 6000;

export class Notices {
  /** @param {(work: string) => void} onResume */
  constructor(onResume) {
    this.onResume = onResume;
    this.symbol = icon("info");
    this.text = el("span", {});
    this.close = el("button", { type: "button", class: "vl-button vl-square", onclick: () => this.hide() }, icon("cross"));
    this.polite = el("div", { class: "vl-hidden", role: "status" });
    this.urgent = el("div", { class: "vl-hidden", role: "alert" });
    this.toast = el("div", { class: "vl-toast", hidden: true }, this.symbol, this.text, this.close);
    this.offer = el("div", { class: "vl-offer", role: "region", hidden: true });
    this.root = el("div", { class: "vl-notices" }, this.offer, this.toast, this.polite, this.urgent);
    this.seen = null;
    this.offered = false;
  }

  /** Take what a payload has to say. */
  receive(head, format) {
    this.format = format;
    setAttribute(this.close, "aria-label", format.say("close"));
    const { notice } = head;
    const id = notice ? `${head.revision} ${notice.id ?? ""} ${notice.text}` : null;
    if (notice && id !== this.seen) this.say(notice);
    this.seen = id;
    this.#keepWork(head);
  }

  /** Say something once, on screen and to screen readers. */
  say({ level, text }) {
    setAttribute(this.toast, "data-level", level);
    setIcon(this.symbol, level === "info" ? "info" : "warning");
    setText(this.text, text);
    this.toast.hidden = false;
    (level === "error" ? this.urgent : this.polite).textContent = text;
    clearTimeout(this.timer);
    if (level === "info") this.timer = setTimeout(() => this.hide(), SHOWN_MS);
  }

  hide() {
    clearTimeout(this.timer);
    this.toast.hidden = true;
  }

  /** Keep the work in the browser; before the first change, offer what was kept last time. */
  #keepWork(head) {
    if (!head.work) return;
    const kept = read();
    if (!this.offered) {
      this.offered = true;
      this.first = head.work;
      if (head.offer_resume && kept && kept !== head.work) {
        this.#offerWork(kept);
        return;
      }
    }
    if (!this.offer.hidden && head.work === this.first) return;
    this.#showOffer(false);
    write(head.work);
  }

  #offerWork(kept) {
    const { format } = this;
    const answer = (work) => {
      this.#showOffer(false);
      if (work) this.onResume(work);
      else write(this.first);
    };
    this.offer.replaceChildren(icon("undo"), el("span", { text: format.say("last_time") }),
      el("button", { type: "button", class: "vl-button vl-primary", text: format.say("resume"), onclick: () => answer(kept) }),
      el("button", { type: "button", class: "vl-button", text: format.say("dismiss"), onclick: () => answer(null) }));
    setAttribute(this.offer, "aria-label", format.say("last_time"));
    this.#showOffer(true);
  }

  #showOffer(shown) {
    this.offer.hidden = !shown;
    setAttribute(this.root, "data-offering", shown ? "" : null);
  }

  destroy() {
    clearTimeout(this.timer);
  }
}

/** A browser may forbid storage; the lab works without it. */
function read() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function write(work) {
  try {
    localStorage.setItem(STORED, work);
  } catch {
    // Nothing is kept then.
  }
}
