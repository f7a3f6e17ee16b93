/** What the view says to Python: triggers for what a person does once, states for what lasts. */

import { ANSWER } from "./answers.js";

/** How long a second click on the same thing counts as a double click. */
const DOUBLE_MS = 1500;
const STEP_TWICE_MS = 250;
/** How long the view waits for an answer, at most. */
const BUSY_MS = 10_000;

export class Messages {
  /**
   * @param {HTMLElement} root shows that an answer is awaited
   * @param {import("./clock.js").Clock} clock
   */
  constructor(root, clock) {
    this.root = root;
    this.clock = clock;
    this.pending = new Map();
    this.onanswer = ({ detail }) => {
      if (detail.id !== this.asked?.id) return;
      this.asked.resolve(detail);
      this.asked = null;
    };
    document.addEventListener(ANSWER, this.onanswer);
  }

  /** Streamlit hands its functions over anew at every rerun. */
  speakThrough({ setTriggerValue, setStateValue }) {
    this.setTriggerValue = setTriggerValue;
    this.setStateValue = setStateValue;
  }

  /** An answer has come: the same may be asked for again, and what was to be asked meanwhile is. */
  answered() {
    this.pending.clear();
    this.#wait(false);
  }

  /** Send an action with the simulated time of the click; a double click is one action. */
  act(action) {
    if (this.#isTwice(JSON.stringify(action), DOUBLE_MS)) return;
    const at_s = this.#now_s();
    this.clock.time_s = Math.max(this.clock.time_s, Math.min(at_s, this.clock.end_s));
    this.send("act", { at_s, action });
  }

  /**
   * Ask what would come of something; resolves with the answer, or with null once something else is asked.
   * While an answer to a deed is awaited, it waits, too: of two triggers Streamlit may hand on the younger one alone.
   */
  ask(question) {
    this.asked?.resolve(null);
    return new Promise((resolve) => {
      this.asked = { id: newId(), resolve, question, sent: false };
      this.#askNow();
    });
  }

  #askNow() {
    if (this.waiting || !this.asked || this.asked.sent) return;
    const { id, question } = this.asked;
    this.asked.sent = true;
    this.setTriggerValue("ask", { id, at_s: this.#now_s(), ...question });
  }

  /** Ask to undo, redo or reset. */
  rewrite(name) {
    if (!this.#isTwice(name, STEP_TWICE_MS)) this.send(name, { at_s: this.clock.time_s });
  }

  /** Send a trigger; its id lets Python take it once, even if it arrives twice. */
  send(name, message) {
    this.#wait(true);
    this.setTriggerValue(name, { id: newId(), ...message });
  }

  /** Show that an answer is awaited, or no longer. */
  #wait(waiting) {
    this.waiting = waiting;
    clearTimeout(this.timer);
    if (waiting) {
      this.root.dataset.busy = "";
      this.timer = setTimeout(() => this.#wait(false), BUSY_MS);
    } else {
      delete this.root.dataset.busy;
      this.#askNow();
    }
  }

  /** Let Python know where the clock is now: between two such messages it reckons the time. */
  tellClock() {
    const { time_s, playing, speed } = this.clock;
    this.setStateValue("clock", { time_s: Math.round(time_s), playing, speed });
  }

  tellSelected(name) {
    this.setStateValue("selected", { name });
  }

  #now_s() {
    return Math.ceil(this.clock.time_s * 10) / 10;
  }

  #isTwice(what, within_ms) {
    const now = performance.now();
    const twice = now - (this.pending.get(what) ?? -Infinity) < within_ms;
    if (!twice) this.pending.set(what, now);
    return twice;
  }

  destroy() {
    clearTimeout(this.timer);
    document.removeEventListener(ANSWER, this.onanswer);
  }
}

function newId() {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}
