/** Elements, cheap updates and tooltips. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Create an element.
 * @param {string} tag
 * @param {Object} attributes `text` and `on<event>` are special; null, undefined and false are left out
 * @param {...(Node|string|null)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** Create an SVG element, like `el`. */
export function svg(tag, attributes = {}, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Change a text only when it differs: the browser then has nothing to lay out. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Change an attribute only when it differs; null removes it. */
export function setAttribute(node, name, value) {
  if (value === null || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

/** Show the part of a bar from one share of its length to another (0 to 1); clipping costs no new layout. */
export function setPart(node, from, to) {
  const percent = (share) => `${(Math.max(0, Math.min(1, share || 0)) * 100).toFixed(1)}%`;
  const clip = `inset(0px ${percent(1 - (to || 0))} 0px ${percent(from)})`;
  if (node.dataset.part === clip) return;
  node.dataset.part = clip;
  node.style.clipPath = clip;
}

/** Put exactly these children into a parent: nothing moves that is in its place, and the keyboard stays where it was. */
export function setChildren(parent, children) {
  const same = parent.childElementCount === children.length && children.every((child, i) => parent.children[i] === child);
  if (same) return;
  const focused = document.activeElement;
  parent.replaceChildren(...children);
  if (focused !== document.activeElement && parent.contains(focused)) focused.focus({ preventScroll: true });
}

/** Give a node a tooltip for mouse and keyboard, and the same text to screen readers. */
export function setTip(node, text) {
  setAttribute(node, "data-vl-tip", text || null);
  setAttribute(node, "aria-description", text || null);
}

let lastId = 0;

/** Return an id that no other element has. */
export function uniqueId(prefix) {
  lastId += 1;
  return `vl-${prefix}-${lastId}`;
}

/** How long a tooltip stays while the pointer is on its way to it. */
const STAYS_MS = 200;

/**
 * One floating tooltip for everything inside `root` that has been given one with `setTip`. It stays while the pointer
 * or the keyboard is there, lets itself be pointed at, and goes with Escape.
 */
export class Tooltips {
  constructor(root) {
    this.root = root;
    this.bubble = el("div", { class: "vl-tip", role: "presentation", hidden: true });
    root.append(this.bubble);
    const show = (event) => this.show(event.target.closest?.("[data-vl-tip]"));
    root.addEventListener("pointerover", (event) => {
      clearTimeout(this.timer);
      if (event.target.closest?.("[data-vl-tip]")) show(event);
      else if (!this.bubble.contains(event.target) && !this.bubble.hidden) this.timer = setTimeout(() => this.show(null), STAYS_MS);
    });
    root.addEventListener("focusin", (event) => event.target.matches?.(":focus-visible") && show(event));
    root.addEventListener("focusout", () => this.show(null));
    root.addEventListener("pointerleave", () => this.show(null));
    this.onkey = (event) => {
      if (event.key !== "Escape" || this.bubble.hidden) return;
      event.stopPropagation();
      this.show(null);
    };
    document.addEventListener("keydown", this.onkey, true);
  }

  destroy() {
    clearTimeout(this.timer);
    document.removeEventListener("keydown", this.onkey, true);
  }

  /** Show the tooltip of `owner`, or none. */
  show(owner) {
    this.bubble.hidden = !owner;
    if (!owner) return;
    this.bubble.textContent = owner.getAttribute("data-vl-tip");
    const frame = this.root.getBoundingClientRect();
    const box = owner.getBoundingClientRect();
    const bubble = this.bubble.getBoundingClientRect();
    const left = box.left + box.width / 2 - bubble.width / 2;
    const most = Math.min(frame.right, document.documentElement.clientWidth) - bubble.width - 4;
    const above = box.top - bubble.height - 6;
    const top = above < 70 ? box.bottom + 6 : above;
    this.bubble.style.left = `${Math.max(frame.left + 4, Math.min(left, most)) - frame.left}px`;
    this.bubble.style.top = `${top - frame.top}px`;
  }
}
