/**
 * Keeps the end of the newest turn in view while it grows, but never scrolls the facts above it out of view, and stops
 * following as soon as the reader touches the log.
 */

const BY_HAND = ['wheel', 'touchmove', 'pointerdown', 'keydown'];
const NEAR_PX = 8;
const MARGIN_PX = 16; // the padding of the log: what is scrolled to its top stands where the first turn does

export class LogFollower {
  #log;
  #findAnchor;
  #notify;
  #isFollowing = true;
  #sizes = new ResizeObserver(() => this.#grown());

  /**
   * @param {HTMLElement} log what scrolls
   * @param {() => HTMLElement | null} findAnchor returns what must stay in view
   * @param {(isMoreBelow: boolean) => void} notify receives whether there is more below the edge
   */
  constructor(log, findAnchor, notify) {
    this.#log = log;
    this.#findAnchor = findAnchor;
    this.#notify = notify;
    for (const type of BY_HAND) log.addEventListener(type, () => { this.#isFollowing = false; }, { passive: true });
    log.addEventListener('scroll', () => this.#report(), { passive: true });
    this.#sizes.observe(log);
  }

  /** Watches this content from now on, instead of the previous one. */
  watch(content) {
    this.#sizes.disconnect();
    this.#sizes.observe(this.#log);
    if (content) this.#sizes.observe(content);
    this.#report();
  }

  /** Resumes following: a new turn has begun. */
  resume() {
    this.#isFollowing = true;
  }

  /** Scrolls to the end of the log. */
  showEnd() {
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#log.scrollTo({ top: this.#log.scrollHeight, behavior: isCalm ? 'auto' : 'smooth' });
  }

  disconnect() {
    this.#sizes.disconnect();
  }

  #grown() {
    const log = this.#log;
    const anchor = this.#findAnchor();
    if (this.#isFollowing && anchor) {
      const top = anchor.getBoundingClientRect().top - log.getBoundingClientRect().top + log.scrollTop;
      log.scrollTop = Math.min(log.scrollHeight - log.clientHeight, top - MARGIN_PX);
    }
    this.#report();
  }

  #report() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    this.#notify(scrollHeight - scrollTop - clientHeight > NEAR_PX);
  }
}
