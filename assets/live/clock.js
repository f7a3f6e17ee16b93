/** Simulated time: it plays, pauses, changes speed and jumps. It knows nothing of the screen. */

const FRAME_MS = 1000 / 30;
const CALM_FRAME_MS = 250;
const LONGEST_STEP_MS = 250;

/** Simulated seconds per second, to choose from. */
export const SPEEDS = [60, 240, 960, 1800, 3600];
export const DEFAULT_SPEED = 960;

export class Clock {
  /** @param {(time_s: number) => void} onTick called whenever the time or the playing changes */
  constructor(onTick) {
    this.onTick = onTick;
    this.time_s = 0;
    this.end_s = 0;
    this.speed = DEFAULT_SPEED;
    this.playing = false;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  }

  play() {
    if (this.playing) return;
    if (this.time_s >= this.end_s) this.time_s = 0;
    this.playing = true;
    this.last_ms = performance.now();
    this.#wait();
    this.onTick(this.time_s);
  }

  pause() {
    this.stop();
    this.onTick(this.time_s);
  }

  /** Pause without telling anybody. */
  stop() {
    this.playing = false;
    cancelAnimationFrame(this.request);
  }

  /** Stand still while something is in hand. */
  hold() {
    this.held = this.playing;
    this.pause();
  }

  /** Go on, if it played before. */
  release() {
    if (this.held) this.play();
    this.held = false;
  }

  /** Go to an instant. */
  seek(time_s) {
    this.time_s = Math.max(0, Math.min(time_s, this.end_s));
    this.onTick(this.time_s);
  }

  #wait() {
    this.request = requestAnimationFrame((now_ms) => this.#frame(now_ms));
  }

  #frame(now_ms) {
    if (!this.playing) return;
    const passed_ms = now_ms - this.last_ms;
    if (passed_ms >= (this.calm.matches ? CALM_FRAME_MS : FRAME_MS) - 2) {
      this.last_ms = now_ms;
      // A tab that was hidden goes on from where it was.
      this.time_s = Math.min(this.time_s + (Math.min(passed_ms, LONGEST_STEP_MS + 50) / 1000) * this.speed, this.end_s);
      if (this.time_s >= this.end_s) this.playing = false;
      this.onTick(this.time_s);
    }
    if (this.playing) this.#wait();
  }
}
