/** Reads the binary block that holds a run: a JSON head, then float32 columns. */

export class Payload {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const headLength = view.getUint32(0, true);
    this.head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headLength)));
    const start = Math.ceil((4 + headLength) / 4) * 4;
    // A copy, because the block may begin anywhere in the message and float32 must be aligned.
    this.block = new Float32Array(bytes.slice(start).buffer);
    this.times = this.column("time_s");
  }

  /** Return a column by name, or null. */
  column(name) {
    const number = this.head.columns[name];
    if (number === undefined || number === null) return null;
    return this.block.subarray(number * this.head.points, (number + 1) * this.head.points);
  }

  /** Return the value of a column at its k-th point; NaN where there is no such column. */
  value(name, k) {
    const column = name ? this.column(name) : null;
    return column ? column[k] : NaN;
  }

  /** Return the number of the point whose values hold at `time_s`. */
  pointAt(time_s) {
    return Math.max(0, lastBefore(this.times, time_s, (t) => t));
  }
}

/**
 * Return the last of the changes `[t, …]` that has happened by `time_s`, or null before the first.
 * @param {Array<Array>} changes in time order
 */
export function changeAt(changes, time_s) {
  const index = lastBefore(changes, time_s, (change) => change[0]);
  return index < 0 ? null : changes[index];
}

/** Return the position of the last element whose time is at most `time_s`; -1 for none. */
export function lastBefore(ordered, time_s, timeOf) {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(ordered[middle]) <= time_s) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
