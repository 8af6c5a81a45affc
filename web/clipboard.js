/** A button that copies: how the last attempt ended, shown for a few seconds. */

const CONFIRMED_MS = 4000;

export class CopyState {
  #host;
  #timer = 0;

  /** @type {'' | 'copied' | 'failed'} */
  outcome = '';

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected() {
    clearTimeout(this.#timer);
  }

  /** @param {string} text @returns {Promise<boolean>} whether the browser allowed it */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.#show('copied');
    } catch {
      this.#show('failed');
    }
    return this.outcome === 'copied';
  }

  #show(outcome) {
    this.outcome = outcome;
    this.#host.requestUpdate();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.outcome = '';
      this.#host.requestUpdate();
    }, CONFIRMED_MS);
  }
}
