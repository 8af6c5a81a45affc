/**
 * `<rewards-next-step>`: what the agent does next, and the note for whoever takes the case over. `escalate` (event,
 * `detail: {conversationId, note}`) hands it to the page, which knows where escalations go.
 */

import { LitElement, css, html, nothing } from './vendor/lit.js';
import { CopyState } from './clipboard.js';
import { LocaleController, text } from './locales/index.js';
import { RovingFocus } from './roving-focus.js';
import { controls } from './styles.js';

export class NextStep extends LitElement {
  static properties = {
    step: { attribute: false }, conversationId: {}, language: {}, isNoteShown: { state: true },
    isEscalated: { state: true },
  };

  static styles = [controls, css`
    :host { display: block; }
    section {
      display: grid; gap: 0.375rem; padding: 0.5rem 0.75rem; border-inline-start: 0.25rem solid var(--rw-accent);
      border-radius: 0.25rem; background: var(--rw-accent-soft);
    }
    .title { font-weight: 600; color: var(--rw-accent); margin-inline-end: 0.25rem; }
    .text { overflow-wrap: anywhere; }
    .note {
      margin: 0; padding: 0.5rem; border: 1px solid var(--rw-line); border-radius: 0.5rem; background: var(--rw-raised);
      font-size: 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all;
    }
    [role=toolbar] { display: flex; flex-wrap: wrap; gap: 0.375rem; }
    button { min-height: 1.75rem; padding-block: 0; font-size: 0.8125rem; }
    button[data-done] { color: var(--rw-granted); border-color: var(--rw-granted); }
  `];

  #copyState = new CopyState(this);
  #roving = new RovingFocus(this, () => [...this.renderRoot.querySelectorAll('[role=toolbar] button')]);

  constructor() {
    super();
    new LocaleController(this);
    this.language = 'en';
    this.isNoteShown = false;
    this.isEscalated = false;
  }

  render() {
    const { text: words, note } = this.step;
    return html`<section aria-labelledby="title">
      <p class="text"><span id="title" class="title">${text('nextStep.title')}</span> <span lang=${this.language}
        >${words}</span></p>
      ${note && this.isNoteShown ? html`<pre id="note" class="note mono" lang="en">${note}</pre>` : nothing}
      ${note ? this.#tools() : nothing}
      <span class="visually-hidden" role="status">${this.#announcement()}</span>
    </section>`;
  }

  #tools() {
    const { outcome } = this.#copyState;
    const copy = { copied: 'draft.copied', failed: 'draft.notCopied' }[outcome] ?? 'nextStep.copyNote';
    return html`<div role="toolbar" aria-label=${text('nextStep.tools')} @keydown=${this.#roving.keydown}
      @focusin=${this.#roving.focusin}>
      <button type="button" ?data-done=${this.isEscalated} @click=${this.#escalate}
        >${text(this.isEscalated ? 'nextStep.escalated' : 'nextStep.escalate')}</button>
      <button type="button" ?data-done=${outcome === 'copied'} @click=${this.#copy}>${text(copy)}</button>
      <button type="button" class="quiet" aria-expanded=${String(this.isNoteShown)}
        @click=${() => { this.isNoteShown = !this.isNoteShown; }}>${
          text(this.isNoteShown ? 'nextStep.hideNote' : 'nextStep.showNote')}</button>
    </div>`;
  }

  #announcement() {
    if (this.isEscalated) return text('nextStep.wasEscalated');
    const { outcome } = this.#copyState;
    if (!outcome) return '';
    return text(outcome === 'copied' ? 'nextStep.noteWasCopied' : 'draft.copyByHand');
  }

  /** Where the browser forbids copying, the note is shown, to be copied by hand. */
  async #copy() {
    if (await this.#copyState.copy(this.step.note)) return;
    this.isNoteShown = true;
    await this.updateComplete;
    getSelection()?.selectAllChildren(this.renderRoot.getElementById('note'));
  }

  #escalate() {
    this.isEscalated = true;
    const detail = { conversationId: this.conversationId, note: this.step.note };
    this.dispatchEvent(new CustomEvent('escalate', { detail, bubbles: true, composed: true }));
  }
}

customElements.define('rewards-next-step', NextStep);
