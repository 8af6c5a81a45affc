/** `<rewards-cashback-card>`: one benefit at a glance: promised, granted, remaining, how it was paid, what is open. */

import { LitElement, css, html, nothing } from './vendor/lit.js';
import './benefit-timeline.js';
import { barStyles, cashbackBar } from './cashback-bar.js';
import { installmentTables, itemList, listStyles } from './cashback-lists.js';
import { day, money } from './format.js';
import './fact-figure.js';
import { LocaleController, text } from './locales/index.js';
import { isPartOf } from './position.js';
import { narrowCard, narrowTable } from './narrow-styles.js';
import { controls } from './styles.js';
import { benefitWords, labelWords, reasonWords, reversalWords, statusWords } from './words.js';

const HEADLINE = ['promised', 'granted', 'remaining'];

/** Amounts shown only if they are not zero; the dot is their segment of the bar. */
const ASIDE = [
  ['pending', 'pending'], ['reversed', 'closed'], ['cancelled', 'closed'], ['expired', 'closed'],
  ['overIssued', 'overIssued'],
];

const TONES = { ISSUED: 'good', FAILED: 'bad', UNKNOWN: 'unsure', PARTIALLY_ISSUED: 'part' };

/** Reasons that a notice, the status or an amount of the card already shows. */
const SHOWN_ELSEWHERE = new Set(['COMPLETE', 'SOURCE_UNAVAILABLE', 'REVERSED', 'OVER_ISSUED']);

export class CashbackCard extends LitElement {
  static properties = { position: { attribute: false }, level: { type: Number }, withTimes: { type: Boolean }, reveal: { attribute: false } };

  static styles = [controls, barStyles, listStyles, css`
    :host { display: block; container-type: inline-size; }
    article {
      display: grid; gap: 0.5rem; padding: 0.75rem; border: 1px solid var(--rw-line); border-radius: 0.75rem;
      background: var(--rw-raised); box-shadow: var(--rw-shadow);
    }
    .top { display: flex; gap: 0.5rem; align-items: flex-start; justify-content: space-between; }
    .title { font-weight: 600; line-height: 1.35; overflow-wrap: anywhere; }
    .chips { display: flex; flex-wrap: wrap; gap: 0.25rem; justify-content: flex-end; flex: none; max-width: 60%; }
    .when { font-size: 0.75rem; color: var(--rw-muted); }
    .headline { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.5rem; }
    .headline dt { font-size: 0.75rem; color: var(--rw-muted); white-space: nowrap; }
    .headline dd { font-size: 1.125rem; font-weight: 600; line-height: 1.3; letter-spacing: -0.01em; }
    .headline .unknown { font-size: 0.875rem; font-weight: 500; color: var(--rw-muted); line-height: 1.7; }
    .aside { display: flex; flex-wrap: wrap; gap: 0.125rem 0.875rem; font-size: 0.8125rem; color: var(--rw-muted); }
    .reasons { font-size: 0.8125rem; }
    @container (max-width: 17rem) {
      .top { flex-direction: column; }
      .chips { max-width: none; justify-content: flex-start; }
      .headline { grid-template-columns: repeat(3, auto); justify-content: space-between; gap: 0.25rem; }
      .headline dd { font-size: 1rem; }
    }
  `, narrowCard, narrowTable];

  constructor() {
    super();
    new LocaleController(this);
    this.level = 3;
  }

  /** Complete when the history is drawn too: it is one of the controls. */
  async getUpdateComplete() {
    const isComplete = await super.getUpdateComplete();
    await this.renderRoot.querySelector('rewards-benefit-timeline')?.updateComplete;
    return isComplete;
  }

  /** @returns {HTMLElement[]} what the viewer can focus in this card, in order; arrow keys move between them */
  get controls() {
    const found = this.renderRoot.querySelectorAll('rewards-fact, rewards-gift-card, rewards-benefit-timeline');
    return [...found].filter((control) => control.renderRoot?.querySelector('[tabindex]'));
  }

