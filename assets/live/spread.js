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
const REACHED = RUN_MS / (RUN_MS + STAY_MS);
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
    this.running = new Set();
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
    const ends = () => this.#ends(kind, name, source);
    const { from, target, nodes } = ends();
    if (!isDrawn(nodes[1])) return;
    arrive(kind === "wall" ? nodes[1] : target.root, kind, delay + (from && from.root !== target.root ? RUN_MS : 0));
    if (!isDrawn(nodes[0]) || name === source) return;
    const line = svg("line", { pathLength: 1, "data-kind": kind, "data-to": name });
    const head = svg("circle", { r: 4.5, "data-kind": kind });
    this.lines.append(line, head);
    const timing = { duration: RUN_MS + STAY_MS, delay, fill: "both" };
    const drawn = line.animate([
      { strokeDashoffset: 1, opacity: 1 }, { strokeDashoffset: 0, opacity: 1, offset: REACHED }, { strokeDashoffset: 0, opacity: 0 },
    ], timing);
    const running = { ends, line, moved: head.animate([], timing) };
    aim(running, frame);
    this.running.add(running);
    drawn.onfinish = drawn.oncancel = () => {
      line.remove();
      head.remove();
      this.running.delete(running);
    };
  }

  /** Let what is on its way go between where things are now: somebody may start a machine elsewhere meanwhile. */
  follow() {
    if (!this.running.size) return;
    const frame = this.lines.getBoundingClientRect();
    for (const running of this.running) aim(running, frame);
  }

  /** Where something comes from and where it goes: for a wall, to the mark that names it. */
  #ends(kind, name, source) {
    const [from, target] = [this.#spot(source), this.#spot(name)];
    const shield = kind === "wall" ? this.marked.get(target?.root)?.row : null;
    return { from, target, nodes: [from?.middle, shield ?? target?.middle] };
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

/** Lay a line, and the way of what runs along it, between its ends. */
function aim({ ends, line, moved }, frame) {
  const { nodes } = ends();
  if (!nodes.every(isDrawn)) return;
  const [[x1, y1], [x2, y2]] = nodes.map((node) => middleOf(node, frame));
  for (const [key, value] of Object.entries({ x1, y1, x2, y2 })) setAttribute(line, key, value);
  const [begin, end] = [`translate(${x1}px, ${y1}px)`, `translate(${x2}px, ${y2}px)`];
  moved.effect.setKeyframes([
    { transform: begin, opacity: 1 }, { transform: end, opacity: 1, offset: REACHED }, { transform: end, opacity: 0 },
  ]);
}

function isDrawn(node) {
  return Boolean(node?.getBoundingClientRect().width);
}

function middleOf(node, frame) {
  const box = node.getBoundingClientRect();
  return [box.left + box.width / 2 - frame.left, box.top + box.height / 2 - frame.top];
}
