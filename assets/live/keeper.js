/** Keeps the work of lessons in the browser: what was done survives a reload, a closed tab and a restarted server. */

const KEPT = "virtlab.lessons";

/**
 * Streamlit calls this at every rerun. `data` is `{ask, work}`: whether Python wants to know what was kept, and what to keep.
 * Answers once with the trigger `found`: `{work, same_tab}`, `work` null for nothing.
 */
export default function keep({ data, setTriggerValue }) {
  if (data.ask) {
    const mine = read("sessionStorage");
    setTriggerValue("found", { work: mine ?? read("localStorage"), same_tab: mine !== null });
  } else if (data.work) {
    write("sessionStorage", data.work);
    write("localStorage", data.work);
  }
}

/** A browser may forbid storage; the lessons work without it. */
function read(storage) {
  try {
    return globalThis[storage].getItem(KEPT);
  } catch {
    return null;
  }
}

function write(storage, work) {
  try {
    globalThis[storage].setItem(KEPT, work);
  } catch {
    // Nothing is kept then; the report can still be downloaded.
  }
}
