/** Each machine: is it running, are its data intact, is it reachable, is it as fast as ever. Icon and word, never colour alone. */

import { el, setAttribute, setChildren, setText } from "./dom.js";
import { icon, setIcon } from "./icons.js";

/** Column → how a machine at one moment answers: true, false, or null where the question makes no sense; and the words. */
const QUESTIONS = [
  ["running", (m) => m.up, (m) => m.state],
  ["intact", (m) => m.intact, (m) => `data_${m.damaged || !m.exposed ? m.data : "exposed"}`],
  ["reachable", (m) => m.serves, (m) => (m.serves ? "reachable" : m.up ? "shows_errors" : "no_answer")],
  ["speed", (m) => m.normalSpeed, (m) => (m.normalSpeed === null ? "none" : m.normalSpeed ? "normal" : "slow")],
];

export class Isolation {
  /** @param {(name: string) => void} onSelect */
  constructor(onSelect) {
    this.onSelect = onSelect;
    this.title = el("h2", {});
    this.summary = el("span", { class: "vl-muted" });
    this.headings = el("tr", {});
    this.body = el("tbody", {});
    this.table = el("table", {}, el("thead", {}, this.headings), this.body);
    this.root = el("section", { class: "vl-card vl-isolation" },
      el("header", {}, this.title, this.summary),
      el("div", { class: "vl-scroll", tabindex: 0, role: "region" }, this.table));
    this.rows = [];
  }

  /** Take a new run in. */
  setStory(story, format) {
    this.format = format;
    setText(this.title, format.say("isolation"));
    setAttribute(this.root.lastChild, "aria-label", format.say("isolation"));
    this.headings.replaceChildren(el("th", { scope: "col", text: format.say("machine") }),
      ...QUESTIONS.map(([key]) => el("th", { scope: "col", text: format.say(`ask_${key}`) })));
    const { machines } = story.head;
    while (this.rows.length < machines.length) this.rows.push(new Row(this.onSelect));
    this.rows.length = machines.length;
    setChildren(this.body, this.rows.map((row) => row.root));
  }

  /** Show an instant. */
  show({ machines }, selected) {
    let well = 0;
    let present = 0;
    this.rows.forEach((row, i) => {
      const machine = machines[i];
      row.root.hidden = !machine.present;
      if (!machine.present) return;
      present += 1;
      well += row.show(machine, this.format, selected) ? 1 : 0;
    });
    setText(this.summary, this.format.say("all_well", { well: this.format.number(well), all: this.format.number(present) }));
  }
}

class Row {
  constructor(onSelect) {
    this.name = el("button", { type: "button", class: "vl-link", onclick: () => onSelect(this.name.textContent) });
    this.cells = QUESTIONS.map(() => {
      const symbol = icon("check");
      const word = el("span", {});
      return { root: el("td", {}, symbol, word), symbol, word };
    });
    this.root = el("tr", {}, el("th", { scope: "row" }, this.name), ...this.cells.map((cell) => cell.root));
  }

  show(machine, format, selected) {
    setText(this.name, machine.name);
    setAttribute(this.root, "data-selected", machine.name === selected ? "" : null);
    const asked = machine.wantedUp || machine.up;
    let well = true;
    QUESTIONS.forEach(([key, answer, word], i) => {
      const cell = this.cells[i];
      const good = answer(machine);
      // A machine that was stopped on purpose is not a failure.
      const verdict = good ? "good" : good === null || (!asked && key !== "intact") ? "none" : "bad";
      well &&= verdict !== "bad";
      setAttribute(cell.root, "data-verdict", verdict);
      setIcon(cell.symbol, { good: "check", bad: "cross", none: "unknown" }[verdict]);
      const said = word(machine);
      if (key === "reachable" && machine.blames) {
        setText(cell.word, format.say("errors_from", { machine: machine.blames }));
        return;
      }
      setText(cell.word, said === "none" ? "" : format.say(key === "running" ? `state_${said}` : said));
    });
    return well;
  }
}
