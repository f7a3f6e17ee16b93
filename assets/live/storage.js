/** What the browser keeps, in this tab and for another day. It may forbid storage; everything works without it. */

/** Return `{text, same_tab}`; null when nothing is kept. */
export function read(name) {
  for (const storage of ["sessionStorage", "localStorage"]) {
    try {
      const text = globalThis[storage].getItem(name);
      if (text !== null) return { text, same_tab: storage === "sessionStorage" };
    } catch {
      // Nothing is kept here.
    }
  }
  return null;
}

export function write(name, text) {
  for (const storage of ["sessionStorage", "localStorage"]) {
    try {
      globalThis[storage].setItem(name, text);
    } catch {
      // Nothing is kept then; the report can still be downloaded.
    }
  }
}
