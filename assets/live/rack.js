/** The picture: hosts as servers, the hypervisor as a layer, machines on it, each on its kernel. */

import { el, setAttribute, setChildren, setPart, setText, setTip, svg } from "./dom.js";
import { Building } from "./building.js";
import { icon, setIcon } from "./icons.js";
import { doing } from "./moment.js";

const MOST_CELLS = 64;
const FLIGHT_MS = 450;
/** The network of everybody who is in no other: it goes without saying. */
const OFFICE_NETWORK = "lan";

export class Rack {
  /** @param {(name: string) => void} onSelect */
  constructor(onSelect) {
    this.onSelect = onSelect;
    this.title = el("h2", {});
    this.tools = el("div", { class: "vl-buttons" });
    this.building = new Building(onSelect);
    this.hosts = el("div", { class: "vl-hosts" });
    this.trayTitle = el("div", { class: "vl-tray-title" });
    this.trayTiles = el("div", { class: "vl-tiles" });
    this.tray = el("div", { class: "vl-tray", hidden: true }, this.trayTitle, this.trayTiles);
    this.picture = el("div", { class: "vl-picture", role: "group", onkeydown: (event) => this.#keys(event) },
      this.building.root, this.hosts, this.tray);
    this.root = el("section", { class: "vl-card vl-rack" }, el("header", {}, this.title, this.tools), this.picture);
    this.hostBoxes = new Map();
    this.tiles = new Map();
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** Take a new run in; boxes and tiles that stay are kept. */
  setStory(story, format) {
    this.format = format;
    setText(this.title, format.say("rack"));
    setText(this.trayTitle, format.say("not_on_a_host"));
    setAttribute(this.picture, "aria-label", format.say("rack_help"));
    this.building.setStory(story, format);
    keep(this.hostBoxes, story.head.hosts, (host) => new HostBox(host, this.onSelect));
    keep(this.tiles, story.head.machines, (machine) => new Tile(machine, this.onSelect));
    for (const host of story.head.hosts) this.hostBoxes.get(host.name).setHost(host, format);
    for (const machine of story.head.machines) this.tiles.get(machine.name).setMachine(machine, format);
    this.arrangement = null;
  }

  /** Show an instant. */
  show(moment, selected) {
    this.#arrange(moment);
    this.building.show(moment, this.format);
    for (const host of moment.hosts) this.hostBoxes.get(host.name).show(host, this.format);
    for (const machine of moment.machines) this.tiles.get(machine.name).show(machine, moment, this.format);
    this.#markSelected(selected);
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
  }

  #positions() {
    const boxes = new Map();
    for (const [name, tile] of this.tiles) {
      if (tile.root.isConnected) boxes.set(name, tile.root.getBoundingClientRect());
    }
    return boxes;
  }

  #fly(before) {
    for (const [name, from] of before) {
      const { root } = this.tiles.get(name) ?? {};
      if (!root?.isConnected) continue;
      const to = root.getBoundingClientRect();
      const [dx, dy] = [from.left - to.left, from.top - to.top];
      if (Math.abs(dx) + Math.abs(dy) < 4 || !from.width) continue;
      root.animate([{ transform: `translate(${dx}px, ${dy}px)`, zIndex: 5 }, { transform: "none", zIndex: 5 }],
        { duration: FLIGHT_MS, easing: "cubic-bezier(.3,.7,.3,1)" });
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

  /** Scroll a thing into what the panel leaves free. */
  reveal(name) {
    this.#buttons().find((button) => button.dataset.name === name)?.scrollIntoView({ block: "nearest" });
  }

  /** Put the keyboard back on a thing after its panel was closed. */
  focus(name) {
    this.#buttons().find((button) => button.dataset.name === name)?.focus();
  }
}

/** A server in the rack. */
class HostBox {
  constructor(host, onSelect) {
    this.stateIcon = icon("on");
    this.state = el("span", {});
    this.front = svg("svg", { class: "vl-front", "aria-hidden": "true" });
    this.cpu = el("i", {});
    this.cpuBar = el("span", { class: "vl-meter vl-cells" }, this.cpu);
    this.cpuText = el("span", { class: "vl-meter-text" });
    this.memory = el("i", {});
    this.memoryText = el("span", { class: "vl-meter-text" });
    this.cpuLabel = el("span", { class: "vl-meter-label" });
    this.memoryLabel = el("span", { class: "vl-meter-label" });
    this.name = el("span", { class: "vl-host-name" });
    this.head = el("button", { type: "button", class: "vl-host-head", "data-name": host.name, onclick: () => onSelect(host.name) },
      el("span", { class: "vl-host-title" }, this.name, el("span", { class: "vl-state" }, this.stateIcon, this.state)),
      this.cpuLabel, this.cpuBar, this.cpuText,
      this.memoryLabel, el("span", { class: "vl-meter vl-memory" }, this.memory), this.memoryText,
      this.front);
    this.tiles = el("div", { class: "vl-tiles" });
    this.layer = el("div", { class: "vl-layer" });
    this.root = el("article", { class: "vl-host", "data-thing": "host" }, this.head,
      el("div", { class: "vl-host-body" }, this.tiles, this.layer));
  }

  setHost(host, format) {
    setText(this.name, host.name);
    setText(this.cpuLabel, format.say("cpu"));
    setText(this.memoryLabel, format.say("memory"));
    setText(this.layer, format.say(host.bare_metal ? "no_hypervisor" : "hypervisor"));
    setTip(this.layer, format.say(host.bare_metal ? "no_hypervisor_help" : "hypervisor_help"));
    this.cpuBar.style.setProperty("--vl-cells", Math.min(host.cores, MOST_CELLS));
    this.#drawFront(host);
  }

  /** The server's front: a light for each power supply, a slot for each disk, a socket for each network card. */
  #drawFront({ power_supplies, disks, nics }) {
    this.parts = new Map();
    let x = 1;
    const part = (kind, count, width, draw) => {
      for (let i = 0; i < Math.min(count || 0, 8); i += 1, x += width + 3) this.parts.set(`${kind} ${i + 1}`, draw(x));
      x += 4;
    };
    part("psu", power_supplies, 7, (at) => svg("circle", { class: "vl-light", cx: at + 3.5, cy: 6, r: 3 }));
    part("disk", disks, 6, (at) => svg("rect", { class: "vl-slot", x: at, y: 1.5, width: 6, height: 9, rx: 1 }));
    part("nic", nics, 8, (at) => svg("path", { class: "vl-slot", d: `M${at} 10.5v-6h2v-2h4v2h2v6z` }));
    this.front.setAttribute("viewBox", `0 0 ${x} 12`);
    this.front.setAttribute("width", x);
    this.front.replaceChildren(...this.parts.values());
  }

  show(host, format) {
    setAttribute(this.root, "data-state", host.state);
    setIcon(this.stateIcon, host.state ?? "off");
    setText(this.state, format.say(`host_${host.state}`));
    const broken = new Map(host.broken);
    for (const [name, shape] of this.parts) setAttribute(shape, "data-broken", broken.has(`${host.name} ${name}`) ? "" : null);
    setPart(this.cpu, 0, host.used / host.capacity);
    setPart(this.memory, 0, host.memory_mib / host.host.memory_mib);
    setText(this.cpuText, format.say("used_of", { used: format.short(host.used), all: format.size(host.capacity) }));
    setText(this.memoryText, format.say("used_of_gib", {
      used: format.short(host.memory_mib / 1024), all: format.size(host.host.memory_mib / 1024),
    }));
  }
}

/** A machine on its host, or in the VM whose kernel it shares. */
class Tile {
  constructor(machine, onSelect) {
    this.name = machine.name;
    this.kind = icon(machine.kind);
    this.title = el("span", { class: "vl-tile-name" });
    this.badge = icon("corrupted", "vl-badge");
    this.stateIcon = icon("running");
    this.state = el("span", {});
    this.number = el("span", { class: "vl-tile-number" });
    this.given = el("i", { class: "vl-given" });
    this.lacking = el("i", { class: "vl-lacking" });
    this.button = el("button", { type: "button", class: "vl-tile", "data-name": machine.name, onclick: () => onSelect(machine.name) },
      el("span", { class: "vl-tile-title" }, this.kind, this.title, this.badge),
      el("span", { class: "vl-tile-line" }, el("span", { class: "vl-load" }, this.given, this.lacking), this.number),
      el("span", { class: "vl-state" }, this.stateIcon, this.state));
    this.inside = el("div", { class: "vl-inside" });
    this.bridges = el("div", { class: "vl-bridges" });
    this.kernel = el("div", { class: "vl-kernel" });
    this.root = el("div", { class: "vl-machine", "data-thing": "machine" }, this.button, this.bridges, this.inside, this.kernel);
  }

