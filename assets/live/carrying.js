/** A machine is taken by mouse, pen or finger and carried to another place. Whatever this does, its menu and its forms do too. */

import { el, setAttribute, setText } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { Scroller } from "./scroller.js";

const SLOP_PX = 6;
/** A finger that rests so long takes the machine; one that moves before scrolls the page. */
const PRESS_MS = 350;
const HOME_MS = 220;
/** What the actions that move a machine look like where they would bring it. */
const WAYS = { migrate_machine: "live", migrate_storage: "live", move_machine: "cold" };
const ICONS = { asking: "info", live: "migrating", cold: "reset", refused: "refused", nowhere: "info" };

export class Carrying {
  /**
   * @param {import("./rack.js").Rack} rack
   * @param {{onTake: () => void, onAsk: (machine: string) => Promise, onDrop: (action: Object) => void,
   *   onRefused: (why: string) => void, onCancel: () => void}} on `onCancel` is said unless something is dropped
   */
  constructor(rack, on) {
    this.rack = rack;
    this.on = on;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.symbol = icon("info");
    this.text = el("span", {});
    this.note = el("div", { class: "vl-carry-note", role: "status" }, this.symbol, this.text);
    this.root = el("div", { class: "vl-carry", hidden: true });
    this.listeners = {
      pointermove: (event) => this.#move(event), pointerup: (event) => this.#up(event),
      pointercancel: () => this.cancel(), blur: (event) => event.target === window && this.cancel(), keydown: (event) => this.#key(event),
    };
    rack.picture.addEventListener("pointerdown", (event) => this.#down(event));
    // A finger that carries a machine neither scrolls the page nor opens a menu.
    rack.picture.addEventListener("touchmove", (event) => this.machine && event.preventDefault(), { passive: false });
    rack.picture.addEventListener("contextmenu", (event) => (this.machine || this.timer) && event.preventDefault());
  }

  /** Take a new run in: nothing may be in hand that is no longer there. */
  setStory({ head }, format) {
    this.cancel();
    this.format = format;
    this.possible = head.actions.some(({ kind }) => WAYS[kind]);
    setAttribute(this.rack.picture, "data-movable", this.possible ? "" : null);
  }

  #down(event) {
    const tile = event.target.closest(".vl-tile");
    if (!tile || event.button !== 0 || !event.isPrimary || !this.possible) return;
    this.start = { tile, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
    if (this.start.touch) this.timer = setTimeout(() => this.#take(), PRESS_MS);
    for (const [name, listener] of Object.entries(this.listeners)) window.addEventListener(name, listener, true);
  }

  #move({ clientX, clientY }) {
    Object.assign(this.start, { toX: clientX, toY: clientY });
    const far = Math.hypot(clientX - this.start.x, clientY - this.start.y) > SLOP_PX;
    if (!this.machine && far && this.start.touch) this.cancel();
    else if (!this.machine && far) this.#take();
    if (this.machine) this.#follow();
  }

  /** Lift the tile: time stands still, and Python says where it could go. */
  #take() {
    const { tile, x, y } = this.start;
    const root = tile.closest("[data-thing]");
    this.machine = tile.dataset.name;
    this.lifted = root;
    const box = root.getBoundingClientRect();
    this.grip = { x: x - box.left, y: y - box.top };
    this.ghost = root.cloneNode(true);
    this.ghost.style.width = `${box.width}px`;
    setAttribute(this.ghost, "data-ghost", "");
    setAttribute(this.ghost, "aria-hidden", "true");
    this.root.replaceChildren(this.ghost, this.note);
    this.root.hidden = false;
    setAttribute(root, "data-lifted", "");
    setAttribute(this.rack.picture, "data-carrying", "");
    this.scroller = new Scroller(this.rack.picture, () => this.#follow());
    this.on.onTake();
    this.answer = this.on.onAsk(this.machine);
    const asked = this.machine;
    this.answer.then((answer) => answer && asked === this.machine && this.#mark(answer.places));
    this.#follow();
  }

  /** Let every place show what would come of it. */
  #mark(places) {
    this.places = new Map();
    for (const { place, kind, why } of places) {
      const root = this.rack.rootOf(place);
      if (!root) continue;
      const here = root === this.lifted.parentElement.closest("[data-thing]");
      const way = here ? "here" : kind ? WAYS[kind] : "refused";
      const mark = here ? null : el("span", { class: "vl-drop" }, icon(ICONS[way]), this.format.say(`carry_${way}`));
      if (mark) root.append(mark);
      setAttribute(root, "data-drop", way);
      this.places.set(root, { place, kind, why, way, mark });
    }
    this.#follow();
  }

  /** Let the tile follow the pointer, and say what is under it. */
  #follow() {
    const { toX: x = this.start.x, toY: y = this.start.y } = this.start;
    this.root.style.transform = `translate(${x - this.grip.x}px, ${y - this.grip.y}px)`;
    this.scroller.near(y);
    const over = document.elementFromPoint(x, y)?.closest("[data-drop]") ?? null;
    if (over !== this.over) {
      setAttribute(this.over ?? this.root, "data-over", null);
      if (over) setAttribute(over, "data-over", "");
      this.over = over;
    }
    this.#say(this.places?.get(over));
  }

