/** The live view: takes runs in, plays them, and tells Python what a person does. */

import { Carrying } from "./carrying.js";
import { Charts } from "./charts.js";
import { Clock, DEFAULT_SPEED, SPEEDS } from "./clock.js";
import { el, setAttribute, Tooltips } from "./dom.js";
import { Format } from "./format.js";
import { Inspector } from "./inspector.js";
import { Isolation } from "./isolation.js";
import { Log } from "./log.js";
import { Messages } from "./messages.js";
import { Story } from "./moment.js";
import { mounting } from "./mount.js";
import { Notices } from "./notices.js";
import { Payload } from "./payload.js";
import { Preview } from "./preview.js";
import { Rack } from "./rack.js";
import { Scoreboard } from "./scoreboard.js";
import { themeOf } from "./theme.js";
import { RackTools } from "./tools.js";
import { Transport } from "./transport.js";

const WIDE_PX = 1080;
const NARROW_PX = 720;
/** How long a replay takes, at least. */
const REPLAY_S = 8;

const VERSION = new URL(import.meta.url).search;
/** Where the person was, by the component's name: the picture goes on there after a change of page. */
const places = new Map();
/** The parts of runs that were played once more: not again when the picture comes back. */
const replayed = new Set();

/** The whole view; `data` is the block of README.md. */
class View {
  constructor({ parentElement, name }) {
    this.name = name;
    this.selected = "";
    this.stop_s = Infinity;
    this.clock = new Clock(() => this.#tick());
    this.transport = new Transport(this.clock, {
      onPlay: () => this.#toggle(),
      onSpeed: (speed) => this.#tell(() => { this.clock.speed = speed; }),
      onSeeking: (time_s) => this.clock.seek(time_s),
      onSeek: (time_s) => this.#tell(() => this.clock.seek(time_s)),
      onStep: (time_s) => this.#tell(() => { this.clock.pause(); this.clock.seek(time_s); }),
      onUndo: () => this.head.can_undo && this.messages.rewrite("undo"),
      onRedo: () => this.head.can_redo && this.messages.rewrite("redo"),
      onReset: () => this.messages.rewrite("reset"),
    });
    this.scoreboard = new Scoreboard();
    this.tools = new RackTools({ onOpen: (kind, opener) => this.#openForm(kind, opener), onAct: (action) => this.messages.act(action) });
    this.rack = new Rack((name) => this.#select(name === this.selected ? "" : name), this.tools.root);
    this.carrying = new Carrying(this.rack, {
      onTake: () => this.clock.hold(),
      onAsk: (machine) => this.messages.ask({ about: "moves", machine }),
      // Only the action travels then: it says what time it is.
      onDrop: (action) => { this.messages.act(action); this.clock.release(); },
      onRefused: (why) => this.notices.say({ level: "warning", text: why }),
      onCancel: () => this.#tell(() => this.clock.release()),
    });
    this.inspector = new Inspector({ onAct: (action) => this.messages.act(action), onClose: () => this.#close() },
      new Preview((question) => this.messages.ask(question), this.rack));
    this.inspector.menu.onToggle = () => this.#refresh();
    this.charts = new Charts(VERSION, (time_s) => this.#tell(() => this.clock.seek(time_s)));
    this.isolation = new Isolation((name) => this.#select(name));
    this.log = new Log((time_s) => this.#tell(() => this.clock.seek(time_s)));
    this.notices = new Notices((work) => this.messages.send("resume", { work }));
    this.root = el("div", { class: "vl-root", "data-width": "wide", "data-busy": "", onkeydown: (event) => this.#keys(event) },
      this.notices.root, this.transport.root, this.scoreboard.root,
      el("div", { class: "vl-columns" },
        el("div", { class: "vl-column vl-left" }, this.rack.root, this.isolation.root),
        el("div", { class: "vl-column vl-middle" }, this.charts.root),
        el("div", { class: "vl-column vl-right" }, this.inspector.root, this.log.root)),
      this.carrying.root);
    this.tooltips = new Tooltips(this.root);
    this.messages = new Messages(this.root, this.clock);
    parentElement.append(this.root);
    this.observer = new ResizeObserver(() => this.#resize());
    this.observer.observe(this.root);
  }

  /** Take in what Python sent; the same revision in the same language and theme is not drawn again. */
  receive(component) {
    this.messages.speakThrough(component);
    const { data } = component;
    if (!data?.length) return;
    const payload = new Payload(data);
    const { head } = payload;
    const theme = themeOf(this.root);
    const drawn = `${head.revision} ${head.locale} ${JSON.stringify(theme)}`;
    const isFirst = !this.head || head.story !== this.head.story;
    const isAnother = isFirst && Boolean(this.head);
    const answered = drawn !== this.drawn || head.notice?.id !== this.head?.notice?.id;
    this.head = head;
    if (answered) this.messages.answered();
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.#draw(payload, theme, isFirst);
    }
    this.transport.setHistory(head);
    this.notices.receive(head, this.format);
    this.#replay(head.replay);
    if (isAnother) this.#comeIntoView();
  }

  /** On a phone the button that asked to see something stands far above the picture. */
  #comeIntoView() {
    if (this.root.dataset.width === "narrow") this.root.scrollIntoView({ block: "start" });
  }

  /** Play a part of the run once more, slowly enough to be followed, and stop at its end. */
  #replay(part) {
    if (!part || replayed.has(part.id)) return;
    replayed.add(part.id);
    this.clock.speed = SPEEDS.findLast((speed) => speed <= (part.until_s - part.from_s) / REPLAY_S) ?? SPEEDS[0];
    this.transport.setStory(this.story, this.format);
    this.#tell(() => { this.clock.seek(part.from_s); this.clock.play(); });
    this.stop_s = part.until_s;
    this.#comeIntoView();
  }

  #draw(payload, theme, isFirst) {
    const { head } = payload;
    this.format = new Format(head.locale, head.words);
    this.story = new Story(payload);
    this.stamp = null;
    setAttribute(document.documentElement, "lang", head.locale);
    setAttribute(this.root, "data-theme", theme.dark ? "dark" : "light");
    setAttribute(this.root, "lang", head.locale);
    setAttribute(this.root, "data-revision", head.revision);
    this.clock.end_s = head.duration_s;
    if (isFirst) this.#begin(head);
    this.clock.time_s = Math.min(this.clock.time_s, head.duration_s);
    for (const part of [this.transport, this.scoreboard, this.rack, this.carrying, this.tools, this.inspector, this.isolation, this.log]) {
      part.setStory(this.story, this.format);
    }
    if (!this.width) this.#resize();
    this.#tick();
    this.charts.setStory(this.story, this.format, theme);
  }

  /** Start where the person was on this page before, else where Python says; at a day in about 90 s. */
  #begin(head) {
    const wanted = head.duration_s / 90;
    const nearest = SPEEDS.reduce((best, speed) => (Math.abs(speed - wanted) < Math.abs(best - wanted) ? speed : best), DEFAULT_SPEED);
    const kept = places.get(this.name);
    const place = kept && kept.story === head.story ? kept : { time_s: head.open_at_s, playing: head.playing, speed: nearest, selected: "" };
    this.clock.stop();
    this.clock.speed = place.speed;
    this.clock.time_s = place.time_s;
    this.selected = place.selected;
    queueMicrotask(() => this.root.isConnected && this.#tell(() => place.playing && this.clock.play()));
  }

  #tick() {
    if (!this.story) return;
    if (this.clock.time_s >= this.stop_s) this.#tell(() => this.clock.pause());
    const { time_s } = this.clock;
    this.transport.show(time_s);
    this.charts.moveTo(time_s);
    this.log.show(time_s);
    const stamp = this.story.stamp(time_s);
    if (stamp !== this.stamp) {
      this.stamp = stamp;
      this.#refresh();
    }
  }

  /** Show everything that changes only when something happens. */
  #refresh() {
    const moment = this.story.at(this.clock.time_s);
    if (this.selected && !moment.byName.has(this.selected)) this.selected = "";
    this.scoreboard.show(moment);
    this.rack.show(moment, this.selected);
    this.isolation.show(moment, this.selected);
    this.inspector.show(moment, this.selected);
    setAttribute(this.root, "data-panel", this.inspector.isOpen ? "" : null);
    this.tools.show(moment);
    const index = moment.byName.get(this.selected)?.type === "machine" ? moment.byName.get(this.selected).index : null;
    if (index !== this.highlighted) {
      this.highlighted = index;
      this.charts.highlight(index);
    }
  }

  // What a person does ------------------------------------------------------------------------

  #toggle() {
    this.#tell(() => (this.clock.playing ? this.clock.pause() : this.clock.play()));
  }

  /** Change the clock, and let Python know where it is now. */
  #tell(change) {
    this.stop_s = Infinity;
    change();
    this.#tick();
    this.messages.tellClock();
  }

  #select(name) {
    if (!this.story) return;
    this.selected = name;
    this.#refresh();
    if (name && this.root.dataset.width === "narrow") this.rack.reveal(name);
    this.messages.tellSelected(name);
  }

  #close() {
    const { selected } = this;
    this.inspector.menu.closeForm();
    this.#select("");
    this.rack.focus(selected);
  }

