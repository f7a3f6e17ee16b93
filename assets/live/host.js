/** One server of the picture: its front, its meters, its machines and the layer that they share. */

import { el, setAttribute, setPart, setText, setTip, svg } from "./dom.js";
import { icon, setIcon } from "./icons.js";

const MOST_CELLS = 64;

export class HostBox {
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
    this.arriving = el("div", { class: "vl-arriving" });
    this.layer = el("div", { class: "vl-layer" });
    this.root = el("article", { class: "vl-host", "data-thing": "host" }, this.head,
      el("div", { class: "vl-host-body" }, this.tiles, this.arriving, this.layer));
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

  /**
   * Show an instant.
   * @param {Array} arriving the machines that are being migrated here
   */
  show(host, arriving, format) {
    setAttribute(this.root, "data-state", host.state);
    setIcon(this.stateIcon, host.state ?? "off");
    setText(this.state, format.say(`host_${host.state}`));
    this.#showArriving(arriving, format);
    const broken = new Map(host.broken);
    for (const [name, shape] of this.parts) setAttribute(shape, "data-broken", broken.has(`${host.name} ${name}`) ? "" : null);
    setPart(this.cpu, 0, host.used / host.capacity);
    setPart(this.memory, 0, host.memory_mib / host.host.memory_mib);
    setText(this.cpuText, format.say("used_of", { used: format.short(host.used), all: format.size(host.capacity) }));
    setText(this.memoryText, format.say("used_of_gib", {
      used: format.short(host.memory_mib / 1024), all: format.size(host.host.memory_mib / 1024),
    }));
  }

  /** A ghost of each machine that is on its way here, with how far it is. */
  #showArriving(arriving, format) {
    const texts = arriving.map(({ name, migration }) => (migration.pass
      ? format.say("arriving_round", { machine: name, n: format.number(migration.pass) })
      : format.say("arriving_disk", { machine: name })));
    if (texts.join("|") === this.arrivingTexts) return;
    this.arrivingTexts = texts.join("|");
    this.arriving.replaceChildren(...texts.map((text) => el("div", { class: "vl-ghost" }, icon("migrating"), text)));
  }
}
