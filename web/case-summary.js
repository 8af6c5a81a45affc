/**
 * `<rewards-case-summary>`: the orders of the case at a glance, before anybody has asked anything.
 *
 * Totals per currency, then the orders: what needs action first, then what is open. Each order is a button; it fires
 * `ask-about` {orderId}. A lookup that fails because the viewer is not signed in fires `sign-in-needed` {code} and shows
 * nothing. An amount that is not known is never shown as zero, and never added up.
 */

import { LitElement, html, nothing } from './vendor/lit.js';
import { groupsOf } from './case-orders.js';
import { summaryStyles } from './case-summary-styles.js';
import { day, dayAndTime, money } from './format.js';
import { LocaleController, text } from './locales/index.js';
import { caseSummary } from './case-service.js';
import { ServiceProblem, problemWords } from './service.js';
import { controls } from './styles.js';
import { needsSignIn } from './token-requests.js';
import { gapSentences, reasonWords } from './words.js';

/** Settled orders that are listed without being asked for. */
const SETTLED_SHOWN = 3;

export class CaseSummary extends LitElement {
  static properties = {
    endpoint: {}, caseId: {}, tokenProvider: { attribute: false }, withoutTitle: { type: Boolean },
    summary: { state: true }, problem: { state: true }, isLoading: { state: true }, announcement: { state: true },
  };

  static styles = [controls, summaryStyles];

  #abort = new AbortController();

  constructor() {
    super();
    this.endpoint = '';
    this.caseId = '';
    this.tokenProvider = null;
    this.withoutTitle = false; // where the place that shows it has one
    this.#reset();
    new LocaleController(this);
  }

  /** What was shown of another case, or to somebody else, is dropped before anything is drawn. */
  willUpdate(changed) {
    if (!['caseId', 'endpoint', 'tokenProvider'].some((name) => changed.has(name))) return;
    this.#reset();
    if (this.tokenProvider) this.refresh();
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated && !this.summary && this.tokenProvider) this.refresh();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  #reset() {
    this.#abort.abort();
    this.summary = null;
    this.problem = null;
    this.isLoading = false;
    this.announcement = '';
  }

  /** Looks the case up again; what is shown stays until the answer is here. */
  async refresh() {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.isLoading = true;
    this.problem = null;
    try {
      const found = await caseSummary({ endpoint: this.endpoint, signal: abort.signal }, this.tokenProvider);
      if (abort.signal.aborted) return;
      this.summary = found;
      this.announcement = text('summary.announced', { count: found.orders.length });
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!(error instanceof ServiceProblem)) reportError(error);
      const problem = error instanceof ServiceProblem ? error : new ServiceProblem({ code: 'pageError' });
      if (needsSignIn(problem)) this.#fire('sign-in-needed', { code: problem.code });
      else this.problem = problem;
    } finally {
      if (this.#abort === abort) this.isLoading = false;
    }
  }

  render() {
    const { summary, problem, isLoading } = this;
    if (!summary && !problem && !isLoading) return nothing;
    return html`<section aria-labelledby="title" aria-busy=${String(isLoading)}>
      <header>
        <h3 id="title" class=${this.withoutTitle ? 'visually-hidden' : ''}>${text('summary.title')}</h3>
        <button type="button" class="quiet" ?disabled=${isLoading} @click=${() => this.refresh()}
          aria-label=${text('summary.refresh')} title=${text('summary.refresh')}>↻</button>
      </header>
      ${problem ? this.#failure() : nothing}
      ${summary ? this.#summary(summary) : isLoading ? skeleton() : nothing}
      <div class="visually-hidden" role="status">${this.announcement}</div>
    </section>`;
  }

  #failure() {
    return html`<div class="problem" role="alert"><p>${problemWords(this.problem)}</p>
      ${this.summary ? html`<p>${text('summary.older')}</p>` : nothing}</div>`;
  }

  #summary({ orders, totals, sources, hasMore, asOf, window }) {
    const gaps = gapSentences(sources);
    return html`
      ${gaps.length ? html`<div class="notice">${gaps.map((gap) => html`<p>${gap}</p>`)}</div>` : nothing}
      ${orders.length ? totals.map(totalLine) : html`<p class="muted">${text('summary.none')}</p>`}
      ${groupsOf(orders).map((one) => this.#group(one))}
      ${hasMore ? html`<p class="muted small">${text('summary.hasMore')}</p>` : nothing}
      <p class="muted small">${text('summary.window', { from: day(window.from), to: day(lastInstant(window.to)) })} ·
        ${text('common.asOf', { when: dayAndTime(asOf) })}</p>`;
  }

  #group({ group, orders }) {
    const shown = group === 'settled' ? orders.slice(0, SETTLED_SHOWN) : orders;
    const more = orders.slice(shown.length);
    return html`<div class="group" data-group=${group}>
      <h4>${text(`summary.group.${group}`, { count: orders.length })}</h4>
      <ul>${shown.map((order) => this.#order(order))}</ul>
      ${more.length ? html`<details><summary>${text('summary.more', { count: more.length })}</summary>
        <ul>${more.map((order) => this.#order(order))}</ul></details>` : nothing}
    </div>`;
  }

  #order({ businessReferenceId, createdAt, promotionName, totals, reasons, needsAction }) {
    const why = (needsAction.length ? needsAction : reasons).filter((reason) => reason !== 'COMPLETE').map(reasonWords);
    const about = [promotionName, createdAt && day(createdAt), ...why].filter(Boolean);
    return html`<li><button type="button" class="order"
      @click=${() => this.#fire('ask-about', { orderId: businessReferenceId })}>
      <span class="id">${businessReferenceId}</span>
      <span class="left">${totals.map(leftOf)}</span>
      <span class="why muted">${about.join(' · ')}</span>
    </button></li>`;
  }

  #fire(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** The end of a half-open window as the last day inside. */
const lastInstant = (end) => new Date(Date.parse(end) - 1).toISOString();

function totalLine({ promised, granted, remaining }) {
  const figure = (name, amount) => html`<div><dt>${text(`summary.${name}`)}</dt>
    ${amount ? html`<dd class="amount">${money(amount)}</dd>` : html`<dd class="unknown">${text('common.notKnown')}</dd>`}
  </div>`;
  return html`<dl class="total">${figure('promised', promised)}${figure('granted', granted)}
    ${figure('remaining', remaining)}</dl>`;
}

function leftOf({ remaining }) {
  if (!remaining) return html`<span class="muted">${text('common.notKnown')}</span>`;
  return remaining.amountMinor
    ? html`<span class="amount">${text('summary.left', { amount: money(remaining) })}</span>`
    : html`<span class="muted">${text('summary.nothingLeft')}</span>`;
}

function skeleton() {
  return html`<div class="skeleton" role="img" aria-label=${text('summary.loading')}>
    <span></span><span></span><span></span></div>`;
}

customElements.define('rewards-case-summary', CaseSummary);
