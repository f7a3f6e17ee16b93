/** The panel of the selected thing: its numbers at the playhead, and what can be done to it. */

import { el, setAttribute, setChildren, setText, setTip } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { Menu } from "./menu.js";
import { doing, judgeReady, SHARES_PER_VCPU } from "./moment.js";

const MEMORY_LAYERS = ["active", "consumed", "shared", "ballooned", "compressed", "swapped"];
const VERDICT_ICONS = { fine: "check", watch: "warning", problem: "crashed" };
const USUAL_DISK_SHARES = 1000;
const USUAL_NETWORK_SHARES = 50;

export class Inspector {
  /**
   * @param {{onAct: (action: Object) => void, onClose: () => void}} on
   * @param {import("./preview.js").Preview} preview what a fault would do
   */
  constructor(on, preview) {
    this.on = on;
    this.kind = icon("vm");
    this.title = el("h2", {});
    this.subtitle = el("p", { class: "vl-muted" });
    this.stateIcon = icon("running");
    this.state = el("span", {});
    this.close = el("button", { type: "button", class: "vl-button vl-square vl-close", onclick: () => on.onClose() }, icon("cross"));
    this.numbers = el("dl", { class: "vl-numbers" });
    this.elsewhereTitle = el("summary", {});
    this.elsewhereLines = el("dl", { class: "vl-numbers vl-elsewhere-lines" });
    this.elsewhere = el("details", { class: "vl-elsewhere" }, this.elsewhereTitle, this.elsewhereLines);
    this.menu = new Menu(on.onAct, preview);
    this.hint = el("div", { class: "vl-hint" });
    this.thing = el("div", {},
      el("p", { class: "vl-state vl-big-state" }, this.stateIcon, this.state), this.subtitle, this.numbers, this.elsewhere);
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
    setText(this.elsewhereTitle, format.say("same_setting_elsewhere"));
    this.elsewhereShown = null;
    this.#drawHint();
  }

  /** Show the selected thing, or how to begin. */
  show(moment, selected) {
    const { format } = this;
    const thing = moment.byName.get(selected);
    const open = this.isOpen = Boolean(thing) || this.menu.isOpen;
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
    const title = thing.group?.title ?? thing.name;
    setText(this.title, title);
    setAttribute(this.root, "aria-label", title);
    setIcon(this.stateIcon, thing.state ?? "defined");
    if (thing.type === "building") {
      this.#showGroup(thing);
      return;
    }
    setText(this.state, thing.type === "host" ? format.say(`host_${thing.state}`) : doing(thing, format));
    if (thing.type === "host") this.#showHost(thing, moment);
    else this.#showMachine(thing);
  }