  #say(under) {
    const { format } = this;
    const way = !this.places ? "asking" : !under || under.way === "here" ? "nowhere" : under.way;
    const fields = { place: under?.place, why: under?.why ?? "" };
    setAttribute(this.note, "data-way", way);
    setIcon(this.symbol, ICONS[way]);
    setText(this.text, way === "refused" ? under.why : format.say(`carry_${way}_help`, fields).trim());
  }

  async #up(event) {
    const { machine, answer } = this;
    if (!machine) {
      this.#end();
      return;
    }
    event.preventDefault();
    swallowClick();
    const over = this.over;
    if (!this.places && !(await answer)) this.cancel();
    if (this.machine !== machine) return;
    const there = over ?? document.elementFromPoint(this.start.toX, this.start.toY)?.closest("[data-drop]");
    const found = this.places.get(there);
    if (!found || found.way === "here") this.cancel();
    else if (found.kind) this.#drop({ kind: found.kind, machine, to_host: found.place });
    else {
      this.cancel();
      this.on.onRefused(found.why);
    }
  }

  #drop(action) {
    this.#end();
    this.on.onDrop(action);
  }

  #key(event) {
    if (event.key !== "Escape" || !this.machine) return;
    event.stopPropagation();
    event.preventDefault();
    this.cancel();
  }

  /** Leave the machine where it is. */
  cancel() {
    if (!this.start) return;
    if (this.machine && !this.calm.matches && this.lifted.isConnected) this.#goHome();
    const carried = this.machine;
    this.#end();
    if (carried) this.on.onCancel();
  }

  #goHome() {
    const [from, to] = [this.ghost.getBoundingClientRect(), this.lifted.getBoundingClientRect()];
    this.lifted.animate([{ transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)`, opacity: 0.5 }, { transform: "none", opacity: 1 }],
      { duration: HOME_MS, easing: "ease-out" });
  }

  #end() {
    clearTimeout(this.timer);
    for (const [name, listener] of Object.entries(this.listeners)) window.removeEventListener(name, listener, true);
    this.scroller?.stop();
    if (this.lifted) setAttribute(this.lifted, "data-lifted", null);
    for (const [root, { mark }] of this.places ?? []) {
      mark?.remove();
      setAttribute(root, "data-drop", null);
      setAttribute(root, "data-over", null);
    }
    setAttribute(this.rack.picture, "data-carrying", null);
    this.root.hidden = true;
    this.root.replaceChildren();
    this.machine = this.lifted = this.places = this.over = this.start = this.timer = this.scroller = null;
  }
}

/** The click that follows a drop is not meant to select. */
function swallowClick() {
  const swallow = (click) => click.stopPropagation();
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, true), 0);
}
