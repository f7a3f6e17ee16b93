/** The panel of the selected thing: its numbers at the playhead, and what can be done to it. */

import { el, setAttribute, setChildren, setText } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { Menu } from "./menu.js";
import { SHARES_PER_VCPU } from "./moment.js";

export class Inspector {
  /** @param {{onAct: (action: Object) => void, onClose: () => void}} on */
  constructor(on) {
    this.on = on;
    this.kind = icon("vm");
    this.title = el("h2", {});
    this.subtitle = el("p", { class: "vl-muted" });
    this.stateIcon = icon("running");
    this.state = el("span", {});
    this.close = el("button", { type: "button", class: "vl-button vl-square vl-close", onclick: () => on.onClose() }, icon("cross"));
    this.numbers = el("dl", { class: "vl-numbers" });
    this.menu = new Menu(on.onAct);
    this.hint = el("div", { class: "vl-hint" });
    this.thing = el("div", {},
      el("p", { class: "vl-state vl-big-state" }, this.stateIcon, this.state), this.subtitle, this.numbers);
    this.root = el("section", { class: "vl-card vl-inspector", onkeydown: (event) => this.#keys(event) },
      el("header", {}, this.kind, this.title, this.close), this.hint, this.thing, this.menu.root);
    this.rows = new Map();
  }

  /** Take a new run in. */
  setStory(story, format) {
    this.story = story;
    this.format = format;
    setAttribute(this.close, "aria-label", format.say("close"));
    this.menu.setStory(story, format);
    this.#drawHint();
  }

  /** Show the selected thing, or how to begin. */
  show(moment, selected) {
    const { format } = this;
    const thing = moment.byName.get(selected);
    const open = Boolean(thing) || this.menu.isOpen;
    setAttribute(this.root, "data-open", open ? "" : null);
    setAttribute(this.root, "data-state", thing?.state ?? null);
    this.thing.hidden = !thing;
    this.hint.hidden = open;
    this.close.hidden = !open;
    this.menu.show(moment, thing ?? null);
    if (!thing) {
      setIcon(this.kind, "info");
      setText(this.title, this.menu.isOpen ? this.menu.title : format.say("how_to_begin"));
      setAttribute(this.root, "aria-label", this.title.textContent);
      return;
    }
    setText(this.title, thing.name);
    setAttribute(this.root, "aria-label", thing.name);
    setIcon(this.stateIcon, thing.state ?? "defined");
    setText(this.state, format.say(`${thing.type === "host" ? "host" : "state"}_${thing.state}`));
    if (thing.type === "host") this.#showHost(thing, moment);
    else this.#showMachine(thing);
  }

  #showHost(thing, moment) {
    const { format } = this;
    setIcon(this.kind, "physical");
    setText(this.subtitle, format.say(thing.host.bare_metal ? "host_bare" : "host_with_hypervisor"));
    const inside = moment.machines.filter((machine) => machine.present && machine.place === thing.name).length;
    this.#rows([
      ["cpu_used", format.say("used_of_cores", { used: format.short(thing.used), all: format.size(thing.capacity) })],
      ["cpu_share", format.percent(thing.used / thing.capacity)],
      ["memory_used", format.say("used_of_gib", { used: format.short(thing.memory_mib / 1024), all: format.size(thing.host.memory_mib / 1024) })],
      ["machines_on_it", format.number(inside)],
      ["power_supplies", format.number(thing.host.power_supplies)],
    ]);
  }

  #showMachine(thing) {
    const { format } = this;
    const { machine, spec } = thing;
    setIcon(this.kind, machine.kind);
    setText(this.subtitle, format.say("kind_with_system", { kind: format.say(`kind_${machine.kind}`), system: machine.system }));
    const load = this.story.head.choices.workloads.find((one) => one.pattern === spec.workload);
    const running = (text) => (thing.up ? text : "–");
    this.#rows([
      ["runs_on", thing.place || format.say("nowhere")],
      ["cpu_given", running(format.say("used_of_vcpus", { used: format.short(thing.given), all: format.number(spec.vcpus) }))],
      ["cpu_wanted", running(format.say("cores", { n: format.short(thing.wanted) }))],
      ["cpu_waiting", running(format.say("percent", { n: format.short(thing.ready_pct) }))],
      ["response_time", format.waiting(thing.response_s)],
      ["memory_size", format.memory(spec.memory_mib)],
      ["load", load?.title ?? spec.workload],
      ["cpu_controls", this.#controls(spec)],
      spec.depends_on?.length ? ["depends_on", spec.depends_on.join(", ")] : null,
      thing.corrupted ? ["data", format.say("corrupted")] : null,
    ]);
  }

  #controls({ vcpus, shares, reservation_cores, limit_cores }) {
    const { format } = this;
    const special = shares && shares !== SHARES_PER_VCPU * vcpus;
    const parts = [special ? format.say("shares_n", { n: format.number(shares) }) : format.say("shares_normal")];
    if (reservation_cores) parts.push(format.say("reserved_n", { n: format.short(reservation_cores) }));
    if (limit_cores) parts.push(format.say("limited_n", { n: format.short(limit_cores) }));
    return parts.join(", ");
  }

  /** Write label and value pairs, reusing the rows that are there. */
  #rows(pairs) {
    const wanted = pairs.filter(Boolean);
    for (const [key, value] of wanted) {
      if (!this.rows.has(key)) {
        const [term, detail] = [el("dt", {}), el("dd", {})];
        this.rows.set(key, { term, detail, root: el("div", {}, term, detail) });
      }
      const row = this.rows.get(key);
      setText(row.term, this.format.say(`number_${key}`));
      setText(row.detail, value);
    }
    setChildren(this.numbers, wanted.map(([key]) => this.rows.get(key).root));
  }

  /** Before anything is selected: what to do first, and how to read the picture. */
  #drawHint() {
    const { format } = this;
    const sample = (className) => el("span", { class: `vl-sample ${className}`, "aria-hidden": "true" });
    this.hint.replaceChildren(
      el("p", { class: "vl-lead", text: format.say("begin") }),
      el("ul", { class: "vl-key" },
        el("li", {}, sample("vl-sample-given"), format.say("key_given")),
        el("li", {}, sample("vl-sample-lacking"), format.say("key_lacking")),
        el("li", {}, el("span", { class: "vl-sample", "aria-hidden": "true" }), format.say("key_number")),
        el("li", {}, sample("vl-sample-kernel"), format.say("key_kernel")),
        el("li", {}, sample("vl-sample-hypervisor"), format.say("key_hypervisor"))));
  }

  #keys(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (this.menu.isOpen) this.menu.closeForm();
    else this.on.onClose();
  }
}
