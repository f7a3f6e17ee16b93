/** One machine of the picture, on its host or in the VM whose kernel it shares. */

import { el, setAttribute, setPart, setText, setTip } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { doing } from "./moment.js";

/** The network of everybody who is in no other: it goes without saying. */
const OFFICE_NETWORK = "lan";

export class Tile {
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
