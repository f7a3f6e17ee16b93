/** The picture: hosts as servers, the hypervisor as a layer, machines on it, each on its kernel. */

import { Building } from "./building.js";
import { el, setAttribute, setChildren, setText } from "./dom.js";
import { HostBox } from "./host.js";
import { icon } from "./icons.js";
import { Spread } from "./spread.js";
import { Tile } from "./tile.js";

/** So many machines change every moment: gliding bars would keep the browser painting. */
const MANY = 60;
const FLIGHT_MS = 450;

export class Rack {
  /**
   * @param {(name: string) => void} onSelect
   * @param {HTMLElement} tools the buttons above the picture
   */
  constructor(onSelect, tools) {
    this.onSelect = onSelect;
    this.title = el("h2", {});
    this.building = new Building(onSelect);
    this.hosts = el("div", { class: "vl-hosts" });
    this.trayTitle = el("div", { class: "vl-tray-title" });
    this.trayTiles = el("div", { class: "vl-tiles" });
    this.tray = el("div", { class: "vl-tray", hidden: true }, this.trayTitle, this.trayTiles);
    this.flights = el("div", { class: "vl-flights", "aria-hidden": "true" });
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.spread = new Spread((name) => this.#spotOf(name), this.calm);
    this.picture = el("div", { class: "vl-picture", role: "group", onkeydown: (event) => this.#keys(event) },
      this.building.root, this.hosts, this.tray, this.flights, this.spread.lines);
    this.root = el("section", { class: "vl-card vl-rack" }, el("header", {}, this.title, tools), this.picture);
    this.hostBoxes = new Map();
    this.tiles = new Map();
  }

  /** Take a new run in; boxes and tiles that stay are kept. */
  setStory(story, format) {
    this.format = format;
    setText(this.title, format.say("rack"));
    setText(this.trayTitle, format.say("not_on_a_host"));
    setAttribute(this.picture, "aria-label", format.say("rack_help"));
    this.building.setStory(story, format);
    this.spread.setStory(story, format);
    keep(this.hostBoxes, story.head.hosts, (host) => new HostBox(host, this.onSelect));
    keep(this.tiles, story.head.machines, (machine) => new Tile(machine, this.onSelect));
    for (const host of story.head.hosts) this.hostBoxes.get(host.name).setHost(host, format);
    for (const machine of story.head.machines) this.tiles.get(machine.name).setMachine(machine, format);
    // A large hall is drawn without frills, and only where somebody looks.
    setAttribute(this.root, "data-many", story.head.machines.length > MANY ? "" : null);
    this.arrangement = null;
  }

  /** Show an instant. */
  show(moment, selected) {
    this.#arrange(moment);
    this.building.show(moment, this.format);
    for (const host of moment.hosts) this.hostBoxes.get(host.name).show(host, moment.arrivingAt(host.name), this.format);
    for (const machine of moment.machines) this.tiles.get(machine.name).show(machine, moment, this.format);
    this.#markSelected(selected);
    this.spread.show(moment);
  }

  /** Return the element of a machine, host or group of parts, its middle, and what its marks stand before; null for none. */
  #spotOf(name) {
    const tile = this.tiles.get(name);
    if (tile) return { root: tile.root, middle: tile.button, before: tile.kernel };
    const box = this.hostBoxes.get(name);
    if (box) return { root: box.root, middle: box.head, before: null, parts: box.parts };
    const chip = this.building.chips.get(name);
    return chip ? { root: chip.root, middle: chip.button, before: null } : null;
  }

  /** Put every tile where its machine is; one that changes its place is seen to move. */
  #arrange(moment) {
    const places = moment.machines.map((machine) => (machine.present ? machine.place || "-" : "")).join("|");
    const arrangement = `${moment.hosts.map((host) => host.present).join()}#${places}`;
    if (arrangement === this.arrangement) return;
    const before = this.arrangement !== null && !this.calm.matches ? this.#positions() : new Map();
    this.arrangement = arrangement;
    const focused = this.picture.contains(document.activeElement) ? document.activeElement : null;
    const containers = new Map();
    const place = (key) => {
      if (!containers.has(key)) containers.set(key, []);
      return containers.get(key);
    };
    for (const machine of moment.machines) {
      const tile = this.tiles.get(machine.name);
      if (!machine.present) tile.root.remove();
      else place(moment.byName.get(machine.place)?.present ? machine.place : "").push(tile.root);
    }
    setChildren(this.hosts, moment.hosts.filter((host) => host.present).map((host) => this.hostBoxes.get(host.name).root));
    for (const host of moment.hosts) setChildren(this.hostBoxes.get(host.name).tiles, containers.get(host.name) ?? []);
    for (const tile of this.tiles.values()) {
      const inside = containers.get(tile.name) ?? [];
      setChildren(tile.inside, inside);
      tile.setShared(inside.length, this.format);
    }
    setChildren(this.trayTiles, containers.get("") ?? []);
    this.tray.hidden = !containers.get("")?.length;
    if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
    this.#fly(before);
    this.spread.follow();
  }

