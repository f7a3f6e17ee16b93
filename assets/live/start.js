/** The first thirty seconds: guess how many servers fit on one host, and see what a run says to it. */

import { el, setAttribute, setPart, setText } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { mounting, Player } from "./mount.js";

/** A day passes in this time once somebody has guessed; before that, slowly enough to look around. */
const DAY_MS = 6000;
const CALM_DAY_MS = 60_000;
const FLIGHT_MS = 700;
const BETWEEN_MS = 110;
const STILL_MS = 1500;

/**
 * `data` is what `pages/views/first_seconds.py` makes.
 * Says with the trigger `go` where somebody wants to go on: "lesson" or "lab".
 */
class Start extends Player {
  constructor(component) {
    super(component, "vl-start");
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  }

  receive(component) {
    this.go = (where) => component.setTriggerValue("go", where);
    super.receive(component);
  }

  draw() {
    this.#build();
    this.#begin();
  }

  #build() {
    const { words, servers, guesses } = this.data;
    this.servers = servers.map((server) => new Server(server, words));
    this.tiles = servers.map(tile);
    this.clock = el("span", { class: "vl-start-clock", role: "timer" });
    this.pauseButton = el("button", { type: "button", class: "vl-button", onclick: () => this.#toggle() }, icon("pause"), el("span", {}));
    this.gauge = el("i", { class: "vl-start-used" });
    this.peak = el("i", { class: "vl-start-peak" });
    this.gaugeText = el("b", {});
    this.hostState = el("span", { class: "vl-muted" });
    this.before = el("b", {});
    this.after = el("b", {});
    this.buttons = guesses.map(({ label, said }) => el("button", {
      type: "button", class: "vl-button vl-start-guess", "aria-pressed": "false", onclick: (event) => this.#guess(event.currentTarget, said), text: label,
    }));
    this.said = el("p", { class: "vl-start-said" });
    this.nextSteps = el("div", { class: "vl-start-next", hidden: true },
      el("button", { type: "button", class: "vl-button vl-primary", onclick: () => this.go("lesson"), text: words.why }),
      el("button", { type: "button", class: "vl-button", onclick: () => this.go("lab"), text: words.lab }),
      el("button", { type: "button", class: "vl-button", onclick: () => this.#again(), text: words.again }));
    this.picture = this.#pictured();
    this.root.replaceChildren(
      el("h1", { text: words.question }),
      el("div", { class: "vl-start-line" },
        el("div", { class: "vl-start-guesses", role: "group", "aria-label": words.question }, ...this.buttons),
        el("div", { class: "vl-start-time" }, this.clock, this.pauseButton)),
      el("div", { class: "vl-start-answer" }, el("div", { role: "status" }, this.said), this.nextSteps),
      this.picture);
  }

  /** The servers of before, and beside or under them the host that takes them. */
  #pictured() {
    const { words, host } = this.data;
    return el("div", { class: "vl-start-picture" },
      el("section", { class: "vl-start-before", "aria-label": words.before },
        el("header", {}, el("h2", { text: words.before }), el("span", {}, this.before, ` ${words.kwh}`)),
        el("ul", { class: "vl-start-servers" }, ...this.servers.map((server) => server.root))),
      el("section", { class: "vl-start-host", "aria-label": words.after },
        el("header", {}, el("h2", { text: words.after }), el("span", {}, this.after, ` ${words.kwh}`)),
        el("div", { class: "vl-start-size vl-muted", text: host.size }),
        el("ul", { class: "vl-start-tiles" }, ...this.tiles.map((one) => one.root)),
        el("div", { class: "vl-start-gauge" },
          el("span", { text: words.cpu }), el("span", { class: "vl-start-bar" }, this.gauge, this.peak), this.gaugeText),
        this.hostState));
  }

  /** The servers work, and nothing has been moved. */
  #begin() {
    this.stop();
    this.pauseButton.disabled = false;
    this.moved = false;
    this.most = 0;
    for (const server of this.servers) server.switch(true, this.data.words);
    for (const one of this.tiles) one.root.classList.remove("vl-there");
    setText(this.hostState, this.data.words.empty);
    this.day_ms = CALM_DAY_MS;
    setText(this.said, this.data.words.choose);
    this.#show(this.data.open_part);
    if (!this.calm.matches) this.#play();
    else this.#nameButton();
  }

  #again() {
    this.nextSteps.hidden = true;
    for (const button of this.buttons) setAttribute(button, "aria-pressed", "false");
    this.#begin();
    this.buttons[0].focus();
  }

  #guess(button, said) {
    for (const one of this.buttons) setAttribute(one, "aria-pressed", String(one === button));
    this.answer = said;
    if (this.moved) {
      if (!this.nextSteps.hidden) setText(this.said, said);
      return;
    }
    this.moved = true;
    this.stop();
    this.pauseButton.disabled = true;
    setText(this.said, this.data.words.moving);
    setText(this.hostState, this.data.words.given);
    // On a phone the host is below the screen, and what happens next happens on it.
    this.picture.scrollIntoView({ block: "nearest", behavior: this.calm.matches ? "instant" : "smooth" });
    this.servers.forEach((server, i) => this.#move(server, this.tiles[i], i));
    this.#show(0);
    const wait_ms = this.calm.matches ? STILL_MS : this.servers.length * BETWEEN_MS + FLIGHT_MS;
    this.timer = setTimeout(() => this.#runTheDay(), wait_ms);
  }

  /** A server's machine slides to the host, and the server is switched off. */
  #move(server, one, order) {
    const from = server.root.getBoundingClientRect();
    one.root.classList.add("vl-there");
    server.switch(false, this.data.words);
    if (this.calm.matches) return;
    const to = one.root.getBoundingClientRect();
    one.root.animate([
      { transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)`, opacity: 0.3, zIndex: 3 },
      { transform: "none", opacity: 1, zIndex: 3 },
    ], { duration: FLIGHT_MS, delay: order * BETWEEN_MS, fill: "backwards", easing: "cubic-bezier(.3,.7,.3,1)" });
  }

  #runTheDay() {
    this.pauseButton.disabled = false;
    this.most = 0;
    this.day_ms = DAY_MS;
    if (this.calm.matches) this.#end();
    else {
      this.part = 0;
      this.#play();
    }
  }

  #end() {
    this.stop();
    for (let i = 0; i <= this.data.host.pct.length; i += 1) this.#show(i / this.data.host.pct.length);
    setPart(this.gauge, 0, this.most / 100);
    setText(this.gaugeText, this.data.words.busiest.replace("{n}", this.#percent(this.most)));
    setText(this.said, this.answer);
    this.nextSteps.hidden = false;
    this.#nameButton();
  }

  // Time --------------------------------------------------------------------------------------

  #toggle() {
    if (this.frame) this.stop();
    else {
      if (this.part >= 1) [this.part, this.most] = [0, 0];
      this.#play();
    }
    this.#nameButton();
  }

  #nameButton() {
    const plays = Boolean(this.frame);
    setText(this.pauseButton.children[1], plays ? this.data.words.pause : this.data.words.play);
    setIcon(this.pauseButton.children[0], plays ? "pause" : "play");
  }

  #play() {
    let last = performance.now();
    const step = (now) => {
      const part = this.part + Math.max(now - last, 0) / this.day_ms;
      last = now;
      if (part >= 1 && this.moved) {
        this.#end();
        return;
      }
      this.#show(part % 1);
      this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
    this.#nameButton();
  }

  stop() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.frame = null;
  }

  /** Show one instant of the day, 0 to 1. */
  #show(part) {
    this.part = part;
    const { host, kwh_before, kwh_after, format } = this.data;
    const i = Math.min(Math.floor(part * host.pct.length), host.pct.length - 1);
    const minutes = Math.round(part * 24 * 60);
    setText(this.clock, `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60 - minutes % 5).padStart(2, "0")}`);
    const number = new Intl.NumberFormat(this.data.language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    const percent = (value) => this.#percent(value);
    this.servers.forEach((server) => server.show(i, percent, !this.moved));
    const used = this.moved ? host.pct[i] : 0;
    this.most = Math.max(this.most, used);
    setPart(this.gauge, 0, used / 100);
    this.peak.style.left = `${this.most}%`;
    this.peak.hidden = !this.moved;
    setText(this.gaugeText, this.moved ? format.gauge.replace("{now}", percent(used)).replace("{most}", percent(this.most)) : percent(0));
    setText(this.before, number.format(kwh_before[i + 1]));
    setText(this.after, this.moved ? number.format(kwh_after[i + 1]) : "–");
    for (const one of this.tiles) one.show(i, this.moved);
  }

  #percent(value) {
    const { language, format } = this.data;
    return format.percent.replace("{n}", new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(value));
  }

  destroy() {
    this.stop();
    super.destroy();
  }
}

/** One of the twelve servers of before. */
class Server {
  constructor({ name, pct }, words) {
    this.pct = pct;
    this.used = el("i", {});
    this.number = el("span", { class: "vl-start-number" });
    this.root = el("li", { class: "vl-start-server" }, icon("physical"), el("span", { class: "vl-start-name", text: name }),
      el("span", { class: "vl-start-bar" }, this.used), this.number);
    this.switch(true, words);
  }

  switch(on, words) {
    this.off = on ? null : words.off;
    setAttribute(this.root, "data-off", on ? null : "");
  }

  show(i, percent) {
    setPart(this.used, 0, this.off ? 0 : this.pct[i] / 100);
    setText(this.number, this.off ?? percent(this.pct[i]));
  }
}

/** The same application as a machine on the host. */
function tile({ name, given, vcpus, color }) {
  const used = el("i", {});
  const root = el("li", { class: "vl-start-tile" }, el("span", { class: "vl-start-name", text: name }), el("span", { class: "vl-start-bar" }, used));
  root.style.setProperty("--vl-color", color);
  return { root, show: (i, there) => setPart(used, 0, there ? given[i] / vcpus : 0) };
}

export default mounting(Start);
