/** What can be done to the selected thing. What is impossible stays visible and says why. */

import { el, setAttribute, setTip, setText, uniqueId } from "./dom.js";
import { fill } from "./format.js";
import { formFor, partsFor } from "./forms.js";
import { icon } from "./icons.js";

/** The order of the groups; faults stand apart, last. */
const GROUPS = ["resources", "power", "build", "protection", "isolation", "fault"];

export class Menu {
  /**
   * @param {(action: Object) => void} onAct
   * @param {import("./preview.js").Preview} preview what a fault would do
   */
  constructor(onAct, preview) {
    this.onAct = onAct;
    this.preview = preview;
    this.groups = el("div", { class: "vl-groups" });
    this.why = el("p", { class: "vl-why", role: "status" });
    this.form = el("div", { class: "vl-form-place" });
    this.root = el("div", { class: "vl-menu" }, this.form, this.groups, preview.root, this.why);
    this.owner = undefined;
  }

  /** Take a new run in; a form that is open stays as it is. */
  setStory(story, format) {
    this.story = story;
    this.format = format;
    this.preview.setStory(story, format);
    const written = JSON.stringify([format.locale, story.head.actions]);
    if (written !== this.written) this.owner = undefined;
    this.written = written;
  }

  get isOpen() {
    return this.form.childElementCount > 0;
  }

  /** Show what can be done to `thing` at this moment. */
  show(moment, thing) {
    this.moment = moment;
    const owner = thing ? `${thing.type}:${thing.name}` : "";
    if (owner !== this.owner) {
      if (this.formOwner !== undefined && this.formOwner !== owner) this.#dropForm();
      this.owner = owner;
      this.thing = thing;
      setText(this.why, "");
      this.preview.leave();
      this.#draw(thing);
    }
    this.thing = thing;
    for (const button of this.buttons) button.update(thing);
  }

  /** Open the form of an action on the rack, such as adding a machine; `opener` is the button that asks for it. */
  openForm(kind, opener) {
    const action = this.story.head.actions.find((one) => one.kind === kind);
    this.opener = opener;
    if (action) this.#choose(action, null);
  }

  /** Close the form, if any, and put the keyboard back on the button that opened it. */
  closeForm() {
    if (!this.isOpen) return;
    this.#dropForm();
    this.onToggle?.();
    this.opener?.focus();
  }

  #dropForm() {
    this.preview.leave();
    this.form.replaceChildren();
    this.groups.hidden = false;
    this.formOwner = undefined;
  }

  #draw(thing) {
    const actions = this.story.head.actions.filter((action) => (thing ? concerns(action, thing) : isOfTheRack(action)));
    this.buttons = actions.map((action) => this.#button(action));
    const byKind = new Map(actions.map((action, i) => [action.kind, this.buttons[i]]));
    this.groups.replaceChildren(...GROUPS.flatMap((group) => {
      const members = actions.filter((action) => action.group === group).map((action) => byKind.get(action.kind).root);
      if (!members.length) return [];
      const id = uniqueId("group");
      const heading = el("h3", { id }, group === "fault" ? icon("fault") : null);
      heading.append(this.format.say(`group_${group}`));
      return [el("div", { class: `vl-group vl-group-${group}`, role: "group", "aria-labelledby": id },
        heading, el("div", { class: "vl-actions" }, ...members))];
    }));
  }

  /** A button that knows when its action is possible. */
  #button(action) {
    const root = el("button", { type: "button", class: "vl-button", "data-kind": action.kind });
    const button = { root, reason: "" };
    button.update = (thing) => {
      const wrongState = thing && action.states.length && !action.states.includes(thing.state);
      const nothingToCancel = action.kind === "cancel_migration" && !thing?.migration;
      const noPart = action.target === "part" && thing && !partsFor(action, thing).length;
      button.reason = noPart ? this.format.say(action.parts.length ? "all_broken" : "nothing_broken") : wrongState || nothingToCancel ? fill(action.impossible, { target: thing.name }) : "";
      setAttribute(root, "aria-disabled", button.reason ? "true" : null);
      setTip(root, button.reason || null);
      setText(root, this.#label(action, thing));
    };
    root.addEventListener("click", () => {
      setText(this.why, button.reason);
      if (!button.reason) {
        this.opener = root;
        this.#choose(action, this.thing);
      }
    });
    if (action.group === "fault") this.#foretell(button, action);
    return button;
  }

  /** Look ahead while somebody points at the button of a fault, or has come to it by keyboard. */
  #foretell({ root }, action) {
    const look = () => {
      if (!formFor(action, this.thing) && root.ariaDisabled !== "true") this.preview.look(plainAction(action, this.thing));
    };
    root.addEventListener("pointerenter", look);
    root.addEventListener("focus", () => root.matches(":focus-visible") && look());
    root.addEventListener("pointerleave", () => this.preview.leave());
    root.addEventListener("blur", () => this.preview.leave());
  }

  #label(action, thing) {
    if (action.kind === "set_maintenance") {
      return this.format.say(thing?.state === "maintenance" ? "maintenance_end" : "maintenance_begin");
    }
    return action.label;
  }

  /** Do it at once, or ask first for what it needs. */
  #choose(action, thing) {
    const makeForm = formFor(action, thing);
    if (!makeForm) {
      this.onAct(plainAction(action, thing));
      return;
    }
    this.title = action.label;
    this.formOwner = thing ? `${thing.type}:${thing.name}` : "";
    const form = makeForm({
      action, thing, moment: this.moment, story: this.story, format: this.format,
      onSubmit: (filled) => {
        this.closeForm();
        this.onAct(filled);
      },
      onCancel: () => this.closeForm(),
      onChange: (filled) => action.group === "fault" && this.preview.look(filled),
    });
    this.form.replaceChildren(form);
    this.groups.hidden = true;
    this.onToggle?.();
    form.querySelector("input, select")?.focus({ preventScroll: false });
  }
}

/** Say whether an action concerns the rack as a whole and has no button of its own above it. */
function isOfTheRack({ target, group }) {
  return target === "rack" && group !== "build" && group !== "protection";
}

/** Return an action that needs nothing but its target. */
function plainAction(action, thing) {
  const filled = { kind: action.kind };
  if (action.target === "part") filled.part = partsFor(action, thing)[0][0];
  else if (thing) filled[thing.type] = thing.name;
  if (action.kind === "set_maintenance") filled.enabled = thing.state !== "maintenance";
  return filled;
}

/** Whether an action is done to a thing, or to one of the parts of a host or of the building. */
function concerns(action, thing) {
  if (action.target === thing.type) return true;
  if (action.target !== "part" || !thing.parts) return false;
  return !action.parts.length || thing.parts.some(([, kind]) => action.parts.includes(kind));
}