  #showGroup({ group, parts, broken, state }) {
    const { format } = this;
    this.elsewhere.hidden = true;
    setIcon(this.kind, group.icon);
    setText(this.state, format.say(`building_${state}`));
    setText(this.subtitle, group.meaning);
    this.#rows([
      ["parts", format.number(parts.length)],
      broken.length ? ["broken_parts", broken.map(([, title]) => title).join(", ")] : null,
    ]);
  }

  #showHost(thing, moment) {
    const { format } = this;
    this.elsewhere.hidden = true;
    setIcon(this.kind, "physical");
    setText(this.subtitle, format.say(thing.host.bare_metal ? "host_bare" : "host_with_hypervisor"));
    const isOn = (place) => place === thing.name || moment.byName.get(place)?.place === thing.name; // itself, or in a VM
    const inside = moment.machines.filter((machine) => machine.present && isOn(machine.place)).length;
    this.#rows([
      ["cpu_used", format.say("used_of_cores", { used: format.short(thing.used), all: format.size(thing.capacity) })],
      ["cpu_share", format.percent(thing.used / thing.capacity)],
      ["memory_used", format.say("used_of_gib", { used: format.short(thing.memory_mib / 1024), all: format.size(thing.host.memory_mib / 1024) })],
      ["datastore", format.say("datastore_use", { n: format.short(thing.store_pct), latency: format.waiting(thing.latency_s) })],
      ["uplink", format.say("percent", { n: format.short(thing.uplink_pct) })],
      ["machines_on_it", format.number(inside)],
      ["power_supplies", format.number(thing.host.power_supplies)],
      thing.broken.length ? ["broken_parts", thing.broken.map(([, title]) => title).join(", ")] : null,
    ]);
  }

  #showMachine(thing) {
    const { format } = this;
    const { machine, spec } = thing;
    setIcon(this.kind, machine.kind);
    setText(this.subtitle, format.say("kind_with_system", { kind: format.say(`kind_${machine.kind}`), system: machine.system }));
    this.#showElsewhere(spec);
    const load = this.story.head.choices.workloads.find((one) => one.pattern === spec.workload);
    const running = (text) => (thing.up ? text : "–");
    this.#rows([
      ["runs_on", thing.place || format.say("nowhere")],
      thing.migration ? ["migration", this.#migration(thing.migration)] : null,
      ["cpu_given", running(format.say("used_of_vcpus", { used: format.short(thing.given), all: format.number(spec.vcpus) }))],
      ["cpu_wanted", running(format.several("cores", thing.wanted))],
      ["guest_cpu", running(format.say("percent", { n: format.short(thing.guest_pct) }))],
      ["cpu_waiting", ...this.#ready(thing)],
      ...["limited", "blocked", "paging"].map((wait) => this.#rareWait(wait, thing[`${wait}_pct`])),
      ["response_time", format.waiting(thing.response_s)],
      thing.requests_per_s > 0 ? ["disk", format.say("disk_use", { n: format.short(thing.requests_per_s), latency: format.waiting(thing.latency_s) })] : null,
      thing.mib_per_s > 0 ? ["network", format.say("network_use", { n: format.short(thing.mib_per_s) })] : null,
      ["memory_size", format.memory(spec.memory_mib)],
      thing.memory.consumed > 0 ? ["memory_layers", this.#layers(thing.memory)] : null,
      ["load", load?.title ?? spec.workload],
      ["cpu_controls", this.#controls(spec)],
      ["other_controls", this.#otherControls(spec)],
      spec.depends_on?.length ? ["depends_on", spec.depends_on.join(", ")] : null,
      thing.intact ? null : ["data", this.#data(thing)],
    ]);
  }

  #migration({ waits, to, pass }) {
    const { format } = this;
    if (waits) return format.say("migration_waits");
    return pass ? format.say("migration_round", { host: to, n: format.number(pass) }) : format.say("migration_disk", { host: to });
  }

  /** Say how a machine's own data are, and from whom the harm came. */
  #data({ damaged, data, exposed, from }) {
    const { format } = this;
    const parts = [damaged && format.say(`data_${data}`), exposed && format.say("data_exposed")].filter(Boolean).join(", ");
    return from ? format.say("came_from", { what: parts, machine: from }) : parts;
  }

  #controls({ vcpus, shares, reservation_cores, limit_cores }) {
    const { format } = this;
    const special = shares && shares !== SHARES_PER_VCPU * vcpus;
    const parts = [special ? format.say("shares_n", { n: format.number(shares) }) : format.say("shares_normal")];
    if (reservation_cores) parts.push(format.say("reserved_n", { n: format.several("cores", reservation_cores) }));
    if (limit_cores) parts.push(format.say("limited_n", { n: format.several("cores", limit_cores) }));
    return parts.join(", ");
  }

  /** The machine's settings as other products write them. */
  #showElsewhere({ elsewhere }) {
    const lines = this.story.head.elsewhere?.[elsewhere] ?? [];
    this.elsewhere.hidden = !lines.length;
    if (this.elsewhereShown === lines) return;
    this.elsewhereShown = lines;
    this.elsewhereLines.replaceChildren(...lines.map(([where, text]) => el("div", {}, el("dt", { text: where }), el("dd", { text }))));
  }

  /** How long it waits for CPU, in a word and with a symbol too. */
  #ready(thing) {
    if (!thing.up) return ["–"];
    const { format } = this;
    const verdict = judgeReady(thing.ready_pct);
    const percent = format.say("percent", { n: format.short(thing.ready_pct) });
    return [format.say("judged", { value: percent, verdict: format.say(`ready_${verdict}`) }), verdict];
  }

  /** What it waits for seldom, if it does now. */
  #rareWait(wait, percent) {
    return percent > 0.05 ? [wait, this.format.say("percent", { n: this.format.short(percent) })] : null;
  }

  /** Where its memory is: only what there is of it. */
  #layers(memory) {
    const { format } = this;
    return MEMORY_LAYERS.filter((layer) => memory[layer] > 0.5 || layer === "active")
      .map((layer) => format.say(`layer_${layer}`, { n: format.memory(memory[layer] ?? 0) })).join(", ");
  }

  /** Shares, reservations and limits of memory, disk and network, as far as they are not the usual ones. */
  #otherControls(spec) {
    const { format } = this;
    const parts = [];
    const add = (key, value) => value && parts.push(format.say(key, { n: value }));
    add("memory_shares_n", spec.memory_shares && format.number(spec.memory_shares));
    add("memory_reserved_n", spec.memory_reservation_mib && format.memory(spec.memory_reservation_mib));
    add("memory_limited_n", spec.memory_limit_mib && format.memory(spec.memory_limit_mib));
    add("disk_shares_n", spec.disk_shares !== USUAL_DISK_SHARES && format.number(spec.disk_shares));
    add("disk_limited_n", spec.limit_iops && format.short(spec.limit_iops));
    add("network_shares_n", spec.network_shares !== USUAL_NETWORK_SHARES && format.number(spec.network_shares));
    add("network_limited_n", spec.limit_mib_per_s && format.short(spec.limit_mib_per_s));
    return parts.join(", ") || format.say("usual_controls");
  }

  /** Write label and value pairs, with a verdict where there is one, reusing the rows that are there. */
  #rows(pairs) {
    const wanted = pairs.filter(Boolean);
    for (const [key, value, verdict] of wanted) {
      if (!this.rows.has(key)) {
        const [term, symbol, text] = [el("span", {}), icon("check"), el("span", {})];
        const detail = el("dd", {}, symbol, text);
        this.rows.set(key, { term, symbol, text, detail, root: el("div", {}, el("dt", {}, term), detail) });
      }
      const row = this.rows.get(key);
      setText(row.term, this.format.say(`number_${key}`));
      this.#explain(row.term, this.story.head.glossary[key]);
      setText(row.text, value);
      setAttribute(row.detail, "data-verdict", verdict ?? null);
      row.symbol.style.display = verdict ? "" : "none";
      if (verdict) setIcon(row.symbol, VERDICT_ICONS[verdict]);
    }
    setChildren(this.numbers, wanted.map(([key]) => this.rows.get(key).root));
  }

  /** Let a term of the field say what it means, to whoever points at it or comes to it by keyboard. */
  #explain(term, meaning) {
    setTip(term, meaning);
    setAttribute(term, "class", meaning ? "vl-term" : null);
    setAttribute(term, "tabindex", meaning ? 0 : null);
    setAttribute(term, "role", meaning ? "term" : null);
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
