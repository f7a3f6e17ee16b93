/** The buttons of the rack as a whole: another machine, another host, high availability. */

import { el, setAttribute, setText, setTip } from "./dom.js";
import { icon } from "./icons.js";

export class RackTools {
  /** @param {{onOpen: (kind: string, opener: HTMLElement) => void, onAct: (action: Object) => void}} on */
  constructor({ onOpen, onAct }) {
    const tool = (name, onclick) => el("button", { type: "button", class: "vl-button", onclick }, icon(name), el("span", {}));
    this.machine = tool("plus", () => onOpen("add_machine", this.machine));
    this.machine.classList.add("vl-primary");
    this.host = tool("plus", () => onOpen("add_host", this.host));
    this.protection = tool("shield", () => onAct({ kind: "set_high_availability", enabled: !this.protected }));
    this.protection.append(el("span", { class: "vl-switch", "aria-hidden": "true" }));
    setAttribute(this.protection, "role", "switch");
    this.buttons = [[this.machine, "add_machine"], [this.host, "add_host"], [this.protection, "set_high_availability"]];
    this.root = el("div", { class: "vl-buttons" }, ...this.buttons.map(([button]) => button));
  }

  /** Offer what the page allows. */
  setStory({ head }, format) {
    const labels = new Map(head.actions.map((action) => [action.kind, action.label]));
    for (const [button, kind] of this.buttons) {
      button.hidden = !labels.has(kind);
      setText(button.children[1], labels.get(kind) ?? "");
    }
    setTip(this.protection, format.say("high_availability_help"));
  }

  show({ highAvailability }) {
    this.protected = highAvailability;
    setAttribute(this.protection, "aria-checked", String(highAvailability));
  }
}
