/** A fault on its way: from what broke to each thing it took, in the order of the run, and to the walls that held. */

import { el, setAttribute, svg } from "./dom.js";
import { icon } from "./icons.js";

/** Of more faults that still count, the last ones are marked. */
const MOST_MARKED = 3;
/** What was passed longer ago, in simulated time, is no news: somebody jumped. */
const NEWS_S = 900;
/** One after the other, and all of them within so long. */
const STEP_MS = 140;
const ALL_MS = 900;
const RUN_MS = 350;
const STAY_MS = 600;
/** The states of data: a tile says all others itself. */
const DATA = new Set(["corrupted", "encrypted", "exposed"]);

export class Spread {
  /**
   * @param {(name: string) => ?{root: Element, middle: Element, before: ?Element, parts: ?Map}} spotOf where something is drawn
   * @param {MediaQueryList} calm whether motion is unwanted
   */
  constructor(spotOf, calm) {
    this.spotOf = spotOf;
    this.calm = calm;
    this.lines = svg("svg", { class: "vl-spread-lines", "aria-hidden": "true" });
    this.marked = new Map();
  }

  /** Take a new run in; in another story nothing has been seen yet. */
  setStory({ head }, format) {
    if (head.story !== this.story) this.seen = null;
    this.story = head.story;
    this.format = format;
    this.homes = new Map([...(head.building ?? []), ...head.hosts].flatMap(({ name, parts }) => parts.map(([part]) => [part, name])));
  }

  /** Mark the faults that count at an instant, and let those run that have just come. */
  show({ time_s, spreads }) {
    const passed = spreads.flatMap((one) => stepsOf(one)).filter((step) => step.t <= time_s);
    const fresh = this.seen ? passed.filter((step) => !this.seen.has(step.key) && time_s - step.t <= NEWS_S) : [];
    this.seen = new Set(passed.map((step) => step.key));
    const recent = new Set(spreads.slice(-MOST_MARKED));
    this.#mark(passed.filter((step) => recent.has(step.spread)));
    if (fresh.length && !this.calm.matches) this.#run(fresh);
  }

