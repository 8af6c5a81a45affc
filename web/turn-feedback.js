/**
 * `<rewards-turn-feedback>`: whether the answer helped, and if not why. The rating is sent at once, the reason and the
 * comment when the viewer sends them. `feedback` (event, not leaving the turn) has `detail: {rating, reason, comment}`.
 * Nothing here waits for the service, and a failure is not shown: the viewer has a customer to help.
 */

import { LitElement, css, html, nothing, svg } from './vendor/lit.js';
import { LocaleController, text } from './locales/index.js';
import { controls } from './styles.js';

/** The closed set of the service. */
export const REASONS = ['wrongFigure', 'wrongOrder', 'incomplete', 'notUnderstood', 'wording', 'other'];
const LONGEST_COMMENT = 1000;

export class TurnFeedback extends LitElement {
  static properties = { reason: { state: true }, comment: { state: true }, isSent: { state: true } };

  static styles = [controls, css`
    :host { display: block; }
    form { display: grid; gap: 0.5rem; padding: 0.625rem 0.75rem; border: 1px solid var(--rw-line); border-radius: 0.75rem; }
    fieldset { display: flex; flex-wrap: wrap; gap: 0.25rem 0.875rem; margin: 0; padding: 0; border: 0; min-width: 0; }
    legend { padding: 0; font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); margin-bottom: 0.25rem; }
    label { font-size: 0.8125rem; }
    .reason { display: flex; gap: 0.375rem; align-items: center; min-height: 1.5rem; }
    input { width: auto; min-height: 0; margin: 0; accent-color: var(--rw-accent); }
    textarea { resize: vertical; field-sizing: content; font-size: 0.8125rem; margin-top: 0.125rem; }
    .row { display: flex; gap: 0.375rem; }
    button { min-height: 1.75rem; padding-block: 0; font-size: 0.8125rem; }
  `];

  constructor() {
    super();
    new LocaleController(this);
    this.reason = null;
    this.comment = '';
    this.isSent = false;
  }

  render() {
    if (this.isSent) return html`<p class="muted small" role="status">${text('feedback.thanks')}</p>`;
    return html`<form @submit=${this.#send} @keydown=${this.#keydown}>
      <fieldset>
        <legend>${text('feedback.reason')}</legend>
        ${REASONS.map((reason) => html`<label class="reason"><input type="radio" name="reason" value=${reason}
          .checked=${this.reason === reason} @change=${() => { this.reason = reason; }} />${
            text(`feedback.reason.${reason}`)}</label>`)}
      </fieldset>
      <label>${text('feedback.comment')}
        <textarea rows="2" maxlength=${LONGEST_COMMENT} .value=${this.comment}
          @input=${({ target }) => { this.comment = target.value; }}></textarea></label>
      <div class="row">
        <button type="submit" ?disabled=${!this.reason && !this.comment.trim()}>${text('feedback.send')}</button>
        <button type="button" class="quiet" @click=${this.#close}>${text('feedback.close')}</button>
      </div>
    </form>`;
  }

  focus() {
    this.renderRoot.querySelector('input')?.focus();
  }

  #keydown(event) {
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // it closes this form only
    this.#close();
  }

  #send(event) {
    event.preventDefault();
    const detail = { rating: 'down', reason: this.reason, comment: this.comment.trim() || null };
    this.dispatchEvent(new CustomEvent('feedback', { detail }));
    this.isSent = true;
  }

  #close() {
    this.dispatchEvent(new CustomEvent('close'));
  }
}

const THUMB = 'M2.5 8.5h2.2v6H2.5zM6 14.2V8.1L8.6 2.6c1 0 1.7.7 1.7 1.7v2.9h3.1c.8 0 1.4.7 1.2 1.5l-.9 4.3c-.2.7-.8 1.2-1.5 1.2z';

/** @returns a thumb, up or down */
export const thumb = (rating) => html`<svg viewBox="0 0 17 17" width="17" height="17" aria-hidden="true">${svg`
  <path d=${THUMB} fill="none" stroke="currentColor" stroke-width="1.2" stroke-linejoin="round"
    transform=${rating === 'down' ? 'rotate(180 8.5 8.5)' : nothing}></path>`}</svg>`;

customElements.define('rewards-turn-feedback', TurnFeedback);
