/**
 * `<rewards-fact>`: one figure, and on hover, focus or click the source records it comes from.
 *
 * The note follows WCAG 1.4.13: it stays while the pointer is on it, Escape closes it, a click keeps it open. It is the
 * description of its figure, so a screen reader reads it out without opening anything. The figure is a span with the
 * role of a button: a `<button>` is laid out as a separate block, which could leave the quotation mark before a name
 * alone at the end of a line.
 */

import { LitElement, css, html, nothing } from './vendor/lit.js';
import { dayAndTime } from './format.js';
import { LocaleController, text } from './locales/index.js';
import { controls } from './styles.js';
import { labelWords, sourceWords } from './words.js';

const GAP = 6;
const MARGIN = 8;
const LEAVE_DELAY_MS = 140;

/** The one figure whose note is open, on the whole page. */
let opened = null;

export class FactFigure extends LitElement {
  static properties = {
    fact: { attribute: false }, text: {}, isTabStop: { type: Boolean }, isPinned: { state: true },
  };

  static styles = [controls, css`
    :host { display: inline; }
    .figure {
      cursor: pointer; white-space: nowrap;
      text-decoration: underline dotted var(--rw-accent) 0.1em; text-underline-offset: 0.2em; border-radius: 0.2em;
    }
    .figure[data-wraps] { white-space: inherit; }
    .figure:hover, .figure[data-open] { background: var(--rw-accent-soft); text-decoration-style: solid; }
    .figure:focus-visible { outline: 2px solid var(--rw-accent); outline-offset: 2px; }
    [popover] {
      position: fixed; inset: auto; margin: 0; max-width: min(19rem, calc(100vw - 1rem)); padding: 0.625rem 0.75rem;
      border: 1px solid var(--rw-edge); border-radius: 0.625rem; background: var(--rw-raised); color: var(--rw-ink);
      font: 400 0.8125rem/1.4 var(--rw-font); letter-spacing: normal; white-space: normal; text-align: start;
      box-shadow: 0 6px 20px rgb(0 0 0 / 18%);
      overflow-wrap: anywhere;
    }
    .label { color: var(--rw-muted); }
    .value { font-weight: 600; }
    li { margin-top: 0.25rem; }
    .as-of { margin-top: 0.375rem; color: var(--rw-muted); font-size: 0.75rem; }
  `];

  #leaving = 0;
  #follow = () => this.#place();

  constructor() {
    super();
    this.isTabStop = true;
    new LocaleController(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#close();
  }

  render() {
    return html`<span class="figure" role="button" tabindex=${this.isTabStop ? 0 : -1} aria-describedby="note"
        ?data-wraps=${this.fact.kind !== 'giftCard'}
        @click=${this.#toggle} @focus=${this.#open} @blur=${this.#close} @keydown=${this.#keydown}
        @pointerenter=${this.#open} @pointerleave=${this.#leave}>${this.text}</span
      ><span id="note" role="tooltip" popover="manual" @pointerenter=${this.#stay} @pointerleave=${this.#leave}
        >${this.#note()}</span>`;
  }

  #note() {
    const { label, display, sources, asOf } = this.fact;
    return html`<div><span class="label">${labelWords(label)}:</span> <span class="value">${display}</span></div>
      ${sources.length ? html`<ul aria-label=${text('fact.records')}>${sources.map(record)}</ul>` : html`
        <div>${text(label === 'claimed' ? 'fact.claimed' : 'fact.fromRecords')}</div>`}
      ${asOf ? html`<div class="as-of">${text('common.asOf', { when: dayAndTime(asOf) })}</div>` : nothing}`;
  }

  get #panel() {
    return this.renderRoot?.querySelector('[popover]');
  }

  #open() {
    clearTimeout(this.#leaving);
    if (opened === this) return;
    opened?.dismiss();
    opened = this;
    this.#panel.showPopover();
    this.renderRoot.querySelector('.figure').toggleAttribute('data-open', true);
    this.#place();
    addEventListener('scroll', this.#follow, { capture: true, passive: true });
    addEventListener('resize', this.#follow);
  }

  #close() {
    clearTimeout(this.#leaving);
    this.isPinned = false;
    if (opened !== this) return;
    opened = null;
    if (this.isConnected) this.#panel?.hidePopover();
    this.renderRoot?.querySelector('.figure')?.toggleAttribute('data-open', false);
    removeEventListener('scroll', this.#follow, { capture: true });
    removeEventListener('resize', this.#follow);
  }

  focus(options) {
    this.renderRoot.querySelector('.figure').focus(options);
  }

  /** Closes the note, whatever holds it open. */
  dismiss() {
    this.#close();
  }

  #toggle() {
    if (this.isPinned) {
      this.#close();
      return;
    }
    this.#open();
    this.isPinned = true;
  }

  #stay() {
    clearTimeout(this.#leaving);
  }

  #leave() {
    const holdsFocus = this.renderRoot.activeElement !== null;
    if (!this.isPinned && !holdsFocus) this.#leaving = setTimeout(() => this.#close(), LEAVE_DELAY_MS);
  }

  #keydown(event) {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault(); // the space would scroll
      this.#toggle();
    }
    if (event.key !== 'Escape' || opened !== this) return;
    event.stopPropagation();
    this.#close();
  }

  /** Puts the note below its figure, or above it where there is more room, and always inside the window. */
  #place() {
    const panel = this.#panel;
    const figure = this.renderRoot.querySelector('.figure').getClientRects()[0];
    if (!panel || !figure) return;
    const { width, height } = panel.getBoundingClientRect();
    const fitsBelow = figure.bottom + GAP + height <= innerHeight - MARGIN;
    const top = fitsBelow ? figure.bottom + GAP : Math.max(MARGIN, figure.top - GAP - height);
    const left = Math.min(Math.max(MARGIN, figure.left), Math.max(MARGIN, innerWidth - MARGIN - width));
    Object.assign(panel.style, { top: `${top}px`, left: `${left}px` });
  }
}

function record({ source, recordId }) {
  return html`<li>${sourceWords(source)} · <span class="mono">${recordId}</span></li>`;
}

customElements.define('rewards-fact', FactFigure);
