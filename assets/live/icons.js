/** Drawn symbols, 16 by 16: each differs from the others in shape, not only in colour. */

import { svg } from "./dom.js";

/** Shapes that are filled. */
const SOLID = {
  play: "M4 2.5v11l9.5-5.5z",
  pause: "M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z",
  next: "M2.5 2.8v10.4l7-5.2zM11 2.8h2.6v10.4H11z",
  previous: "M13.5 2.8v10.4l-7-5.2zM5 2.8H2.4v10.4H5z",
  running: "M4.5 2.8v10.4l8.5-5.2z",
  paused: "M3.8 3h3v10h-3zM9.2 3h3v10h-3z",
  stopped: "M3.5 3.5h9v9h-9z",
  fault: "M9.4 1 3 9.2h4.4L6.4 15 13 6.6H8.6z",
  decision: "M8 1.5 14.5 8 8 14.5 1.5 8z",
  less: "M8 13 2.5 6h3.3V2.5h4.4V6h3.3z",
  more: "M8 3l5.5 7h-3.3v3.5H5.8V10H2.5z",
};

/** Shapes that are drawn as lines. */
const LINES = {
  check: "M2.8 8.6 6.4 12.2 13.4 4.2",
  cross: "M3.8 3.8l8.4 8.4M12.2 3.8 3.8 12.2",
  equal: "M3 6h10M3 10h10",
  unknown: "M4 8h8",
  undo: "M6.2 2.8 2.6 6.4 6.2 10M2.9 6.4h6.6a3.7 3.7 0 0 1 0 7.4H6.4",
  redo: "M9.8 2.8l3.6 3.6L9.8 10M13.1 6.4H6.5a3.7 3.7 0 0 0 0 7.4h3.1",
  reset: "M13 8.2A5 5 0 1 1 11.3 4.2M13.2 2v3.4H9.8",
  plus: "M8 3v10M3 8h10",
  closer: "M6.8 2.2a4.6 4.6 0 1 0 0 9.2 4.6 4.6 0 0 0 0-9.2M10.2 10.2 14 14M4.9 6.8h3.8M6.8 4.9v3.8",
  info: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 7.2v4M8 4.7v.1",
  warning: "M8 2 14.6 13.6H1.4zM8 6.4v3.4M8 11.6v.1",
  crashed: "M5.2 1.8h5.6l3.4 3.4v5.6l-3.4 3.4H5.2l-3.4-3.4V5.2zM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8",
  booting: "M4 2h8v2.4L9.2 8l2.8 3.6V14H4v-2.4L6.8 8 4 4.4z",
  migrating: "M1.8 5.4h9.6M8.8 2.4l3.2 3-3.2 3M14.2 10.6H4.6M7.2 7.6l-3.2 3 3.2 3",
  switching: "M1.8 5.4h9.6M8.8 2.4l3.2 3-3.2 3M6 10.2v4M10 10.2v4",
  placing: "M6.8 2.2a4.6 4.6 0 1 0 0 9.2 4.6 4.6 0 0 0 0-9.2M10.2 10.2 14 14",
  defined: "M3 5V3h2M7 3h2M11 3h2v2M13 7v2M13 11v2h-2M9 13H7M5 13H3v-2M3 9V7",
  on: "M8 1.8v6M4.6 4a5.4 5.4 0 1 0 6.8 0",
  off: "M8 2.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6",
  maintenance: "M13.6 4.4 11 7 9 5l2.6-2.6a3.6 3.6 0 0 0-4.7 4.7L2.2 11.8l2 2 4.7-4.7a3.6 3.6 0 0 0 4.7-4.7",
  vm: "M1.8 2.8h12.4v8H1.8zM5.4 13.8h5.2M8 10.8v3",
  container: "M2.4 4.9 8 2l5.6 2.9v6.2L8 14l-5.6-2.9zM2.4 4.9 8 7.8l5.6-2.9M8 7.8V14",
  microvm: "M1.8 4.4h12.4v7.2H1.8zM8.8 5.6 6.4 8.4h3.2l-2.4 2.8",
  physical: "M1.8 2.6h12.4v4.6H1.8zM1.8 8.8h12.4v4.6H1.8zM4.2 4.9h.1M4.2 11.1h.1M7 4.9h4.6M7 11.1h4.6",
  action: "M8 7.6a2.9 2.9 0 1 0 0-5.8 2.9 2.9 0 0 0 0 5.8M2.6 14.2c.4-3 2.6-4.6 5.4-4.6s5 1.6 5.4 4.6",
  refused: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M4.8 8h6.4",
  data: "M2.8 4c0-1.1 2.3-2 5.2-2s5.2.9 5.2 2-2.3 2-5.2 2-5.2-.9-5.2-2v8c0 1.1 2.3 2 5.2 2s5.2-.9 5.2-2V4",
  corrupted: "M2.8 4c0-1.1 2.3-2 5.2-2s5.2.9 5.2 2v8c0 1.1-2.3 2-5.2 2s-5.2-.9-5.2-2zM9.4 5 6.6 8.2h3L6.8 11.4",
  encrypted: "M3.4 7.2h9.2v6.4H3.4zM5.4 7.2V4.8a2.6 2.6 0 0 1 5.2 0v2.4M8 9.6v1.8",
  exposed: "M1.4 8S3.8 3.8 8 3.8 14.6 8 14.6 8 12.2 12.2 8 12.2 1.4 8 1.4 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6",
  folder: "M2 4.2h4.2l1.4 1.6H14v7H2z",
  network: "M8 2.4v4M3.6 13.2v-3h8.8v3M8 6.4v3.8M6 2.4h4M2 13.2h3.2M10.8 13.2H14",
  key: "M5 7.6a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2M7 8.4l5.6-5.6M10.4 5l2 2",
  shield: "M8 1.6 13.4 3.6v4.2c0 3.2-2.2 5.4-5.4 6.8-3.2-1.4-5.4-3.6-5.4-6.8V3.6z",
  mains: "M3 14.4V3.2h5.4v11.2M8.4 7.4h2.4v4.2a1.4 1.4 0 0 0 2.8 0V6L11.4 3.6M5 5.8h1.4",
  feed: "M5.6 1.8v3.4M10.4 1.8v3.4M3.8 5.2h8.4v2.6a4.2 4.2 0 0 1-8.4 0zM8 12v2.6",
  console: "M1.8 3h12.4v10H1.8zM4.2 6l2.2 2-2.2 2M8 10.4h3.6",
  rack: "M2.5 1.8h11v12.4h-11zM2.5 6h11M2.5 10.1h11M5 3.9h.1M5 8h.1M5 12.1h.1",
};
LINES.failed = LINES.crashed;
LINES.whole = LINES.check;
LINES.down = LINES.crashed;
LINES.partly_failed = LINES.warning;
LINES.isolated = "M2 8h3.4M10.6 8H14M5.4 5v6M10.6 5v6M7 2.4 9 13.6";
LINES.stalled = "M4 2h8M4 14h8M5 2v2.6L8 8l3-3.4V2M5 14v-2.6L8 8l3 3.4V14";
LINES.machine = LINES.vm;
LINES.host = LINES.physical;
LINES.removed = LINES.cross;

/**
 * Return a symbol as an SVG element that takes the colour of the text; words beside it say what it means.
 * @param {string} name
 * @param {string} [extraClass]
 */
export function icon(name, extraClass = "") {
  const node = svg("svg", { class: `vl-icon ${extraClass}`, viewBox: "0 0 16 16", "aria-hidden": "true" });
  node.append(svg("path", {}));
  setIcon(node, name);
  return node;
}

/** Turn a symbol into another one. */
export function setIcon(node, name) {
  if (node.dataset.icon === name) return;
  node.dataset.icon = name;
  const path = node.firstChild;
  path.setAttribute("d", SOLID[name] ?? LINES[name] ?? LINES.unknown);
  path.setAttribute("class", name in SOLID ? "vl-solid" : "vl-lines");
}
