/** What a fault would do, before it is done: asked as soon as somebody looks at its button, shown in the rack and in words. */

import { el, setText } from "./dom.js";
import { icon } from "./icons.js";

/** Whoever only passes over a button asks nothing. */
const LOOK_MS = 200;

export class Preview {
  /**
   * @param {(question: Object) => Promise} onAsk
   * @param {import("./rack.js").Rack} rack
   */
  constructor(onAsk, rack) {
    this.onAsk = onAsk;
    this.rack = rack;
    this.title = el("strong", {});
    this.said = el("ul", {});
    this.chain = el("p", { class: "vl-muted" });
    this.consoleTitle = el("summary", {});
    this.typed = el("code", {});
    this.console = el("details", {}, this.consoleTitle, el("pre", { tabindex: 0 }, this.typed));
    this.root = el("div", { class: "vl-preview", role: "status", hidden: true },
      el("p", {}, icon("exposed"), this.title), this.said, this.chain, this.console);
  }

  setStory(story, format) {
    this.format = format;
    setText(this.title, format.say("preview"));
    setText(this.consoleTitle, format.say("console"));
    this.leave();
  }

  /** Somebody looks at what would do this. */
  look(action) {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      this.looked = action;
      const answer = await this.onAsk({ about: "reach", action });
      if (answer && this.looked === action) this.#show(answer);
    }, LOOK_MS);
  }

  /** Somebody looks elsewhere. */
  leave() {
    clearTimeout(this.timer);
    this.looked = null;
    this.rack.showReach(null);
    this.root.hidden = true;
  }

  #show(answer) {
    const { missed, damaged, said, chain, console: typed } = answer;
    this.rack.showReach({ missed, damaged });
    this.said.replaceChildren(...said.map((text) => el("li", { text })));
    setText(this.chain, chain);
    setText(this.typed, typed);
    this.console.hidden = !typed;
    this.root.hidden = false;
  }
}