  #positions() {
    const boxes = new Map();
    for (const [name, tile] of this.tiles) {
      if (tile.root.isConnected) boxes.set(name, tile.root.getBoundingClientRect());
    }
    return boxes;
  }

  /** Let copies fly over the whole picture: a tile itself would be cut off at the edge of its host. */
  #fly(before) {
    const frame = before.size ? this.flights.getBoundingClientRect() : null;
    for (const [name, from] of before) {
      const { root } = this.tiles.get(name) ?? {};
      // What is in a machine goes with it.
      if (!root?.isConnected || root.parentElement.closest(".vl-machine")) continue;
      const to = root.getBoundingClientRect();
      const [dx, dy] = [to.left - from.left, to.top - from.top];
      if (Math.abs(dx) + Math.abs(dy) < 4 || !from.width) continue;
      const copy = copyOf(root);
      Object.assign(copy.style, { left: `${from.left - frame.left}px`, top: `${from.top - frame.top}px`, width: `${from.width}px` });
      this.flights.append(copy);
      root.style.opacity = "0";
      const flight = copy.animate([
        { transform: "none" },
        { transform: `translate(${dx / 2}px, ${dy / 2 - 12}px) scale(1.04)` },
        { transform: `translate(${dx}px, ${dy}px)` },
      ], { duration: FLIGHT_MS, easing: "cubic-bezier(.3,.7,.3,1)" });
      flight.onfinish = flight.oncancel = () => {
        copy.remove();
        root.style.opacity = "";
      };
    }
  }

  #buttons() {
    return [...this.picture.querySelectorAll("button[data-name]")].filter((button) => !button.closest("details:not([open])"));
  }

  #markSelected(selected) {
    const buttons = this.#buttons();
    const focused = buttons.find((button) => button === document.activeElement);
    const reachable = focused ?? buttons.find((button) => button.dataset.name === selected) ?? buttons[0];
    for (const button of buttons) {
      setAttribute(button, "aria-pressed", String(button.dataset.name === selected));
      setAttribute(button, "tabindex", button === reachable ? "0" : "-1");
      setAttribute(button.closest("[data-thing]"), "data-selected", button.dataset.name === selected ? "" : null);
    }
  }

  /** Arrow keys walk through the picture in reading order; Home and End go to its ends. */
  #keys(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const buttons = this.#buttons();
    const here = buttons.indexOf(document.activeElement);
    const there = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : here + step;
    if (here < 0 || !Number.isInteger(there) || !buttons[there]) return;
    event.preventDefault();
    buttons[here].tabIndex = -1;
    buttons[there].tabIndex = 0;
    buttons[there].focus();
  }

  /** Return the element of a host or of a machine that is in the picture; undefined for none. */
  rootOf(name) {
    const root = (this.hostBoxes.get(name) ?? this.tiles.get(name))?.root;
    return root?.isConnected ? root : undefined;
  }

  /** Mark whom a fault would hit, before it is done; null for no fault. */
  showReach(reach) {
    for (const mark of this.marks ?? []) mark.remove();
    for (const tile of this.tiles.values()) setAttribute(tile.root, "data-reach", null);
    setAttribute(this.picture, "data-foretelling", reach ? "" : null);
    this.marks = reach ? [...this.#mark(reach.damaged, "damaged"), ...this.#mark(reach.missed, "missed")] : [];
  }

  #mark(names, how) {
    return names.map((name) => this.tiles.get(name)).filter(Boolean).map((tile) => {
      const mark = el("span", { class: "vl-reach" }, icon(how === "missed" ? "crashed" : "corrupted"), this.format.say(`reach_${how}`));
      setAttribute(tile.root, "data-reach", how);
      tile.root.append(mark);
      return mark;
    });
  }

  /** Scroll a thing into what the panel leaves free. */
  reveal(name) {
    this.#buttons().find((button) => button.dataset.name === name)?.scrollIntoView({ block: "nearest" });
  }

  /** Put the keyboard back on a thing after its panel was closed. */
  focus(name) {
    this.#buttons().find((button) => button.dataset.name === name)?.focus();
  }
}

/** Make what is missing, drop what is gone. */
function keep(map, things, make) {
  const names = new Set(things.map((thing) => thing.name));
  for (const [name, box] of map) {
    if (!names.has(name)) {
      box.root.remove();
      map.delete(name);
    }
  }
  for (const thing of things) if (!map.has(thing.name)) map.set(thing.name, make(thing));
}

/** A picture of an element: it says and does nothing, and nobody finds it by name. */
function copyOf(root) {
  const copy = root.cloneNode(true);
  copy.inert = true;
  copy.style.opacity = "";
  for (const node of [copy, ...copy.querySelectorAll("[data-name], [data-thing]")]) {
    delete node.dataset.name;
    delete node.dataset.thing;
  }
  return copy;
}
