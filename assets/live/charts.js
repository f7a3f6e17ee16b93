/** The charts of a run: drawn once; playing moves a line and a veil over the future, never the data. */

import { Chart } from "./chart.js";
import { el, setAttribute, setChildren, setTip } from "./dom.js";
import { icon } from "./icons.js";

const MS = 1000;
/** Charts that are shown at once. */
const MOST = 3;

/** The charts that the reader has chosen, in the order of choosing; null before that. It outlives a change of page. */
let chosen = null;

let library = null;

/** Load the vendored Plotly once for the page. */
function loadPlotly(version) {
  library ??= import(`./plotly-basic.min.js${version}`).then(() => {
    // At every draw Plotly searches each trace for arrays, all of its schema, half a millisecond a time. Ours stand in two places.
    globalThis.Plotly.PlotSchema.findArrayAttributes = () => ["x", "y"];
    return globalThis.Plotly;
  });
  return library;
}

export class Charts {
  /**
   * @param {string} version the query that makes the address of a new version new
   * @param {(time_s: number) => void} onSeek a click into the future goes there
   */
  constructor(version, onSeek) {
    this.choice = el("div", { class: "vl-chart-choice", role: "group" });
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
    const wanted = this.#chosen(story.head.charts);
    for (const [id, chart] of this.charts) {
      if (!wanted.some((one) => one.id === id)) {
        chart.destroy();
        this.charts.delete(id);
      }
    }
    for (const one of wanted) {
      if (!this.charts.has(one.id)) this.charts.set(one.id, new Chart(this.onSeek, (range) => this.#zoom(one.id, range)));
      this.charts.get(one.id).setText(one, format);
    }
    this.#drawChoice(story.head.charts, wanted);
    setChildren(this.root, [this.choice, ...wanted.map((one) => this.charts.get(one.id).root)]);
    const Plotly = await this.ready;
    if (this.gone || this.story !== story) return;
    const x = Float64Array.from(story.payload.times, (t) => t * MS);
    for (const one of wanted) {
      // One after the other without a frame between: each would lay out and paint the page once more.
      await this.charts.get(one.id).draw(Plotly, one.figure, story.payload, x, theme);
      if (this.gone || this.story !== story) return;
    }
    this.moveTo(this.time_s ?? 0);
    this.highlight(this.selected);
  }

  /** Return the charts to show: those chosen, at first the first three. */
  #chosen(all) {
    const shown = (chosen ?? []).filter((id) => all.some((one) => one.id === id));
    chosen = shown.length ? shown : all.slice(0, MOST).map((one) => one.id);
    return all.filter((one) => chosen.includes(one.id));
  }

  /** Offer all charts, where there are more than can be shown. */
  #drawChoice(all, wanted) {
    this.choice.hidden = all.length <= MOST;
    setAttribute(this.choice, "aria-label", this.format.say("charts_shown"));
    setTip(this.choice, this.format.say("charts_shown"));
    const buttons = all.map((one) => el("button", {
      type: "button", class: "vl-button", "data-id": one.id,
      "aria-pressed": String(wanted.includes(one)), onclick: () => this.#choose(one.id),
    }, icon(wanted.includes(one) ? "check" : "plus"), el("span", { text: one.short ?? one.title })));
    const focused = this.choice.querySelector(":focus")?.dataset.id;
    this.choice.replaceChildren(...buttons);
    buttons.find((button) => button.dataset.id === focused)?.focus();
  }

  /** Show a chart instead of the one chosen longest ago, or put one away; one always stays. */
  #choose(id) {
    const others = chosen.filter((one) => one !== id);
    if (others.length === chosen.length) chosen = [...chosen, id].slice(-MOST);
    else if (others.length) chosen = others;
    this.setStory(this.story, this.format, this.theme);
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
    await this.ready;
    if (!this.gone) for (const chart of this.charts.values()) chart.resize();
  }

  /** All charts show the same part of the day. */
  #zoom(from, range) {
    for (const [id, chart] of this.charts) if (id !== from) chart.zoom(range);
  }

  destroy() {
    this.gone = true;
    for (const chart of this.charts.values()) chart.destroy();
  }
}
