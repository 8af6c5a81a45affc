/**
 * `<rewards-question-box>`: where the question is written, with its limit. Nothing is cut: a question that is too long
 * stays as it is, says by how much, and is not sent. Events: `question` (`detail`: the text), `stop`, `cancel-edit`.
 */

import { LitElement, css, html, nothing } from './vendor/lit.js';
import { LocaleController, text } from './locales/index.js';
import { narrowQuestion } from './narrow-styles.js';
import { controls } from './styles.js';

/** The limit of the service, in characters (Unicode code points), without surrounding space. */
export const LONGEST_QUESTION = 4000;
const NEAR_LIMIT = 0.9;

/** @returns {{length: number, excess: number, isNear: boolean}} how a question stands to the limit */
export function measure(question) {
  const { length } = Array.from(question.trim());
  return { length, excess: Math.max(0, length - LONGEST_QUESTION), isNear: length > LONGEST_QUESTION * NEAR_LIMIT };
}

export class QuestionBox extends LitElement {
  static properties = {
    isStreaming: { type: Boolean }, isDisabled: { type: Boolean }, isEditing: { type: Boolean },
    question: {},
  };

  static styles = [controls, css`
    :host { display: block; min-width: 0; }
    form {
      display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.25rem 0.5rem; align-items: end;
      padding: 0.75rem 0.75rem 0.5rem; border-top: 1px solid var(--rw-line);
    }
    textarea {
      display: block; resize: none; field-sizing: content; min-height: 2.5rem; max-height: 9rem; line-height: 1.45;
      padding-block: 0.5rem; border-radius: 0.75rem;
    }
    textarea[aria-invalid='true'] { border-color: var(--rw-alert); }
    .primary, .stop { min-height: 2.5rem; min-width: 4.25rem; border-radius: 0.75rem; }
    .hint, .editing, .limit { grid-column: 1 / -1; font-size: 0.75rem; }
    .editing { display: flex; gap: 0.5rem; align-items: center; justify-content: space-between; color: var(--rw-accent); }
    .editing button { min-height: 1.5rem; padding-block: 0; }
    .limit.over { color: var(--rw-alert); }
    @container rewards-sidebar (max-width: 15rem) {
      .primary, .stop { justify-self: end; }
    }
    .stop::before {
      content: ''; display: inline-block; width: 0.625rem; height: 0.625rem; margin-inline-end: 0.4rem;
      background: currentColor; border-radius: 0.125rem;
    }
  `, narrowQuestion];

  constructor() {
    super();
    new LocaleController(this);
    this.isStreaming = false;
    this.isDisabled = false;
    this.isEditing = false;
    this.question = '';
  }

  focus(options) {
    this.#box?.focus(options);
  }

  render() {
    const { length, excess, isNear } = measure(this.question);
    return html`<form @submit=${this.#submit}>
      ${this.isEditing ? html`<span class="editing">${text('box.editing')}
        <button type="button" class="quiet" @click=${this.#cancel}>${text('box.cancel')}</button></span>` : nothing}
      <label class="visually-hidden" for="question">${text('sidebar.question')}</label>
      <textarea id="question" part="question" rows="1" placeholder=${text('sidebar.placeholder')} aria-describedby="hint limit"
        aria-invalid=${String(excess > 0)} autocomplete="off" .value=${this.question} @input=${this.#input}
        @keydown=${this.#keydown}></textarea>
      ${this.isStreaming
        ? html`<button type="button" class="stop" part="stop" @click=${this.#stop}>${text('sidebar.stop')}</button>`
        : html`<button type="submit" class="primary" part="send" ?disabled=${this.isDisabled || excess > 0}
          >${text('sidebar.send')}</button>`}
      <span id="limit" class="limit ${excess ? 'over' : 'muted'}" role="status">${isNear
        ? text(excess ? 'box.over' : 'box.near', { length, limit: LONGEST_QUESTION, excess }) : nothing}</span>
      ${isNear ? nothing : html`<span id="hint" class="hint muted" part="hint">${text('sidebar.keys')}</span>`}
    </form>`;
  }

  get #box() {
    return this.renderRoot?.querySelector('textarea');
  }

  #input({ target }) {
    this.question = target.value;
  }

  #keydown(event) {
    if (event.key === 'Escape' && this.isEditing && !this.isStreaming) {
      event.stopPropagation();
      this.#cancel();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.isStreaming) event.target.form.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const question = this.question.trim();
    if (!question || this.isStreaming || this.isDisabled || measure(question).excess) return;
    this.question = '';
    this.dispatchEvent(new CustomEvent('question', { detail: question }));
  }

  #stop() {
    this.dispatchEvent(new CustomEvent('stop'));
    this.focus();
  }

  #cancel() {
    this.question = '';
    this.dispatchEvent(new CustomEvent('cancel-edit'));
    this.focus();
  }
}

customElements.define('rewards-question-box', QuestionBox);