  /** Space plays and pauses, Ctrl+Z and Ctrl+Y undo and redo, wherever that key has no meaning of its own. */
  #keys(event) {
    if (event.target.matches("input, select, textarea")) return;
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (key === " " && !event.target.matches("button, a, summary")) this.#toggle();
    else if (control && (key === "y" || (key === "z" && event.shiftKey))) this.transport.on.onRedo();
    else if (control && key === "z") this.transport.on.onUndo();
    else return;
    event.preventDefault();
  }

  #openForm(kind, opener) {
    if (this.selected) this.#select("");
    this.inspector.menu.openForm(kind, opener);
    this.#refresh();
  }

  // The frame around --------------------------------------------------------------------------

  #resize() {
    const width = this.root.clientWidth;
    if (!width) return;
    setAttribute(this.root, "data-width", width >= WIDE_PX ? "wide" : width >= NARROW_PX ? "medium" : "narrow");
    if (width === this.width || !this.story) return;
    this.width = width;
    this.transport.resize();
    clearTimeout(this.resizeTimer);
    this.resizeTimer = setTimeout(() => this.charts.resize(), 120);
  }

  destroy() {
    const { time_s, playing, speed } = this.clock;
    places.set(this.name, { time_s, playing, speed, selected: this.selected, story: this.head?.story });
    this.carrying.cancel();
    this.clock.stop();
    this.observer.disconnect();
    clearTimeout(this.resizeTimer);
    this.messages.destroy();
    this.notices.destroy();
    this.tooltips.destroy();
    this.charts.destroy();
    this.root.remove();
  }
}

export default mounting(View);
