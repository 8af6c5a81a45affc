/** `<rewards-reply-draft>`: the reply that may be pasted to the customer, and a button that copies it. */

import { LitElement, css, html } from './vendor/lit.js';
import { LocaleController, text } from './locales/index.js';
import { controls } from './styles.js';

const CONFIRMED_MS = 4000;

export class ReplyDraft extends LitElement {
  static properties = { text: {}, outcome: { state: true } };

  static styles = [controls, css`
    :host { display: block; }
    section { border: 1px solid var(--rw-line); border-radius: 0.75rem; background: var(--rw-sunken); }
    header {
      display: flex; align-items: center; justify-content: space-between; gap: 0.5rem;
      padding: 0.25rem 0.375rem 0.25rem 0.75rem;
    }
    .title { font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); }
    p { padding: 0 0.75rem 0.625rem; white-space: pre-line; overflow-wrap: anywhere; font-size: 0.8125rem; }
    button { min-width: 4.75rem; font-size: 0.8125rem; min-height: 1.75rem; padding-block: 0; }
    button[data-done] { color: var(--rw-granted); border-color: var(--rw-granted); }
  `];

  #timer = 0;

  constructor() {
    super();
    new LocaleController(this);
    this.outcome = '';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  render() {
    const label = text({ copied: 'draft.copied', failed: 'draft.notCopied' }[this.outcome] ?? 'draft.copy');
    return html`<section aria-labelledby="title">
      <header>
        <span id="title" class="title">${text('draft.title')}</span>
        <button type="button" ?data-done=${this.outcome === 'copied'} @click=${this.#copy}>${label}</button>
      </header>
      <p id="text">${this.text}</p>
      <span class="visually-hidden" role="status">${this.#announcement()}</span>
    </section>`;
  }

  #announcement() {
    if (this.outcome === 'copied') return text('draft.wasCopied');
    return this.outcome === 'failed' ? text('draft.copyByHand') : '';
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.text);
      this.outcome = 'copied';
    } catch {
      this.outcome = 'failed';
      getSelection()?.selectAllChildren(this.renderRoot.getElementById('text'));
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { this.outcome = ''; }, CONFIRMED_MS);
  }
}

customElements.define('rewards-reply-draft', ReplyDraft);
