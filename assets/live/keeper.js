/** Keeps the work of lessons in the browser: what was done survives a reload, a closed tab and a restarted server. */

import { read, write } from "./storage.js";
import { forgetOthers, forgetWhatIsIn, restore } from "./typed.js";

const KEPT = "virtlab.lessons";
/** When to look for boxes to fill: Streamlit draws some of the page, such as an open tab, later than this. */
const WAITS_MS = [0, 300, 1000, 3000];

/** Which desk asked last what this browser keeps, and which one was told of something. */
let asked;
let told;

/**
 * Streamlit calls this at every rerun. `data` is `{ask, work, typed}`: the name of the desk that wants to know what was kept
 * or null, what to keep, and what is to become of words that were typed before the page was loaded: "restore", "wait" or "forget".
 * Answers a desk once with the trigger `found`: `{work, same_tab}`. Nothing is said where nothing is kept: an answer makes
 * the page anew, and whoever clicks in that moment clicks in vain.
 */
export default function keep({ data, setTriggerValue }) {
  const found = data.ask && data.ask !== asked ? read(KEPT) : null;
  asked = data.ask ?? asked;
  if (found) {
    told = asked;
    setTriggerValue("found", { work: found.text, same_tab: found.same_tab });
    return;
  }
  if (data.work) {
    write(KEPT, data.work);
    forgetWhatIsIn(data.work);
  }
  if (data.typed === "forget") forgetOthers();
  const laysOut = data.ask && data.ask === told; // boxes filled now would be those of an empty desk
  if (data.typed === "restore" && !laysOut) WAITS_MS.forEach((wait_ms) => setTimeout(restore, wait_ms));
}
