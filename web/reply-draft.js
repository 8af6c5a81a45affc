/**
 * `<rewards-reply-draft>`: the reply that may be sent to the customer. It can be edited, copied, or handed to the page:
 * `insert-reply` (event, `detail: {text, language}`) asks the page to put it into its own reply box, `copy` says that it
 * is on the clipboard. Both leave the sidebar; `draft-used` says to the turn alone what was done, and whether the text
 * had been edited.
 */

import { LitElement, css, html, nothing } from './vendor/lit.js';
import { CopyState } from './clipboard.js';
import { DRAFT_LANGUAGES, otherDraft, valuesOf } from './draft-variants.js';
import { LocaleController, text } from './locales/index.js';
import { RovingFocus } from './roving-focus.js';
import { controls } from './styles.js';

const LENGTHS = ['short', 'full'];

export class ReplyDraft extends LitElement {
  static properties = {
    drafts: { attribute: false }, isHolding: { type: Boolean }, shown: { state: true }, edits: { state: true },
    isInserted: { state: true },
  };

  static styles = [controls, css`
    :host { display: block; }
    section { border: 1px solid var(--rw-line); border-radius: 0.75rem; background: var(--rw-sunken); overflow: clip; }
    .head {
      display: flex; flex-wrap: wrap; gap: 0.375rem 0.5rem; align-items: center; justify-content: space-between;
      padding: 0.375rem 0.375rem 0.375rem 0.75rem;
    }
    .title { font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); }
    .group { display: flex; flex-wrap: wrap; gap: 0.375rem; }
    .variants { flex-basis: 100%; gap: 0.25rem 0.75rem; }
    .holding { padding: 0.375rem 0.75rem; background: var(--rw-notice-soft); color: var(--rw-notice); font-size: 0.8125rem; }
    .holding b { font-weight: 600; }
    [role=textbox] {
      max-height: 6.5rem; overflow-y: auto; padding: 0.375rem 0.75rem; border-top: 1px solid var(--rw-line);
      background: var(--rw-raised); font-size: 0.8125rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere;
    }
    [role=textbox]:focus { max-height: 18rem; outline-offset: -2px; }
    button { min-height: 1.75rem; padding-block: 0; font-size: 0.8125rem; }
    .choice { gap: 0; }
    .variants button { min-height: 1.5rem; padding-inline: 0.5rem; font-size: 0.75rem; }
    .choice button { border-radius: 0; margin-inline-start: -1px; color: var(--rw-muted); }
    .choice button:first-child { border-start-start-radius: 0.5rem; border-end-start-radius: 0.5rem; margin: 0; }
    .choice button:last-child { border-start-end-radius: 0.5rem; border-end-end-radius: 0.5rem; }
    .choice [aria-pressed='true'] { background: var(--rw-accent-soft); color: var(--rw-accent); font-weight: 600; }
    @media (forced-colors: active) { .choice [aria-pressed='true'] { outline: 2px solid Highlight; outline-offset: -3px; } }
    button[data-done] { color: var(--rw-granted); border-color: var(--rw-granted); background: var(--rw-raised); }
  `];

  #copyState = new CopyState(this);
  #roving = new RovingFocus(this, () => [...this.renderRoot.querySelectorAll('[role=toolbar] button')]);

  constructor() {
    super();
    new LocaleController(this);
    this.drafts = [];
    this.isHolding = false;
    this.edits = new Map();
    this.isInserted = false;
  }

  willUpdate(changed) {
    if (!changed.has('drafts') || this.drafts.includes(this.shown)) return;
    this.shown = this.drafts[0];
    this.edits = new Map();
  }

  /** The text is written once: what the viewer types stays as it is. */
  updated(changed) {
    if (changed.has('shown')) this.#write();
  }