  setMachine(machine, format) {
    this.machine = machine;
    setText(this.title, machine.name);
    setIcon(this.kind, machine.kind);
    setAttribute(this.root, "data-kind", machine.kind);
    setAttribute(this.root, "data-pattern", machine.pattern || null);
    this.root.style.setProperty("--vl-color", machine.color);
    setAttribute(this.kernel, "data-family", machine.family);
    this.setShared(this.inside.childElementCount, format);
  }

  /** Write on the kernel whose it is, and who shares it. */
  setShared(containers, format) {
    if (!this.machine) return;
    const { kind, system } = this.machine;
    setAttribute(this.root, "data-holds", containers ? (containers > 2 ? "many" : "some") : null);
    if (kind === "container") return;
    const fields = { system, n: format.number(containers) };
    setText(this.kernel, format.say(containers ? "kernel_shared" : "kernel", fields));
    setTip(this.kernel, format.say(containers ? "kernel_shared_help" : "kernel_help", fields));
  }

  show(machine, moment, format) {
    const { spec } = machine;
    setAttribute(this.root, "data-state", machine.state);
    const moves = machine.state === "running" ? machine.migration : null;
    setAttribute(this.root, "data-migrates", moves ? "" : null);
    setIcon(this.stateIcon, moves ? "migrating" : machine.state ?? "defined");
    setText(this.state, moves && !moves.waits ? format.say("to_place", { host: moves.to }) : doing(machine, format));
    this.badge.style.display = machine.intact ? "none" : "";
    setIcon(this.badge, machine.damaged ? machine.data : "exposed");
    setPart(this.given, 0, machine.given / spec.vcpus);
    setPart(this.lacking, machine.given / spec.vcpus, Math.max(machine.wanted, machine.given) / spec.vcpus);
    setText(this.number, machine.up ? format.say("used_of", { used: format.short(machine.given), all: format.number(spec.vcpus) }) : "");
    if (this.machine.kind === "container") {
      setText(this.kernel, machine.place ? format.say("kernel_of", { place: machine.place }) : "");
    }
    const words = [format.say(`kind_${this.machine.kind}`), doing(machine, format)];
    if (machine.damaged) words.push(format.say(`data_${machine.data}`));
    if (machine.exposed) words.push(format.say("data_exposed"));
    this.#showBridges(spec, format);
    words.push(...this.bridgeWords);
    if (machine.place) words.push(format.say("on_place", { place: machine.place }));
    setAttribute(this.button, "aria-label", `${machine.name}, ${words.join(", ")}`);
  }

  /** Draw a chip for each bridge, only when they may have changed. */
  #showBridges(spec, format) {
    if (spec === this.bridgedSpec && format === this.bridgedFormat) return;
    [this.bridgedSpec, this.bridgedFormat] = [spec, format];
    const bridges = bridgesOf(spec, format);
    this.bridgeWords = bridges.map(([, text]) => text);
    this.bridges.replaceChildren(...bridges.map(([symbol, text]) => el("span", { class: "vl-bridge" }, icon(symbol), text)));
  }
}

/** What connects a machine to others beside the one office network: icon and words for each bridge. */
function bridgesOf(spec, format) {
  const own = (spec.folders ?? []).map(([folder, access]) =>
    ["folder", format.say(access === "read_only" ? "bridge_folder_read" : "bridge_folder", { folder })]);
  if (!spec.connected) own.push(["refused", format.say("bridge_unplugged")]);
  else if (spec.network !== OFFICE_NETWORK) own.push(["network", format.say("bridge_network", { network: spec.network })]);
  if (spec.administrator) own.push(["key", format.say("bridge_password", { administrator: spec.administrator })]);
  if (!spec.patched) own.push(["warning", format.say("bridge_unpatched")]);
  return own;
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
