/** What every picture of this folder is to Streamlit: made once in its place, told of every rerun, ended with the page. */

import { el, setAttribute } from "./dom.js";
import { themeOf } from "./theme.js";

/**
 * Return the function that Streamlit calls at every rerun and at every change of theme, and that returns the clean-up function.
 * @param {new (component) => {receive(component): void, destroy(): void}} Picture
 */
export function mounting(Picture) {
  const mounted = new WeakMap();
  return (component) => {
    const { parentElement } = component;
    // The modules may arrive when the page has gone on.
    if (!parentElement.isConnected) return () => {};
    if (!mounted.has(parentElement)) mounted.set(parentElement, { picture: new Picture(component), calls: 0 });
    const one = mounted.get(parentElement);
    one.calls += 1;
    const call = one.calls;
    one.picture.receive(component);
    // Streamlit also cleans up calls that a later one has overtaken: only the last one ends the picture.
    return () => {
      if (call !== one.calls) return;
      one.picture.destroy();
      mounted.delete(parentElement);
    };
  };
}

/** A small picture whose data are plain JSON, with their `language`: drawn again only when they change. */
export class Player {
  constructor({ parentElement }, className) {
    this.root = el("div", { class: `vl-root ${className}` });
    parentElement.append(this.root);
  }

  receive({ data }) {
    setAttribute(this.root, "data-theme", themeOf(this.root).dark ? "dark" : "light");
    const drawn = JSON.stringify(data);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.data = data;
    setAttribute(this.root, "lang", data.language);
    setAttribute(document.documentElement, "lang", data.language);
    this.draw();
  }

  destroy() {
    this.root.remove();
  }
}