  #write() {
    this.#box.textContent = this.reply;
    this.#box.scrollTop = 0;
  }

  get #box() {
    return this.renderRoot.getElementById('text');
  }

  /** @returns {string} the text as the viewer has left it */
  get reply() {
    return this.edits.get(this.shown) ?? this.shown.text;
  }

  get #isEdited() {
    return this.reply !== this.shown.text;
  }

  render() {
    const languages = valuesOf(this.drafts, 'language', DRAFT_LANGUAGES);
    const lengths = valuesOf(this.drafts, 'length', LENGTHS);
    return html`<section aria-labelledby="title">
      <div class="head" role="toolbar" aria-label=${text('draft.tools')} @keydown=${this.#roving.keydown}
        @focusin=${this.#roving.focusin}>
        <span id="title" class="title">${text('draft.title')}</span>
        <span class="group">${this.#insertButton()}${this.#copyButton()}</span>
        ${languages.length + lengths.length > 2 || this.#isEdited ? html`<span class="group variants">
          ${this.#choice('language', languages)}${this.#choice('length', lengths)}${this.#isEdited
            ? html`<button type="button" class="quiet" @click=${this.#reset}>${text('draft.reset')}</button>` : nothing}
        </span>` : nothing}
      </div>
      ${this.isHolding
        ? html`<p class="holding"><b>${text('draft.holding')}</b> ${text('draft.holdingNote')}</p>` : nothing}
      <p id="text" role="textbox" aria-multiline="true" aria-label=${text('draft.text')} lang=${this.shown.language}
        contenteditable="plaintext-only" tabindex="0" @input=${this.#edit}></p>
      <span class="visually-hidden" role="status">${this.#announcement()}</span>
    </section>`;
  }

  #insertButton() {
    return html`<button type="button" class=${this.isInserted ? '' : 'primary'} ?data-done=${this.isInserted}
      @click=${this.#insert}>${text(this.isInserted ? 'draft.inserted' : 'draft.insert')}</button>`;
  }

  #copyButton() {
    const { outcome } = this.#copyState;
    const label = { copied: 'draft.copied', failed: 'draft.notCopied' }[outcome] ?? 'draft.copy';
    return html`<button type="button" ?data-done=${outcome === 'copied'} @click=${this.#copy}>${text(label)}</button>`;
  }

  #choice(field, values) {
    if (values.length < 2) return nothing;
    return html`<span class="group choice" role="group" aria-label=${text(`draft.${field}`)}>${values.map((value) => html`
      <button type="button" aria-pressed=${String(this.shown[field] === value)} lang=${field === 'language' ? value : nothing}
        @click=${() => this.#choose({ [field]: value })}>${
          text(field === 'language' ? `language.${value}` : `draft.length.${value}`)}</button>`)}
    </span>`;
  }

  #announcement() {
    if (this.isInserted) return text('draft.wasInserted');
    const { outcome } = this.#copyState;
    if (!outcome) return '';
    return text(outcome === 'copied' ? 'draft.wasCopied' : 'draft.copyByHand');
  }

  #choose(wanted) {
    this.shown = otherDraft(this.drafts, this.shown, wanted);
    this.isInserted = false;
  }

  #edit() {
    this.edits = new Map(this.edits).set(this.shown, this.#box.innerText);
    this.isInserted = false;
  }

  #reset() {
    this.edits = new Map([...this.edits].filter(([draft]) => draft !== this.shown));
    this.#write();
  }

  #insert() {
    this.isInserted = true;
    this.#announceUse('insert-reply', 'inserted');
  }

  async #copy() {
    if (await this.#copyState.copy(this.reply)) this.#announceUse('copy', 'copied');
    else getSelection()?.selectAllChildren(this.#box);
  }

  #announceUse(name, use) {
    const detail = { text: this.reply, language: this.shown.language };
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    this.dispatchEvent(new CustomEvent('draft-used', { detail: { use, isEdited: this.#isEdited } }));
  }
}

customElements.define('rewards-reply-draft', ReplyDraft);
