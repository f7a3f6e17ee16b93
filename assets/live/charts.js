/** Plotly figures, filled once per run; playing moves a line and a veil over the future, never the data. */

import { el, setAttribute, setText, setTip } from "./dom.js";
import { icon } from "./icons.js";

const MS = 1000;

let library = null;

/** Load the vendored Plotly once for the page. */
function loadPlotly(version) {
  library ??= import(`./plotly-basic.min.js${version}`).then(() => globalThis.Plotly);
  return library;
}

export class Charts {
  /** @param {(time_s: number) => void} onSeek a click into the future goes there */
  constructor(version, onSeek) {
    this.root = el("section", { class: "vl-charts" });
    this.charts = new Map();
    this.onSeek = onSeek;
    this.ready = loadPlotly(version);
    this.gone = false;
  }

  /** Take a new run in and draw it; resolves when it is drawn. */
  async setStory(story, format, theme) {
    this.story = story;
    this.format = format;
    this.theme = theme;
    const wanted = story.head.charts;
    for (const [id, chart] of this.charts) {
      if (!wanted.some((one) => one.id === id)) {
        chart.destroy();
        this.charts.delete(id);
      }
    }
    for (const one of wanted) {
      if (!this.charts.has(one.id)) {
        this.charts.set(one.id, new Chart(this.onSeek, (range) => this.#zoom(one.id, range)));
      }
      this.charts.get(one.id).setText(one, format);
    }
    const order = wanted.map((one) => this.charts.get(one.id).root);
    if (order.some((node, i) => this.root.children[i] !== node)) this.root.replaceChildren(...order);
    const Plotly = await this.ready;
    if (this.gone || this.story !== story) return;
    const x = Float64Array.from(story.payload.times, (t) => t * MS);
    for (const one of wanted) {
      await this.charts.get(one.id).draw(Plotly, one.figure, story.payload, x, theme, format);
    }
    this.moveTo(this.time_s ?? 0);
    this.highlight(this.selected);
  }

  /** Move the playhead. */
  moveTo(time_s) {
    this.time_s = time_s;
    for (const chart of this.charts.values()) chart.moveTo(time_s);
  }

  /** Let one machine stand out; null for none. */
  highlight(index) {
    this.selected = index;
    for (const chart of this.charts.values()) chart.highlight(index);
  }

  /** Fit the width. */
  async resize() {
    const Plotly = await this.ready;
    if (this.gone) return;
    for (const chart of this.charts.values()) chart.resize(Plotly);
  }

  /** All charts show the same part of the day. */
  async #zoom(from, range) {
    const Plotly = await this.ready;
    for (const [id, chart] of this.charts) if (id !== from) chart.zoom(Plotly, range);
  }

  destroy() {
    this.gone = true;
    for (const chart of this.charts.values()) chart.destroy();
  }
}

class Chart {
  constructor(onSeek, onZoom) {
    this.onSeek = onSeek;
    this.onZoom = onZoom;
    this.title = el("h3", {});
    this.info = el("button", { type: "button", class: "vl-info" }, icon("info"));
    this.plot = el("div", { class: "vl-plot" });
    this.veil = el("div", { class: "vl-veil", onclick: (event) => this.#clickFuture(event) });
    this.playhead = el("div", { class: "vl-playhead" });
    this.cover = el("div", { class: "vl-cover" }, this.veil, this.playhead);
    this.figure = el("div", { class: "vl-figure", role: "img" }, this.plot, this.cover);
    this.root = el("section", { class: "vl-card vl-chart" }, el("header", {}, this.title, this.info), this.figure);
  }

  setText({ title, sentence }, format) {
    setText(this.title, title);
    setAttribute(this.figure, "aria-label", `${title}. ${sentence}`);
    setAttribute(this.info, "aria-label", format.say("about_chart", { title }));
    setTip(this.info, sentence);
  }

  async draw(Plotly, figure, payload, x, theme, format) {
    this.end_ms = payload.head.duration_s * MS;
    const data = figure.data.map((trace) => ({ ...trace, x, y: payload.column(trace.meta.y) ?? [] }));
    this.machines = figure.data.map((trace) => trace.meta.machine ?? null);
    const height = this.plot.clientHeight;
    const width = this.plot.clientWidth;
    this.layout = dressed(figure.layout ?? {}, this.end_ms, theme, format, width, height);
    if (this.range) this.layout.xaxis.range = this.range;
    await Plotly.react(this.plot, data, this.layout, { displayModeBar: false, responsive: false, doubleClick: "reset" });
    if (!this.listening) {
      this.listening = true;
      this.plot.on("plotly_afterplot", () => this.#measure());
      this.plot.on("plotly_relayout", (change) => this.#relaid(change));
    }
    this.#measure();
  }

  /** Learn where the plot area lies and how time maps to pixels. */
  #measure() {
    const { xaxis, yaxis } = this.plot._fullLayout ?? {};
    if (!xaxis) return;
    const start = xaxis.c2p(0);
    this.scale = { start, perMs: (xaxis.c2p(this.end_ms) - start) / this.end_ms, length: xaxis._length };
    Object.assign(this.cover.style, {
      left: `${xaxis._offset}px`, width: `${xaxis._length}px`, top: `${yaxis._offset}px`, height: `${yaxis._length}px`,
    });
    if (this.time_s !== undefined) this.moveTo(this.time_s);
  }

  moveTo(time_s) {
    this.time_s = time_s;
    if (!this.scale) return;
    const { start, perMs, length } = this.scale;
    const x = start + time_s * MS * perMs;
    const inside = Math.max(0, Math.min(x, length));
    this.playhead.style.transform = `translateX(${inside.toFixed(1)}px)`;
    this.playhead.hidden = x < -1 || x > length + 1;
    this.veil.style.left = `${inside.toFixed(1)}px`;
  }

  #clickFuture(event) {
    const { start, perMs } = this.scale;
    const x = event.clientX - this.cover.getBoundingClientRect().left;
    this.onSeek((x - start) / perMs / MS);
  }

  #relaid(change) {
    if (this.quiet) return;
    if (change["xaxis.range[0]"] !== undefined) {
      this.range = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
    } else if (change["xaxis.range"]) {
      this.range = [...change["xaxis.range"]];
    } else if (change["xaxis.autorange"] || change["xaxis.showspikes"] !== undefined) {
      this.range = null;
    } else return;
    this.onZoom(this.range);
  }

  async zoom(Plotly, range) {
    this.range = range;
    this.quiet = true;
    await Plotly.relayout(this.plot, { "xaxis.range": range ?? [0, this.end_ms] });
    this.quiet = false;
  }

  highlight(index) {
    const traces = this.plot._fullData ?? [];
    const known = index !== null && index !== undefined && this.machines?.includes(index);
    traces.forEach((trace, i) => {
      const group = this.plot.querySelector(`.trace${trace.uid}`);
      const other = known && this.machines[i] !== null && this.machines[i] !== index;
      if (group) group.style.opacity = other ? 0.25 : "";
    });
  }

  resize(Plotly) {
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
    if (!this.layout || !width || (width === this.layout.width && height === this.layout.height)) return;
    Object.assign(this.layout, { width, height });
    Plotly.relayout(this.plot, { width, height });
  }

  destroy() {
    if (this.listening) globalThis.Plotly?.purge(this.plot);
  }
}

/** Return a figure's layout in the page's looks and with the whole day in view. */
function dressed(layout, end_ms, theme, format, width, height) {
  const axis = { gridcolor: theme.grid, linecolor: theme.grid, zerolinecolor: theme.grid, tickfont: { size: 12 }, automargin: false };
  return {
    ...layout,
    width, height,
    margin: { l: 46, r: 14, t: 8, b: 24, ...layout.margin },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { ...layout.font, family: theme.font, color: theme.text, size: 12 },
    hoverlabel: { ...layout.hoverlabel, bgcolor: theme.background, bordercolor: theme.text, font: { family: theme.font, color: theme.text } },
    separators: format.separators,
    showlegend: layout.showlegend ?? false,
    hovermode: layout.hovermode ?? "closest",
    dragmode: "zoom",
    uirevision: "one day",
    xaxis: {
      ...axis, ...layout.xaxis, type: "date", range: [0, end_ms], autorange: false, fixedrange: false,
      tickformat: end_ms > 172_800_000 ? "%-j · %H:%M" : "%H:%M", hoverformat: "%H:%M", nticks: Math.max(3, Math.floor(width / 64)),
    },
    yaxis: { ...axis, rangemode: "tozero", ...layout.yaxis, fixedrange: true },
  };
}
