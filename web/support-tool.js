/**
 * `<rewards-support-tool>`: finds an order by its number, a customer's orders by day, or the orders of a gift card.
 *
 * Properties: `endpoint` (of the chat service, by default the page's origin), `tokenProvider` (as for
 * `<rewards-sidebar>`), `customerId` and `today` (an instant, by default now) as initial values. Instead of the property,
 * the attribute `token-provider` may name a module of the page's origin whose default export is the token provider.
 */

import { LitElement, html, nothing } from './vendor/lit.js';
import { executionView, executionStyles, gapNotice } from './execution-view.js';
import { dateInputValue } from './format.js';
import { LocaleController, text } from './locales/index.js';
import { giftCardResults, giftCardResultsStyles } from './gift-card-results.js';
import { changesOf } from './order-stream.js';
import { ServiceProblem, callService, installmentNumber, problemWords } from './service.js';
import { controls, tokens } from './styles.js';
import { nextPage, resultOf, searchOf } from './support-search.js';
import { supportStyles } from './support-styles.js';

const NOTHING = { state: 'idle', found: [], sources: [], nextCursor: null, problem: null, search: null, isUpdated: false };
const DAYS_BACK = 90;
const FIELDS = { order: 'support.byOrder', customer: 'support.byCustomer', giftCard: 'support.byGiftCard' };
const TIME_FIELDS = ['created', 'reserved', 'issued'];

export class SupportTool extends LitElement {
  static properties = {
    endpoint: {},
    tokenProvider: { attribute: false },
    tokenProviderModule: { attribute: 'token-provider' },
    customerId: { attribute: 'customer-id' },
    today: {},
    by: { state: true },
    fieldError: { state: true },
    result: { state: true },
  };

  static styles = [tokens, controls, supportStyles, executionStyles, giftCardResultsStyles];

  #abort = null; // aborts the running search, and the live stream of the order it found

  constructor() {
    super();
    new LocaleController(this);
    this.endpoint = '';
    this.tokenProvider = null;
    this.tokenProviderModule = '';
    this.customerId = '';
    this.today = '';
    this.by = 'order';
    this.fieldError = null;
    this.result = NOTHING;
  }

  /** Clears the results: the viewer or the case has changed. */
  reset() {
    this.#abort?.abort();
    this.by = 'order';
    this.fieldError = null;
    this.result = NOTHING;
    this.updateComplete.then(() => this.renderRoot.querySelector('form').reset());
  }

