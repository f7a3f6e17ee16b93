/** The tiles: what the rack costs and gives now, beside the baseline. */

import { el, setAttribute, setText, setTip } from "./dom.js";
import { icon, setIcon } from "./icons.js";

export class Scoreboard {
  constructor() {
    this.intro = el("div", { class: "vl-score-intro" });
    this.list = el("div", { class: "vl-scores", role: "list" });
    this.root = el("div", { class: "vl-scoreboard" }, this.intro, this.list);
  }

  /** Take a new run in. */
  setStory(story, format) {
    this.story = story;
    this.format = format;
    setText(this.intro, format.say("scoreboard"));
    setAttribute(this.list, "aria-label", format.say("scoreboard"));
    this.root.hidden = !story.head.scoreboard.length;
    const keys = story.head.scoreboard.map((tile) => tile.key).join();
    if (keys !== this.keys) {
      this.keys = keys;
      this.tiles = story.head.scoreboard.map(() => new Tile());
      this.list.replaceChildren(...this.tiles.map((tile) => tile.root));
    }
    this.tiles.forEach((tile, i) => tile.setScore(story.head.scoreboard[i], format));
  }

  /** Show an instant. */
  show({ k }) {
    for (const tile of this.tiles) tile.show(this.story.payload, k);
  }
}

class Tile {
  constructor() {
    this.label = el("div", { class: "vl-score-label" });
    this.value = el("span", { class: "vl-score-value" });
    this.unit = el("span", { class: "vl-score-unit" });
    this.arrow = icon("equal");
    this.change = el("span", { class: "vl-score-change" });
    this.before = el("span", { class: "vl-score-before" });
    this.verdict = el("div", { class: "vl-score-verdict" }, this.arrow, this.change, this.before);
    this.root = el("div", { class: "vl-score", role: "listitem", tabindex: 0 },
      this.label, el("div", { class: "vl-score-line" }, this.value, this.unit), this.verdict);
  }

  setScore(score, format) {
    this.score = score;
    this.format = format;
    setText(this.label, score.label);
    setText(this.unit, score.unit);
    setTip(this.root, score.help);
  }

  show(payload, k) {
    const { score, format } = this;
    const now = payload.value(score.column, k);
    const before = payload.value(score.baseline, k);
    setText(this.value, format.number(now, score.decimals));
    const compared = Number.isFinite(now) && Number.isFinite(before);
    this.verdict.hidden = !compared;
    if (!compared) return;
    const difference = now - before;
    const same = Math.abs(difference) < 0.5 * 10 ** -score.decimals;
    const better = same ? "same" : (difference < 0) === (score.better === "less") ? "better" : "worse";
    setAttribute(this.verdict, "data-verdict", better);
    setIcon(this.arrow, same ? "equal" : difference < 0 ? "less" : "more");
    setText(this.change, same ? format.say("same") : this.#change(difference, before));
    setText(this.before, format.say("before", { value: format.number(before, score.decimals) }));
  }

  /** A change of a percentage, or from nothing, is told as a difference; any other as a percentage. */
  #change(difference, before) {
    const { score, format } = this;
    if (score.unit.trim() !== "%" && before !== 0) return format.change(difference / Math.abs(before));
    return (difference > 0 ? "+" : "−") + format.number(Math.abs(difference), score.decimals);
  }
}
