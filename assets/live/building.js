/** The row above the hosts: what feeds, connects and stores for all of them, a chip for each. */

import { el, setAttribute, setText } from "./dom.js";
import { icon, setIcon } from "./icons.js";

/** More chips than this are folded away, so that the hosts stay in sight. */
const MOST_CHIPS = 8;

export class Building {
  /** @param {(name: string) => void} onSelect */
  constructor(onSelect) {
    this.onSelect = onSelect;
    this.chips = new Map();
    this.row = el("div", { class: "vl-chips" });
    this.stateIcon = icon("whole");
    this.summary = el("span", {});
    this.fold = el("details", {}, el("summary", { class: "vl-state" }, this.stateIcon, this.summary));
    this.root = el("div", { class: "vl-building", role: "group" });
  }

  /** Take a new run in; the same chips stay where they are. */
  setStory({ head }, format) {
    const groups = head.building ?? [];
    const names = groups.map((group) => group.name).join("|");
    setAttribute(this.root, "aria-label", format.say("building"));
    this.root.hidden = !groups.length;
    if (names === this.names) return;
    this.names = names;
    this.chips = new Map(groups.map((group) => [group.name, new Chip(group.name, this.onSelect)]));
    this.row.replaceChildren(...[...this.chips.values()].map((chip) => chip.root));
    const folded = groups.length > MOST_CHIPS;
    if (folded) this.fold.append(this.row);
    this.root.replaceChildren(folded ? this.fold : this.row);
  }

  /** Show an instant. */
  show({ building }, format) {
    const failed = building.filter((group) => group.state !== "whole");
    for (const group of building) this.chips.get(group.name).show(group, format);
    setAttribute(this.root, "data-state", failed.length ? "down" : "whole");
    setIcon(this.stateIcon, failed.length ? "down" : "whole");
    setText(this.summary, [format.say("building"), ...failed.map(({ group, state }) => `${group.title}: ${format.say(`building_${state}`)}`)].join(" · "));
  }
}

/** One group of parts: its symbol, its name, and how it is. */
class Chip {
  constructor(name, onSelect) {
    this.kind = icon("rack", "vl-chip-kind");
    this.title = el("span", {});
    this.stateIcon = icon("whole");
    this.state = el("span", {});
    this.button = el("button", { type: "button", class: "vl-chip", "data-name": name, onclick: () => onSelect(name) },
      this.kind, this.title, el("span", { class: "vl-state" }, this.stateIcon, this.state));
    this.root = el("div", { "data-thing": "building" }, this.button);
  }

  /** What works needs no word beside its symbol; what does not, says so. */
  show({ group, broken, state }, format) {
    const words = { whole: "", down: format.say("building_down"), partly_failed: format.say("building_n_failed", { n: format.number(broken.length) }) };
    setAttribute(this.root, "data-state", state);
    setIcon(this.kind, group.icon);
    setIcon(this.stateIcon, state);
    setText(this.title, group.title);
    setText(this.state, words[state]);
    setAttribute(this.button, "aria-label", `${group.title}, ${words[state] || format.say(`building_${state}`)}`);
  }
}
