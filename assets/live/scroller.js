/** Scrolls what holds an element while the pointer is near its upper or lower edge. */

const EDGE_PX = 44;
const STEP_PX = 12;

export class Scroller {
  /**
   * @param {HTMLElement} inside
   * @param {() => void} onScroll called after every step
   */
  constructor(inside, onScroll) {
    this.holder = scrolling(inside);
    this.onScroll = onScroll;
    this.direction = 0;
  }

  /** The pointer is at this height of the window. */
  near(y) {
    const direction = y < EDGE_PX ? -1 : y > window.innerHeight - EDGE_PX ? 1 : 0;
    if (direction === this.direction) return;
    this.direction = direction;
    cancelAnimationFrame(this.request);
    if (direction) this.request = requestAnimationFrame(() => this.#step());
  }

  #step() {
    const before = this.holder.scrollTop;
    this.holder.scrollTop += this.direction * STEP_PX;
    if (this.holder.scrollTop !== before) this.onScroll();
    if (this.direction) this.request = requestAnimationFrame(() => this.#step());
  }

  stop() {
    this.direction = 0;
    cancelAnimationFrame(this.request);
  }
}

function scrolling(node) {
  for (let holder = node.parentElement; holder; holder = holder.parentElement) {
    if (holder.scrollHeight > holder.clientHeight && /auto|scroll/.test(getComputedStyle(holder).overflowY)) return holder;
  }
  return document.scrollingElement;
}
