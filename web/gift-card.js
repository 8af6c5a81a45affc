/**
 * `<rewards-gift-card>`: a gift card by its last four, and where the viewer may, its whole number for a short while.
 *
 * The number is fetched when it is asked for, kept in this element only, and gone when its time is up, when the page is
 * left or hidden, and when the element goes. Whether it is given at all the service decides, each time anew.
 */

import { LitElement, css, html, nothing } from './vendor/lit.js';
import { lastFour } from './format.js';
import { problemWords } from './service.js';
import { controls } from './styles.js';

/** How long a number stays; long enough to read it out, in seconds. */
export const SHOWN_FOR_S = 30;

export class GiftCard extends LitElement {
  static properties = {
    card: {}, reveal: { attribute: false }, number: { state: true }, isAsking: { state: true }, said: { state: true },
    amiss: { state: true },
  };

  static styles = [controls, css`
    :host { display: inline-flex; flex-wrap: wrap; gap: 0.125rem 0.5rem; align-items: baseline; }
    button {
      all: unset; cursor: pointer; color: var(--rw-accent); min-height: 1.5rem; min-width: 1.5rem; border-radius: 0.2em;
      text-decoration: underline; text-underline-offset: 0.2em;
    }
    button:focus-visible { outline: 2px solid var(--rw-accent); outline-offset: 2px; }
    button[aria-disabled='true'] { color: var(--rw-muted); cursor: progress; text-decoration: none; }
    .number { font-weight: 600; overflow-wrap: anywhere; white-space: normal; user-select: all; }
    .amiss { color: var(--rw-alert); white-space: normal; }
  `];

  #ends = 0;
  #asked = 0;
  #hideWithPage = () => { if (document.hidden) this.#forget(''); };

  constructor() {
    super();
    this.number = null;
    this.isAsking = false;
    this.said = '';
    this.amiss = '';
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#hideWithPage);
    addEventListener('pagehide', this.#leave);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#hideWithPage);
    removeEventListener('pagehide', this.#leave);
    this.#forget('');
  }

  /** Another card, or a viewer who may not: what was shown was not meant for them. */
  willUpdate(changed) {
    const isOther = changed.has('card') && changed.get('card') !== undefined;
    if (this.number !== null && (isOther || !this.reveal)) this.#forget('');
  }

  render() {
    const shown = lastFour(this.card);
    return html`${this.number === null
        ? html`<span><span class="visually-hidden">ending in </span>${shown}</span>`
        : html`<span class="number mono">${this.number}</span>`}${this.reveal ? this.#button(shown) : nothing}${
      this.amiss ? html`<span class="amiss">${this.amiss}</span>` : nothing}${
      this.reveal ? html`<span class="visually-hidden" role="status">${this.said}</span>` : nothing}`;
  }

  #button(shown) {
    const verb = this.number === null ? 'Show' : 'Hide';
    return html`<button type="button" aria-disabled=${String(this.isAsking)} @click=${this.#toggle}
      >${verb}<span class="visually-hidden"> the number of gift card ${shown}</span></button>`;
  }

  async #toggle() {
    if (this.isAsking) return;
    if (this.number !== null) {
      this.#forget('The number is hidden.');
      return;
    }
    const asked = ++this.#asked;
    Object.assign(this, { isAsking: true, amiss: '', said: '' });
    try {
      const number = await this.reveal();
      if (asked === this.#asked && this.isConnected) this.#show(number);
    } catch (error) {
      if (asked === this.#asked) this.amiss = this.said = refusalWords(error);
    } finally {
      this.isAsking = false;
    }
  }

  #show(number) {
    if (document.hidden) return;
    this.number = number;
    this.said = `Gift card number ${number}. It is shown for ${SHOWN_FOR_S} seconds, and that it was is recorded.`;
    this.#ends = setTimeout(() => this.#forget('The number is hidden again.'), SHOWN_FOR_S * 1000);
  }

  #leave = () => this.#forget('');

  #forget(said) {
    clearTimeout(this.#ends);
    this.#asked += 1; // an answer that is still under way comes too late
    this.number = null;
    this.said = said;
  }
}

/** A refusal is the same whether the viewer may not or there is no such card: the words must not tell more. */
function refusalWords(error) {
  if (error.status === 404) return 'This number cannot be shown.';
  if (error.status === 429) return 'Too many numbers in a short time. Wait a moment.';
  return problemWords(error);
}

customElements.define('rewards-gift-card', GiftCard);
