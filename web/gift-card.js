/**
 * `<rewards-gift-card>`: a gift card by its last four, and for a permitted viewer its full number for a short time.
 *
 * The number is fetched on request, kept in this element only, and dropped when its time is up, when the page is left
 * or hidden, and when the element is removed. The service decides on every request whether to give it.
 */

import { LitElement, css, html, nothing } from './vendor/lit.js';
import { lastFour } from './format.js';
import { LocaleController, text } from './locales/index.js';
import { problemWords } from './service.js';
import { controls } from './styles.js';

/** How long a number stays visible, in seconds; long enough to read it out. */
export const SHOWN_FOR_S = 30;

export class GiftCard extends LitElement {
  static properties = {
    card: {}, reveal: { attribute: false }, isTabStop: { type: Boolean }, number: { state: true }, isAsking: { state: true },
    announcement: { state: true }, error: { state: true },
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
    .error { color: var(--rw-alert); white-space: normal; }
  `];

  #ends = 0;
  #asked = 0;
  #hideWithPage = () => { if (document.hidden) this.#forget(''); };

  constructor() {
    super();
    new LocaleController(this);
    this.isTabStop = true;
    this.number = null;
    this.isAsking = false;
    this.announcement = '';
    this.error = null;
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

  /** Drops a number when the card changes, or when the viewer may no longer see it. */
  willUpdate(changed) {
    const isOther = changed.has('card') && changed.get('card') !== undefined;
    if (this.number !== null && (isOther || !this.reveal)) this.#forget('');
  }

  render() {
    const shown = lastFour(this.card);
    return html`${this.number === null
        ? html`<span><span class="visually-hidden">${text('giftCard.endingIn')} </span>${shown}</span>`
        : html`<span class="number mono">${this.number}</span>`}${this.reveal ? this.#button(shown) : nothing}${
      this.error ? html`<span class="error">${refusalWords(this.error)}</span>` : nothing}${
      this.reveal ? html`<span class="visually-hidden" role="status">${this.announcement}</span>` : nothing}`;
  }

  #button(shown) {
    const verb = text(this.number === null ? 'giftCard.show' : 'giftCard.hide');
    return html`<button type="button" tabindex=${this.isTabStop ? 0 : -1} aria-disabled=${String(this.isAsking)} @click=${this.#toggle}
      >${verb}<span class="visually-hidden"> ${text('giftCard.numberOf', { card: shown })}</span></button>`;
  }

  focus(options) {
    this.renderRoot.querySelector('button')?.focus(options);
  }

  async #toggle() {
    if (this.isAsking) return;
    if (this.number !== null) {
      this.#forget(text('giftCard.hidden'));
      return;
    }
    const asked = ++this.#asked;
    Object.assign(this, { isAsking: true, error: null, announcement: '' });
    try {
      const number = await this.reveal();
      if (asked === this.#asked && this.isConnected) this.#show(number);
    } catch (failure) {
      if (asked === this.#asked) Object.assign(this, { error: failure, announcement: refusalWords(failure) });
    } finally {
      this.isAsking = false;
    }
  }

  #show(number) {
    if (document.hidden) return;
    this.number = number;
    this.announcement = text('giftCard.shown', { number, seconds: SHOWN_FOR_S });
    this.#ends = setTimeout(() => this.#forget(text('giftCard.hiddenAgain')), SHOWN_FOR_S * 1000);
  }

  #leave = () => this.#forget('');

  #forget(announcement) {
    clearTimeout(this.#ends);
    this.#asked += 1; // a response still under way is ignored
    this.number = null;
    this.announcement = announcement;
  }
}

/** A refusal reads the same whether it is forbidden or there is no such card: the text must not reveal more. */
function refusalWords(error) {
  if (error.status === 404) return text('giftCard.refused');
  if (error.status === 429) return text('giftCard.tooMany');
  return problemWords(error);
}

customElements.define('rewards-gift-card', GiftCard);
