/** One Plotly figure with its title, its key, its playhead, its veil and the numbers under the pointer. */

import { el, setAttribute, setText, setTip, svg } from "./dom.js";
import { icon } from "./icons.js";

const MS = 1000;
/** Machines that are named under the pointer, the busiest first. */
const MOST_NAMED = 6;
/** A stack lower than this part of the chart can be looked at more closely. */
const LOW = 0.55;
const DASHES = { dash: "5 3", dot: "1.5 3", dashdot: "5 3 1.5 3", longdash: "8 3", longdashdot: "8 3 1.5 3" };
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: "reset" };

export class Chart {
  /**
   * @param {(time_s: number) => void} onSeek
   * @param {(range: Array|null) => void} onZoom
   */
  constructor(onSeek, onZoom) {
    this.onSeek = onSeek;
    this.onZoom = onZoom;
    this.title = el("h2", {});
    this.key = el("div", { class: "vl-chart-key" });
    this.closer = el("button", { type: "button", class: "vl-info", onclick: () => this.#lookCloser() }, icon("closer"));
    this.info = el("button", { type: "button", class: "vl-info" }, icon("info"));
    this.plot = el("div", { class: "vl-plot" });
    this.veil = el("div", { class: "vl-veil", onclick: (event) => this.onSeek(this.#timeAt(event)) });
    this.playhead = el("div", { class: "vl-playhead" });
    this.hairline = el("div", { class: "vl-hairline", hidden: true });
    this.cover = el("div", { class: "vl-cover" }, this.veil, this.hairline, this.playhead);
    this.readout = el("div", { class: "vl-readout", hidden: true });
    this.figure = el("div", {
      class: "vl-figure", role: "img",
      onpointermove: (event) => this.#read(event), onpointerleave: () => this.#stopReading(),
    }, this.plot, this.cover, this.readout);
    this.root = el("section", { class: "vl-card vl-chart" },
      el("header", {}, this.title, this.key, this.closer, this.info), this.figure);
  }

  /** Write what stands around the picture. */
  setText({ title, sentence, figure }, format) {
    this.format = format;
    setText(this.title, title);
    setAttribute(this.figure, "aria-label", `${title}. ${sentence}`);
    setAttribute(this.info, "aria-label", format.say("about_chart", { title }));
    setTip(this.info, sentence);
    setAttribute(this.closer, "aria-label", format.say("look_closer"));
    setTip(this.closer, format.say("look_closer_help"));
    const named = figure.data.filter((trace) => trace.name && (trace.meta.machine ?? null) === null);
    this.key.replaceChildren(...named.map((trace) => el("span", {}, sample(trace), trace.name)));
  }

  /** Fill the figure and draw it. */
  async draw(Plotly, figure, payload, x, theme) {
    this.Plotly = Plotly;
    this.end_ms = payload.head.duration_s * MS;
    const columns = ["time_s", ...figure.data.map((trace) => trace.meta.y)].map((name) => payload.column(name));
    const looks = JSON.stringify([figure, theme, this.end_ms]);
    const before = this.drawn;
    this.payload = payload;
    this.drawn = { looks, columns };
    if (before?.looks === looks && before.columns.every((column, i) => sameColumn(column, columns[i]))) return;
    this.traces = figure.data.map((trace) => ({ ...trace, x, y: payload.column(trace.meta.y) ?? [], hoverinfo: "skip" }));
    // Measured once and after a change of width: asking makes the browser lay out the page.
    this.size ??= this.#sizeNow();
    this.figure.style.setProperty("--vl-drawn-width", `${this.size.width}px`);
    this.layout = dressed(figure.layout ?? {}, this.end_ms, theme, this.format, this.size);
    if (this.range) this.layout.xaxis.range = this.range;
    this.#measureStack(figure.layout ?? {});
    // A configuration that is given again would be measured again, and the page laid out for it.
    await Plotly.react(this.plot, this.traces, this.layout, this.listening ? undefined : CONFIG);
    if (!this.listening) {
      this.listening = true;
      this.plot.on("plotly_afterplot", () => this.#measure());
      this.plot.on("plotly_relayout", (change) => this.#relaid(change));
    }
    this.#measure();
  }

  /** Move the playhead and the veil. */
  moveTo(time_s) {
    this.time_s = time_s;
    if (!this.scale) return;
    const { start, perMs, length } = this.scale;
    const x = start + time_s * MS * perMs;
    const inside = `${Math.max(0, Math.min(x, length)).toFixed(1)}px`;
    this.playhead.style.transform = `translateX(${inside})`;
    this.playhead.hidden = x < -1 || x > length + 1;
    this.veil.style.transform = `translateX(${inside})`;
  }

  /** Let one machine's line or band stand out. */
  highlight(index) {
    const known = index !== null && index !== undefined && this.traces?.some((trace) => trace.meta.machine === index);
    (this.plot._fullData ?? []).forEach((trace, i) => {
      const group = this.plot.querySelector(`.trace${trace.uid}`);
      const machine = this.traces[i]?.meta.machine ?? null;
      if (group) group.style.opacity = known && machine !== null && machine !== index ? 0.22 : "";
    });
    this.highlighted = index;
  }

  /** Show a part of the day, or all of it. */
  async zoom(range) {
    if (!this.Plotly) return;
    this.range = range;
    this.quiet = true;
    await this.Plotly.relayout(this.plot, { "xaxis.range": range ?? [0, this.end_ms] });
    this.quiet = false;
  }

  /** Fit the width. */
  resize() {
    const { width, height } = (this.size = this.#sizeNow());
    this.figure.style.setProperty("--vl-drawn-width", `${width}px`);
    if (!this.layout || !width || (width === this.layout.width && height === this.layout.height)) return;
    this.Plotly.relayout(this.plot, { width, height, "xaxis.nticks": ticksFor(width) });
  }

  #sizeNow() {
    return { width: this.plot.clientWidth, height: this.plot.clientHeight };
  }

  destroy() {
    if (this.listening) this.Plotly.purge(this.plot);
  }

  /** Learn where the plot area lies and how time maps to pixels. */
  #measure() {
    const { xaxis, _size: size } = this.plot._fullLayout ?? {};
    if (!xaxis) return;
    const start = xaxis.c2p(0);
    this.scale = { start, perMs: (xaxis.c2p(this.end_ms) - start) / this.end_ms, length: xaxis._length };
    Object.assign(this.cover.style, {
      left: `${xaxis._offset}px`, width: `${xaxis._length}px`, top: `${size.t}px`, height: `${size.h}px`,
    });
    if (this.time_s !== undefined) this.moveTo(this.time_s);
    if (this.highlighted !== undefined) this.highlight(this.highlighted);
  }

  #relaid(change) {
    if (this.quiet) return;
    const from = change["xaxis.range[0]"];
    if (from === undefined && !change["xaxis.range"]) return;
    this.range = change["xaxis.range"] ? [...change["xaxis.range"]] : [from, change["xaxis.range[1]"]];
    this.onZoom(this.range);
  }

  #timeAt(event) {
    const { start, perMs } = this.scale;
    return (event.clientX - this.cover.getBoundingClientRect().left - start) / perMs / MS;
  }

  // A stack that is low under its capacity can be enlarged ------------------------------------

  #measureStack(layout) {
    const stacked = this.traces.filter((trace) => trace.stackgroup);
    const points = this.payload.times.length;
    const top = (traces, k) => traces.reduce((sum, trace) => sum + (trace.y[k] || 0), 0);
    let stackTop = 0;
    for (let k = 0; k < points; k += 1) stackTop = Math.max(stackTop, top(stacked, k));
    const others = this.traces.filter((trace) => !trace.stackgroup).flatMap((trace) => [...trace.y].filter(Number.isFinite));
    const all = others.reduce((most, value) => Math.max(most, value), stackTop);
    this.closeRange = [0, stackTop * 1.15];
    this.closer.hidden = !stackTop || stackTop > LOW * all || Boolean(layout.yaxis?.range);
    if (this.closer.hidden) this.isClose = false;
    if (this.isClose) this.layout.yaxis = { ...this.layout.yaxis, range: this.closeRange, autorange: false };
    setAttribute(this.closer, "aria-pressed", String(Boolean(this.isClose)));
  }

  #lookCloser() {
    this.isClose = !this.isClose;
    setAttribute(this.closer, "aria-pressed", String(this.isClose));
    this.Plotly.relayout(this.plot, this.isClose ? { "yaxis.range": this.closeRange } : { "yaxis.autorange": true });
  }

  // The numbers under the pointer -------------------------------------------------------------

  /** Show what held at the time under the pointer; the future stays hidden. */
  #read(event) {
    if (!this.scale) return;
    const box = this.cover.getBoundingClientRect();
    const time_s = this.#timeAt(event);
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside || time_s > this.time_s || time_s < 0 || event.buttons) {
      this.#stopReading();
      return;
    }
    const k = this.payload.pointAt(time_s);
    const lines = this.traces.map((trace) => ({ trace, value: trace.y[k], machine: trace.meta.machine ?? null }))
      .filter((line) => Number.isFinite(line.value));
    const machines = lines.filter((line) => line.machine !== null && line.value > 0).sort((a, b) => b.value - a.value);
    const shown = [...lines.filter((line) => line.machine === null), ...machines.slice(0, MOST_NAMED)];
    const more = machines.length - MOST_NAMED;
    this.readout.replaceChildren(
      el("strong", { text: this.format.clock(time_s) }),
      ...shown.map((line) => el("div", {}, sample(line.trace), el("span", { text: line.trace.name }), el("b", { text: this.#amount(line) }))),
      more > 0 ? el("div", { class: "vl-more", text: this.format.say("and_more", { n: this.format.number(more) }) }) : "");
    this.readout.hidden = this.hairline.hidden = false;
    const x = event.clientX - box.left;
    this.hairline.style.transform = `translateX(${x.toFixed(1)}px)`;
    const onRight = x < box.width / 2;
    const edge = `${(onRight ? x : box.width - x) + 14}px`;
    const offset = this.cover.offsetLeft;
    const rest = this.figure.clientWidth - offset - box.width;
    this.readout.style.left = onRight ? `calc(${edge} + ${offset}px)` : "auto";
    this.readout.style.right = onRight ? "auto" : `calc(${edge} + ${rest}px)`;
  }

  #amount({ trace, value }) {
    const axis = this.layout[trace.yaxis === "y2" ? "yaxis2" : "yaxis"] ?? {};
    if (trace.meta.unit === "s") return this.format.waiting(value);
    return `${this.format.short(value)}${trace.meta.unit ? ` ${trace.meta.unit}` : axis.ticksuffix ?? ""}`;
  }

  #stopReading() {
    this.readout.hidden = this.hairline.hidden = true;
  }
}

/** Say whether two columns hold the same numbers. */
function sameColumn(one, other) {
  if (!one || !other || one.length !== other.length) return one === other;
  return one.every((value, k) => value === other[k] || (value !== value && other[k] !== other[k]));
}

/** A piece of a line or of a band, for the key. */
function sample(trace) {
  const filled = trace.stackgroup || trace.fill;
  const color = trace.line?.color ?? "currentColor";
  const shape = filled
    ? svg("rect", { x: 0.5, y: 1.5, width: 15, height: 7, rx: 1.5, fill: trace.fillcolor ?? color, stroke: color })
    : svg("path", { d: "M0 5h16", stroke: color, "stroke-width": 2.2, "stroke-dasharray": DASHES[trace.line?.dash] ?? null });
  return svg("svg", { class: "vl-line-sample", viewBox: "0 0 16 10", "aria-hidden": "true" }, shape);
}

function ticksFor(width) {
  return Math.max(3, Math.floor(width / 64));
}

/** Return a figure's layout in the page's looks and with the whole run in view. */
function dressed(layout, end_ms, theme, format, { width, height }) {
  const axis = { gridcolor: theme.grid, linecolor: theme.grid, zerolinecolor: theme.grid, tickfont: { size: 12 }, automargin: false };
  const { xaxis, yaxis, yaxis2, legend, ...rest } = layout;
  return {
    ...rest,
    width, height,
    margin: { l: 56, r: 12, ...layout.margin, t: 6, b: 24 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { ...layout.font, family: theme.font, color: theme.text, size: 12 },
    separators: layout.separators ?? format.separators,
    showlegend: false,
    hovermode: false,
    dragmode: "zoom",
    uirevision: "one day",
    xaxis: {
      ...axis, hoverformat: "%H:%M", tickformat: "%H:%M", ...xaxis, type: "date", range: [0, end_ms], autorange: false,
      fixedrange: false, nticks: ticksFor(width), anchor: "free", position: 0,
    },
    yaxis: { ...axis, rangemode: "tozero", ...yaxis, title: small(yaxis?.title), fixedrange: true },
    ...(yaxis2 ? { yaxis2: { ...axis, ...yaxis2, title: small(yaxis2.title), fixedrange: true } } : {}),
  };
}

function small(title) {
  return title ? { standoff: 4, ...title, font: { size: 12, ...title.font } } : undefined;
}