  /** Write beside everything concerned what it is to the fault: where it began, whose data it took, which wall held. */
  #mark(steps) {
    const marks = new Map();
    const add = (name, symbol, text) => {
      const spot = this.#spot(name);
      if (!spot) return;
      if (!marks.has(spot.root)) marks.set(spot.root, { spot, texts: new Map() });
      marks.get(spot.root).texts.set(text, symbol);
    };
    for (const { kind, name, text, state } of steps) {
      if (kind === "origin") add(name, "fault", this.format.say("spread_origin"));
      else if (kind === "wall") add(name, "shield", text);
      else if (DATA.has(state)) add(name, state, this.format.say(`data_${state}`));
    }
    for (const [root, { row }] of this.marked) if (!marks.has(root)) this.#unmark(root, row);
    for (const [root, { spot, texts }] of marks) this.#write(root, spot, texts);
  }

  #write(root, spot, texts) {
    const said = [...texts.keys()].join("|");
    const old = this.marked.get(root);
    if (old?.said === said && old.row.parentElement === root) return;
    old?.row.remove();
    const row = el("div", { class: "vl-spread" }, ...[...texts].map(([text, symbol]) =>
      el("span", { class: "vl-spread-mark", "data-mark": symbol === "shield" ? "wall" : "hit" }, icon(symbol), text)));
    root.insertBefore(row, spot.before);
    setAttribute(root, "data-spread", "");
    this.marked.set(root, { row, said });
  }

  #unmark(root, row) {
    row.remove();
    setAttribute(root, "data-spread", null);
    this.marked.delete(root);
  }

  /** Where something is drawn: a part on the front of its host, or on the chip of its group. */
  #spot(name) {
    const home = this.homes.get(name);
    const spot = this.spotOf(home ?? name);
    if (!spot?.root.isConnected) return null;
    const part = home ? spot.parts?.get(name.slice(home.length + 1)) : null;
    return part?.getBoundingClientRect().width ? { ...spot, middle: part } : spot;
  }

  // Motion ------------------------------------------------------------------------------------

  /** Run from each source to what it hits; the walls come up when all has arrived. */
  #run(steps) {
    const hits = steps.filter((step) => step.kind === "hit");
    const step_ms = Math.min(STEP_MS, ALL_MS / Math.max(hits.length, 1));
    const frame = this.lines.getBoundingClientRect();
    hits.forEach((hit, i) => this.#runTo(hit, i * step_ms, frame));
    const arrived_ms = hits.length ? (hits.length - 1) * step_ms + RUN_MS : 0;
    for (const wall of steps.filter((step) => step.kind === "wall")) this.#runTo(wall, arrived_ms, frame);
  }

  #runTo({ kind, name, source }, delay, frame) {
    const target = this.#spot(name);
    const from = this.#spot(source);
    const shield = kind === "wall" ? this.marked.get(target?.root)?.row : null;
    const end = shield ?? target?.middle;
    if (!end?.getBoundingClientRect().width) return;
    arrive(shield ?? target.root, kind, delay + (from && from.root !== target.root ? RUN_MS : 0));
    if (!from?.middle.getBoundingClientRect().width || name === source) return;
    const [[x1, y1], [x2, y2]] = [from.middle, end].map((node) => middleOf(node, frame));
    const line = svg("line", { x1, y1, x2, y2, pathLength: 1, "data-kind": kind, "data-to": name });
    const head = svg("circle", { r: 4.5, "data-kind": kind });
    this.lines.append(line, head);
    const duration = RUN_MS + STAY_MS;
    const reached = RUN_MS / duration;
    const drawn = line.animate([
      { strokeDashoffset: 1, opacity: 1 }, { strokeDashoffset: 0, opacity: 1, offset: reached }, { strokeDashoffset: 0, opacity: 0 },
    ], { duration, delay, fill: "both" });
    head.animate([
      { transform: `translate(${x1}px, ${y1}px)`, opacity: 1 },
      { transform: `translate(${x2}px, ${y2}px)`, opacity: 1, offset: reached },
      { transform: `translate(${x2}px, ${y2}px)`, opacity: 0 },
    ], { duration, delay, fill: "both" });
    drawn.onfinish = drawn.oncancel = () => {
      line.remove();
      head.remove();
    };
  }
}

/** Everything that a fault does, each with its time and a name that no other has. */
function stepsOf(spread) {
  const { t, origin } = spread;
  const step = (kind, time_s, name, rest) => ({ kind, t: time_s, name, spread, key: `${t}|${origin}|${kind}|${time_s}|${name}|${rest.text ?? ""}`, ...rest });
  return [
    step("origin", t, origin, {}),
    ...spread.hits.map(([time_s, name, source, state]) => step("hit", time_s, name, { source, state })),
    ...spread.walls.map(([time_s, name, text]) => step("wall", time_s, name, { source: origin, text })),
  ];
}

/** Let what was reached flash, and a wall come up. */
function arrive(node, kind, delay) {
  const keyframes = kind === "wall"
    ? [{ opacity: 0, transform: "scale(0.4)" }, { opacity: 1, transform: "scale(1.25)", offset: 0.6 }, { opacity: 1, transform: "none" }]
    : [{ outline: "4px dashed var(--vl-bad)", outlineOffset: "-4px" }, { outline: "2px dashed transparent", outlineOffset: "-2px" }];
  node.animate(keyframes, { duration: kind === "wall" ? RUN_MS : STAY_MS, delay, fill: "backwards" });
}

function middleOf(node, frame) {
  const box = node.getBoundingClientRect();
  return [box.left + box.width / 2 - frame.left, box.top + box.height / 2 - frame.top];
}
