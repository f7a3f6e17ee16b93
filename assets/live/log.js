/** What has happened so far, in sentences, newest first; a click goes back to it. */

import { el, setAttribute, setChildren, setText } from "./dom.js";
import { icon } from "./icons.js";
import { lastBefore } from "./payload.js";

const MOST_SHOWN = 60;

export class Log {
  /** @param {(time_s: number) => void} onSeek */
  constructor(onSeek) {
    this.onSeek = onSeek;
    this.title = el("h2", {});
    this.list = el("ol", { class: "vl-log-list" });
    this.empty = el("p", { class: "vl-muted" });
    this.spoken = el("div", { class: "vl-hidden", role: "status" });
    this.commands = el("button", { type: "button", class: "vl-button vl-log-commands", "aria-pressed": "false", onclick: () => this.#toggleCommands() },
      icon("console"), el("span", {}));
    this.root = el("section", { class: "vl-card vl-log" }, el("header", {}, this.title, this.commands), this.spoken,
      el("div", { class: "vl-scroll", tabindex: 0, role: "region" }, this.empty, this.list));
  }

  /** Take a new run in. */
  setStory(story, format) {
    this.events = story.head.events;
    this.format = format;
    this.entries = new Map();
    this.last = null;
    setText(this.title, format.say("events"));
    setAttribute(this.root.lastChild, "aria-label", format.say("events"));
    setText(this.empty, format.say("no_events"));
    setText(this.commands.lastChild, format.say("commands"));
    this.commands.hidden = !this.events.some((event) => event.typed.length);
  }

  /** Show what has happened by an instant. */
  show(time_s) {
    const last = lastBefore(this.events, time_s, (event) => event.t);
    if (last === this.last) return;
    const fresh = this.last !== null && last > this.last ? this.last : last;
    this.last = last;
    const shown = [];
    for (let i = last; i >= 0 && shown.length < MOST_SHOWN; i -= 1) shown.push(this.#entry(i, i > fresh));
    setChildren(this.list, shown);
    this.empty.hidden = shown.length > 0;
    this.#speak(fresh, last);
  }

  /** Tell screen readers of the last fault that has just happened; everything else would be too much. */
  #speak(fresh, last) {
    const fault = this.events.slice(fresh + 1, last + 1).findLast((event) => event.kind === "fault");
    if (fault) this.spoken.textContent = `${this.format.clock(fault.t)} ${fault.text}`;
  }

  #entry(i, isNew) {
    if (!this.entries.has(i)) this.entries.set(i, this.#draw(this.events[i]));
    const entry = this.entries.get(i);
    entry.classList.toggle("vl-new", isNew);
    return entry;
  }

  /** Show or hide what an administrator would type for what was done. */
  #toggleCommands() {
    const shown = this.root.dataset.commands === undefined;
    setAttribute(this.root, "data-commands", shown ? "" : null);
    setAttribute(this.commands, "aria-pressed", String(shown));
  }

  #draw(event) {
    const time = this.format.clock(event.t, { withSeconds: true });
    const typed = event.typed.map(([where, text]) => el("div", {}, el("span", { text: where }), el("code", { text })));
    return el("li", {},
      el("button", { type: "button", class: `vl-entry vl-kind-${event.kind}`, onclick: () => this.onSeek(event.t) },
        el("time", { text: time }), icon(event.kind), el("span", { text: event.text })),
      typed.length ? el("div", { class: "vl-typed" }, ...typed) : null);
  }
}
