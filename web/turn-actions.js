/**
 * `<rewards-turn-actions>`: what can be done with a finished answer: rate it, have it written again, edit its question.
 * Events, none of which leaves the turn: `feedback` (`detail: {rating, reason, comment}`), `again`, `edit`.
 */

import { LitElement, css, html, nothing } from './vendor/lit.js';
import { LocaleController, text } from './locales/index.js';
import { RovingFocus } from './roving-focus.js';
import { controls } from './styles.js';
import { thumb } from './turn-feedback.js';

export class TurnActions extends LitElement {
  static properties = {
    canRate: { type: Boolean }, isLast: { type: Boolean }, rating: { state: true }, isExplaining: { state: true },
  };

  static styles = [controls, css`
    :host { display: grid; gap: 0.5rem; }
    [role=toolbar] { display: flex; flex-wrap: wrap; gap: 0.25rem; align-items: center; margin-inline-start: -0.375rem; }
    button { min-height: 1.75rem; padding: 0 0.5rem; font-size: 0.8125rem; border-color: transparent; background: none; color: var(--rw-muted); }
    button:hover { color: var(--rw-ink); background: var(--rw-sunken); }
    .icon { display: inline-grid; place-items: center; min-width: 1.75rem; padding: 0; }
    button[aria-pressed='true'] { color: var(--rw-accent); background: var(--rw-accent-soft); }
    @media (forced-colors: active) { [aria-pressed='true'] { outline: 2px solid Highlight; outline-offset: -3px; } }
  `];

  #roving = new RovingFocus(this, () => [...this.renderRoot.querySelectorAll('[role=toolbar] button')]);

  constructor() {
    super();
    new LocaleController(this);
    this.canRate = true;
    this.isLast = false;
    this.rating = null;
    this.isExplaining = false;
  }

  render() {
    if (!this.canRate && !this.isLast) return nothing;
    return html`<div role="toolbar" aria-label=${text('actions.label')} @keydown=${this.#roving.keydown}
        @focusin=${this.#roving.focusin}>
        ${this.canRate ? ['up', 'down'].map((rating) => this.#thumb(rating)) : nothing}
        ${this.isLast ? html`<button type="button" @click=${() => this.#dispatch('again')}>${text('actions.again')}</button>
          <button type="button" @click=${() => this.#dispatch('edit')}>${text('actions.edit')}</button>` : nothing}
      </div>
      ${this.isExplaining ? html`<rewards-turn-feedback @feedback=${({ detail }) => this.#dispatch('feedback', detail)}
        @close=${this.#close}></rewards-turn-feedback>` : nothing}`;
  }

  #thumb(rating) {
    const label = text(`actions.${rating}`);
    return html`<button type="button" class="icon" aria-label=${label} title=${label}
      aria-pressed=${String(this.rating === rating)} @click=${() => this.#rate(rating)}>${thumb(rating)}</button>`;
  }

  /** A second click takes the rating back. */
  async #rate(rating) {
    this.rating = this.rating === rating ? null : rating;
    this.isExplaining = this.rating === 'down';
    this.#dispatch('feedback', { rating: this.rating, reason: null, comment: null });
    if (!this.isExplaining) return;
    await this.updateComplete;
    await this.renderRoot.querySelector('rewards-turn-feedback').updateComplete;
    this.renderRoot.querySelector('rewards-turn-feedback').focus();
  }

  #close() {
    this.isExplaining = false;
    this.renderRoot.querySelector('[aria-pressed=true]')?.focus();
  }

  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('rewards-turn-actions', TurnActions);