  async #openRecent() {
    this.by = 'customer';
    await this.updateComplete;
    this.#submit();
  }

  /** Shows an order, as if its number had been entered. */
  async openOrder(order) {
    this.by = 'order';
    await this.updateComplete;
    this.renderRoot.getElementById('order').value = order;
    this.#submit();
  }

  willUpdate(changed) {
    if (changed.has('tokenProviderModule') && this.tokenProviderModule) this.#loadTokenProvider();
  }

  async #loadTokenProvider() {
    const url = new URL(this.tokenProviderModule, document.baseURI);
    try {
      this.tokenProvider = url.origin === location.origin ? (await import(url.href)).default : null;
    } catch {
      this.tokenProvider = null;
    }
    if (this.tokenProvider) return;
    const problem = new ServiceProblem({ code: 'signInFailed', isRetryable: false });
    this.result = { ...NOTHING, state: 'failed', problem };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#abort?.abort();
  }

  render() {
    return html`
      <header class="bar"><h2>${text('support.title')}</h2></header>
      <form novalidate @submit=${this.#submit} @input=${() => { this.fieldError = null; }}>
        <fieldset class="by">
          <legend class="visually-hidden">${text('support.by')}</legend>
          ${Object.keys(FIELDS).map((by) => this.#choice(by))}
        </fieldset>
        <div class="fields">
          ${this.#fields()}
          <button class="primary" ?disabled=${!this.tokenProvider}>${text('support.search')}</button>
        </div>
        ${this.fieldError
          ? html`<p id="field-error" class="field-error" role="alert">${text(this.fieldError.error, this.fieldError.values)}</p>` : nothing}
      </form>
      <div class="results" aria-busy=${String(this.result.state === 'loading')}>${this.#results()}</div>
      <div class="visually-hidden" role="status">${this.#announcement()}</div>`;
  }

  #choice(value) {
    return html`<label><input type="radio" name="by" value=${value} ?checked=${value === 'order'}
      .checked=${this.by === value} @change=${() => { this.by = value; }} /><span>${text(FIELDS[value])}</span></label>`;
  }

  #field(name, label, input) {
    return html`<div class="field ${name}"><label for=${name}>${label}</label>${input}</div>`;
  }

  #fields() {
    if (this.by === 'customer') return this.#customerFields();
    if (this.by === 'giftCard') return this.#textField('giftCard', text('support.giftCard'), 'GC-7F3K-9Q2M-1111');
    return this.#textField('order', text('support.number'), '404-1029384-5566778');
  }

  #textField(name, label, placeholder) {
    return this.#field(name, label, html`<input id=${name} name=${name} autocomplete="off" spellcheck="false"
      placeholder=${placeholder} aria-invalid=${this.#isInvalid(name)} aria-describedby=${this.#errorId(name)} />`);
  }

  #customerFields() {
    const today = Date.parse(this.today) || Date.now();
    const [firstDay, lastDay] = [today - DAYS_BACK * 86_400_000, today].map((at) => dateInputValue(new Date(at)));
    const dayField = (name, label, value) => this.#field(name, label, html`<input id=${name} name=${name} type="date"
      value=${value} aria-invalid=${this.#isInvalid(name)} aria-describedby=${this.#errorId(name)} />`);
    return html`
      ${this.#field('customer', text('support.customer'), html`<input id="customer" name="customer" autocomplete="off"
        spellcheck="false" value=${this.customerId} aria-invalid=${this.#isInvalid('customer')}
        aria-describedby=${this.#errorId('customer')} />`)}
      ${this.#field('timeField', text('support.orders'), html`<select id="timeField" name="timeField">
        ${TIME_FIELDS.map((value) => html`<option value=${value}>${text(`support.${value}`)}</option>`)}</select>`)}
      ${dayField('firstDay', text('support.from'), firstDay)}
      ${dayField('lastDay', text('support.to'), lastDay)}`;
  }

  #isInvalid(field) {
    return String(this.fieldError?.field === field);
  }

  #errorId(field) {
    return this.fieldError?.field === field ? 'field-error' : nothing;
  }

  #results() {
    const { state, found, sources, problem, search } = this.result;
    if (found.length) return this.#found();
    if (problem) return this.#problem(problem);
    if (state === 'loading') return html`<p class="empty muted">${text('support.searching')}</p>`;
    if (state === 'idle') return this.#invitation();
    return html`${gapNotice(sources)}<p class="empty">${nothingWords(search)}</p>`;
  }

  #invitation() {
    return html`<div class="empty">
      <p class="muted">${text('support.invitation')}</p>
      ${this.customerId ? html`<button type="button" @click=${this.#openRecent}
        >${text('support.recent', { customer: this.customerId, days: DAYS_BACK })}</button>` : nothing}
    </div>`;
  }

  #found() {
    const { state, found, sources, nextCursor, problem, search, isUpdated } = this.result;
    return html`
      ${isUpdated ? html`<p class="updated">${text('support.updated')}</p>` : nothing}
      ${search.by === 'order' ? nothing : gapNotice(sources)}
      ${search.by === 'giftCard'
        ? giftCardResults(found, (order) => this.openOrder(order))
        : found.map((order) => executionView(order, this.#reveal))}
      ${problem ? this.#problem(problem) : nothing}
      ${nextCursor ? html`<button type="button" class="more" ?disabled=${state === 'loading'} @click=${this.#more}
        >${text(search.by === 'giftCard' ? 'support.moreIssuances' : 'support.more')}</button>` : nothing}`;
  }

  #problem(problem) {
    return html`<div class="problem row">
      <div>
        <p>${problemWords(problem)}</p>
        <p class="code">${problem.code}${problem.requestId
          ? html` · ${text('common.request')} <span class="mono">${problem.requestId}</span>` : nothing}</p>
      </div>
      ${problem.isRetryable
        ? html`<button type="button" @click=${() => this.#load(this.result.search)}>${text('common.retry')}</button>` : nothing}
    </div>`;
  }

  #announcement() {
    const { state, found, problem, search, isUpdated } = this.result;
    if (isUpdated) return text('support.updated');
    if (problem) return problemWords(problem);
    if (state === 'nothing') return nothingWords(search);
    if (state === 'loading') return text('support.isSearching');
    return state === 'found' ? text(`support.found.${search.by}`, { count: found.length }) : '';
  }

  #submit(event) {
    event?.preventDefault();
    const form = this.renderRoot.querySelector('form');
    const { search, ...fieldError } = searchOf({ ...Object.fromEntries(new FormData(form)), by: this.by });
    if (!search) {
      this.fieldError = fieldError;
      this.renderRoot.getElementById(fieldError.field)?.focus();
      return;
    }
    this.fieldError = null;
    this.result = NOTHING;
    this.#load(search);
  }

  #more() {
    this.#load(nextPage(this.result.search, this.result.nextCursor));
  }

  /** Loads a search, or its next page, and adds the results to those shown. */
  async #load(search) {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    const shown = this.result.found;
    this.result = { ...this.result, state: 'loading', problem: null, search, isUpdated: false };
    try {
      const url = `${this.endpoint}${search.path}`;
      const response = await callService(url, { signal: abort.signal }, this.tokenProvider);
      const { found, ...rest } = resultOf(search, await response.json());
      const all = [...shown, ...found];
      this.result = { ...this.result, ...rest, found: all, state: all.length ? 'found' : 'nothing' };
      if (search.by === 'order') this.#follow(abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return;
      const problem = error instanceof ServiceProblem ? error : new ServiceProblem({ code: 'streamCut' });
      const isMissing = problem.status === 404 && !shown.length;
      this.result = { ...this.result, ...(isMissing ? { state: 'nothing' } : { state: 'failed', problem }) };
    }
  }

  /** Shows the order anew whenever it changes, until the next search. */
  async #follow(signal) {
    const { endpoint, tokenProvider } = this;
    const [order] = this.result.found;
    for await (const changed of changesOf({ endpoint, order, signal }, tokenProvider)) {
      if (signal.aborted) return;
      this.result = { ...this.result, found: [changed], sources: changed.sources, isUpdated: true };
    }
  }

  #reveal = (order, key) => installmentNumber({ endpoint: this.endpoint, order, key }, this.tokenProvider);
}

/** The same message whether an order does not exist or belongs to another customer. */
function nothingWords({ by }) {
  return text({ order: 'support.noOrder', customer: 'support.noOrders', giftCard: 'support.noGiftCard' }[by]);
}

customElements.define('rewards-support-tool', SupportTool);
