/** The bar with the clock, the buttons and the timeline. */

import { SPEEDS } from "./clock.js";
import { el, setAttribute, setText, setTip } from "./dom.js";
import { icon, setIcon } from "./icons.js";

/** Marks on the timeline, the most telling kind first: where two would overlap, the first is drawn. */
const MARKED = ["fault", "action", "refused", "decision"];
const MARK_PX = 14;

export class Transport {
  /**
   * @param {import("./clock.js").Clock} clock
   * @param {{onPlay, onSpeed, onSeek, onSeeking, onUndo, onRedo, onReset}} on what a person does
   */
  constructor(clock, on) {
    this.clock = clock;
    this.on = on;
    this.playButton = this.#button("play", on.onPlay, "vl-play");
    this.time = el("div", { class: "vl-clock", role: "timer", "aria-live": "off" });
    this.day = el("div", { class: "vl-day" });
    this.previous = this.#button("previous", () => this.#step(-1));
    this.next = this.#button("next", () => this.#step(1));
    this.speed = el("select", { class: "vl-speed", onchange: () => on.onSpeed(Number(this.speed.value)) });
    this.undo = this.#button("undo", on.onUndo);
    this.redo = this.#button("redo", on.onRedo);
    this.reset = this.#button("reset", on.onReset);
    this.marks = el("div", { class: "vl-marks", "aria-hidden": "true" });
    this.hours = el("div", { class: "vl-hours", "aria-hidden": "true" });
    this.slider = el("input", {
      type: "range", min: 0, step: 60, class: "vl-slider",
      oninput: () => on.onSeeking(Number(this.slider.value)),
      onchange: () => on.onSeek(Number(this.slider.value)),
    });
    this.timeline = el("div", { class: "vl-timeline" }, this.marks, this.slider, this.hours);
    this.root = el("div", { class: "vl-transport", role: "group" },
      this.playButton,
      el("div", { class: "vl-now" }, this.time, this.day),
      el("div", { class: "vl-buttons" }, this.previous, this.next),
      this.speed,
      this.timeline,
      el("div", { class: "vl-buttons vl-history" }, this.undo, this.redo, this.reset));
  }

  #button(name, onclick, extraClass = "") {
    return el("button", { type: "button", class: `vl-button vl-square ${extraClass}`, onclick }, icon(name));
  }

  /** Take a new run in. */
  setStory(story, format) {
    this.story = story;
    this.format = format;
    const head = story.head;
    this.slider.max = head.duration_s;
    setAttribute(this.root, "aria-label", format.say("clock_controls"));
    setAttribute(this.slider, "aria-label", format.say("timeline"));
    setAttribute(this.speed, "aria-label", format.say("speed"));
    this.speed.replaceChildren(...SPEEDS.map((speed) => el("option", {
      value: speed, selected: speed === this.clock.speed,
      text: format.say("speed_option", { factor: format.number(speed), minutes: format.number(speed / 60) }),
    })));
    for (const [button, key] of [[this.previous, "previous_event"], [this.next, "next_event"],
      [this.undo, "undo"], [this.redo, "redo"], [this.reset, "reset"]]) {
      setAttribute(button, "aria-label", format.say(key));
      setTip(button, format.say(`${key}_help`));
    }
    this.stops = [...new Set(head.events.map((event) => event.t))];
    this.#drawHours(head.duration_s);
    this.#drawMarks();
  }

  /** Say what can be undone. */
  setHistory({ can_undo, can_redo }) {
    setAttribute(this.undo, "aria-disabled", can_undo ? null : "true");
    setAttribute(this.redo, "aria-disabled", can_redo ? null : "true");
  }

  /** Show an instant. */
  show(time_s) {
    const { format, clock, story } = this;
    setText(this.time, format.clock(time_s));
    const days = story.head.duration_s > 86400;
    setText(this.day, days ? format.say("day", { n: Math.floor(time_s / 86400) + 1 }) : "");
    const atEnd = time_s >= clock.end_s;
    setIcon(this.playButton.firstChild, clock.playing ? "pause" : atEnd ? "reset" : "play");
    setAttribute(this.playButton, "aria-label", format.say(clock.playing ? "pause" : atEnd ? "replay" : "play"));
    const pixel = Math.round((time_s / clock.end_s) * (this.width || 1000));
    if (pixel !== this.pixel) {
      this.pixel = pixel;
      this.slider.value = time_s;
      this.slider.style.setProperty("--vl-done", `${(100 * time_s) / clock.end_s}%`);
    }
    const minute = Math.floor(time_s / 300);
    if (minute !== this.spoken) {
      this.spoken = minute;
      setAttribute(this.slider, "aria-valuetext", format.clock(time_s));
    }
  }

  /** Draw the marks again when the width has changed: only then is it measured, for that makes the browser lay out. */
  resize() {
    this.width = this.marks.clientWidth;
    this.drawn = null;
    if (this.story) this.#drawMarks();
  }

  #step(direction) {
    const now = this.clock.time_s;
    const stops = direction > 0
      ? this.stops.find((t) => t > now + 1e-3)
      : this.stops.findLast((t) => t < now - 1e-3);
    this.on.onStep(stops ?? (direction > 0 ? this.clock.end_s : 0));
  }

  #drawMarks() {
    const { width } = this;
    const { events, duration_s } = this.story.head;
    const marks = `${duration_s} ${events.map((event) => `${event.kind}${event.t}`).join()}`;
    if (!width || marks === this.drawn) return;
    this.drawn = marks;
    const taken = [];
    const drawn = [];
    for (const kind of MARKED) {
      for (const event of events) {
        const x = (event.t / duration_s) * width;
        if (event.kind !== kind || taken.some((other) => Math.abs(other - x) < MARK_PX)) continue;
        taken.push(x);
        const mark = el("span", { class: `vl-mark vl-kind-${kind}` }, icon(kind));
        mark.style.left = `${(100 * event.t) / duration_s}%`;
        drawn.push(mark);
      }
    }
    this.marks.replaceChildren(...drawn);
  }

  #drawHours(duration_s) {
    const step_s = [3600, 10800, 21600, 43200, 86400, 604800].find((step) => duration_s / step <= 8) ?? duration_s;
    const labels = [];
    for (let t = 0; t <= duration_s; t += step_s) {
      const label = el("span", { text: step_s < 86400 ? this.format.clock(t) : this.format.say("day", { n: t / 86400 + 1 }) });
      label.style.left = `${(100 * t) / duration_s}%`;
      labels.push(label);
    }
    if (duration_s % 86400 === 0 && step_s < 86400) labels[labels.length - 1].textContent = "24:00";
    this.hours.replaceChildren(...labels);
  }
}