  render() {
    const { amounts, installments, items, historyNote } = this.position;
    return html`<article aria-labelledby="title">
      ${this.#header()}
      <dl class="headline">${HEADLINE.map((name) => this.#figure(name))}</dl>
      ${cashbackBar(amounts)}
      ${this.#aside()}
      ${this.#reasons()}
      ${installmentTables(installments, { withTimes: this.withTimes, level: this.level + 1, reveal: this.reveal })}
      <rewards-benefit-timeline .position=${this.position}></rewards-benefit-timeline>
      ${historyNote ? html`<p class="small muted">${historyNote}</p>` : nothing}
      ${itemList(items, { level: this.level + 1 })}
    </article>`;
  }

  #header() {
    const { promotionName, promotionId, benefitType, issuanceStatus, reversalStatus, dates } = this.position;
    const when = [
      [dates.isCreationExact ? 'card.promisedOn' : 'card.promisedBy', dates.createdAt],
      ['card.revealedOn', dates.revealedAt],
      ['card.validUntil', dates.expiresAt],
    ].filter(([, instant]) => instant).map(([key, instant]) => text(key, { day: day(instant) }));
    const reversal = reversalWords(reversalStatus);
    return html`<header>
      <div class="top">
        <div id="title" class="title" role="heading" aria-level=${this.level}>${promotionName ?? promotionId}</div>
        <div class="chips">
          <span class="chip ${TONES[issuanceStatus] ?? ''}">${statusWords(issuanceStatus)}</span>
          ${reversal ? html`<span class="chip">${reversal}</span>` : nothing}
        </div>
      </div>
      <p class="when">${[benefitWords(benefitType), ...when].join(' · ')}</p>
    </header>`;
  }

  #figure(name) {
    const label = labelWords(name);
    const amount = this.position.amounts[name];
    const fact = this.position.facts[name];
    const dot = name === 'promised' ? nothing : html`<span class="dot ${amount ? name : 'unknown'}"></span>`;
    if (!amount) return html`<div><dt>${dot}${label}</dt><dd class="unknown">${this.#whyUnknown()}</dd></div>`;
    const figure = money(amount);
    const shown = fact ? html`<rewards-fact .fact=${fact} .text=${figure}></rewards-fact>` : figure;
    return html`<div><dt>${dot}${label}</dt><dd class="amount" data-figure=${name}>${shown}</dd></div>`;
  }

  /** The worth of a customer's scratch card is withheld until it is revealed; no source is missing then. */
  #whyUnknown() {
    const { reasons, amounts } = this.position;
    const isWithheld = reasons.includes('SCRATCH_CARD_UNREVEALED') && !reasons.includes('SOURCE_UNAVAILABLE');
    return text(isWithheld && amounts.promised === null ? 'card.onceRevealed' : 'common.notKnown');
  }

  #aside() {
    const { amounts } = this.position;
    const shown = ASIDE.filter(([name]) =>
      name === 'pending' ? isPartOf(amounts.pending, amounts.remaining) : amounts[name]?.amountMinor > 0);
    if (!shown.length) return nothing;
    return html`<ul class="aside">${shown.map(([name, dot]) => html`<li data-figure=${name}>
      <span class="dot ${dot}"></span><span class="amount">${money(amounts[name])}</span> ${text(`card.${name}`)}
    </li>`)}</ul>`;
  }

  #reasons() {
    const { reasons, items } = this.position;
    const onItems = new Set(items.map(({ reason }) => reason));
    const shown = reasons.filter((reason) => !SHOWN_ELSEWHERE.has(reason) && !onItems.has(reason));
    if (!shown.length) return nothing;
    return html`<p class="reasons">${shown.map(reasonWords).join(' · ')}</p>`;
  }
}

customElements.define('rewards-cashback-card', CashbackCard);
