/** Keeps the work of lessons in the browser: what was done survives a reload, a closed tab and a restarted server. */

import { read, write } from "./storage.js";
import { forgetOthers, forgetWhatIsIn, restore } from "./typed.js";

const KEPT = "virtlab.lessons";
/** When to look for boxes to fill: Streamlit draws some of the page, such as an open tab, later than this. */
const WAITS_MS = [0, 300, 1000, 3000];

/** Which desk was told last what this browser keeps. */
let told;

/**
 * Streamlit calls this at every rerun. `data` is `{ask, work, typed}`: the name of the desk that wants to know what was kept
 * or null, what to keep, and what is to become of words that were typed before the page was loaded: "restore", "wait" or "forget".
 * Answers a desk once with the trigger `found`: `{work, same_tab}`. Nothing is said where nothing is kept: an answer makes
 * the page anew, and whoever clicks in that moment clicks in vain.
 */
export default function keep({ data, setTriggerValue }) {
  const found = data.ask && data.ask !== told ? read(KEPT) : null;
  told = data.ask ?? told;
  if (found) {
    setTriggerValue("found", { work: found.text, same_tab: found.same_tab });
    return;
  }
  if (data.work) {
    write(KEPT, data.work);
    forgetWhatIsIn(data.work);
  }
  if (data.typed === "forget") forgetOthers();
  if (data.typed === "restore") WAITS_MS.forEach((wait_ms) => setTimeout(restore, wait_ms));
}
