/** Words, numbers and times in the reader's language. */

const MIB_PER_GIB = 1024;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;

export class Format {
  /**
   * @param {string} locale BCP 47 tag
   * @param {Object<string, string>} words texts by key
   */
  constructor(locale, words) {
    this.locale = locale;
    this.words = words;
    this.numbers = new Map();
  }

  /** Return the text `key` with its `{fields}` filled in. */
  say(key, fields = {}) {
    return fill(this.words[key] ?? key, fields);
  }

  /** Return a number with exactly `decimals` places; a dash for what is not a number. */
  number(value, decimals = 0) {
    if (!Number.isFinite(value)) return "–";
    if (!this.numbers.has(decimals)) {
      const places = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
      this.numbers.set(decimals, new Intl.NumberFormat(this.locale, places));
    }
    return this.numbers.get(decimals).format(value);
  }

  /** Return a number with as many places as help: 0.05, 1.2, 14. */
  short(value) {
    const size = Math.abs(value);
    return this.number(value, size === 0 || size >= 9.95 ? 0 : size >= 0.095 ? 1 : 2);
  }

  /** Return the text `key` with a count that helps, in the form that goes with it: half a core is one in French, many in English. */
  several(key, count) {
    this.plurals ??= new Intl.PluralRules(this.locale);
    return this.say(this.plurals.select(count) === "one" ? `${key}_one` : key, { n: this.short(count) });
  }

  /** Return a size that hardly changes: whole where it is (nearly) whole. */
  size(value) {
    return Math.abs(value - Math.round(value)) < 0.05 ? this.number(value) : this.short(value);
  }

  /** Return a change as a percentage with its sign. */
  change(ratio) {
    this.signed ??= new Intl.NumberFormat(this.locale, {
      style: "percent", signDisplay: "exceptZero", maximumFractionDigits: 0,
    });
    return this.signed.format(ratio).replace("-", "−");
  }

  /** Return a share of 1 as a percentage. */
  percent(share) {
    this.percents ??= new Intl.NumberFormat(this.locale, { style: "percent", maximumFractionDigits: 0 });
    return Number.isFinite(share) ? this.percents.format(share) : "–";
  }

  /** Return an amount of memory. */
  memory(mib) {
    if (mib >= MIB_PER_GIB) return this.say("gib", { n: this.size(mib / MIB_PER_GIB) });
    return this.say("mib", { n: this.number(mib) });
  }

  /** Return a waiting time in ms or s. */
  waiting(seconds) {
    if (!Number.isFinite(seconds)) return "–";
    if (seconds < 1) return this.say("milliseconds", { n: seconds < 0.01 ? this.short(seconds * 1000) : this.number(seconds * 1000) });
    if (seconds >= 2 * SECONDS_PER_HOUR) return this.say("hours", { n: this.short(seconds / SECONDS_PER_HOUR) });
    if (seconds >= 2 * SECONDS_PER_MINUTE) return this.say("minutes", { n: this.short(seconds / SECONDS_PER_MINUTE) });
    return this.say("seconds", { n: this.short(seconds) });
  }

  /** Return the time of day, with the day when the run is longer than one. */
  clock(seconds, { withSeconds = false } = {}) {
    const whole = Math.floor(seconds + 1e-6);
    const two = (n) => String(n).padStart(2, "0");
    const time = `${two(Math.floor(whole / 3600) % 24)}:${two(Math.floor(whole / 60) % 60)}`;
    return withSeconds ? `${time}:${two(whole % 60)}` : time;
  }

  /** Return the decimal and the thousands separator, as Plotly wants them. */
  get separators() {
    const parts = new Intl.NumberFormat(this.locale).formatToParts(12345.6);
    const of = (type) => parts.find((part) => part.type === type)?.value ?? "";
    return of("decimal") + of("group");
  }
}

/** Fill the `{fields}` of a template. */
export function fill(template, fields) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? fields[name] : whole));
}
