/**
 * `<rewards-support-tool>`: finds an order's cashback by its number, or a customer's orders by day.
 *
 * Properties: `endpoint` (of the rewards API), `tokenProvider` (as for `<rewards-sidebar>`), `customerId` and `today`
 * (an instant) as initial values.
 */

import { LitElement, html, nothing } from './vendor/lit.js';
import { executionView, executionStyles, gapNotice } from './execution-view.js';
import { dateInputValue } from './format.js';
import { LocaleController, text } from './locales/index.js';
import { differs, positionsOf } from './order-stream.js';
import { ServiceProblem, callService, problemWords } from './service.js';
import { controls, tokens } from './styles.js';
import { nextPage, resultOf, searchOf } from './support-search.js';
import { supportStyles } from './support-styles.js';

const NOTHING = { state: 'idle', executions: [], sources: [], nextCursor: null, problem: null, search: null, isUpdated: false };
const DAYS_BACK = 90;
const TIME_FIELDS = ['created', 'reserved', 'issued'];

export class SupportTool extends LitElement {
  static properties = {
    endpoint: {},
    tokenProvider: { attribute: false },
    customerId: { attribute: 'customer-id' },
    today: {},
    by: { state: true },
    fieldError: { state: true },
    result: { state: true },
  };

  static styles = [tokens, controls, supportStyles, executionStyles];

  #abort = null; // aborts the running search, and the live stream of the order it found

  constructor() {
    super();
    new LocaleController(this);
    this.endpoint = '/rewards';
    this.tokenProvider = null;
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
          ${this.#choice('order', text('support.byOrder'))}${this.#choice('customer', text('support.byCustomer'))}
        </fieldset>
        <div class="fields">
          ${this.by === 'order' ? this.#orderFields() : this.#customerFields()}
          <button class="primary" ?disabled=${!this.tokenProvider}>${text('support.search')}</button>
        </div>
        ${this.fieldError
          ? html`<p id="field-error" class="field-error" role="alert">${text(this.fieldError.error, this.fieldError.values)}</p>` : nothing}
      </form>
      <div class="results" aria-busy=${String(this.result.state === 'loading')}>${this.#results()}</div>
      <div class="visually-hidden" role="status">${this.#announcement()}</div>`;
  }

  #choice(value, label) {
    return html`<label><input type="radio" name="by" value=${value} ?checked=${value === 'order'}
      .checked=${this.by === value} @change=${() => { this.by = value; }} /><span>${label}</span></label>`;
  }

  #field(name, label, input) {
    return html`<div class="field ${name}"><label for=${name}>${label}</label>${input}</div>`;
  }

  #orderFields() {
    return this.#field('order', text('support.number'), html`<input id="order" name="order" autocomplete="off"
      spellcheck="false" placeholder="404-1029384-5566778" aria-invalid=${this.#isInvalid('order')}
      aria-describedby=${this.#errorId('order')} />`);
  }

  #customerFields() {
    const lastDay = this.today ? dateInputValue(this.today) : '';
    const firstDay = this.today ? dateInputValue(new Date(Date.parse(this.today) - DAYS_BACK * 86_400_000)) : '';
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
    const { state, executions, sources, problem, search } = this.result;
    if (executions.length) return this.#found();
    if (problem) return this.#problem(problem);
    if (state === 'loading') return html`<p class="empty muted">${text('support.searching')}</p>`;
    if (state === 'idle') return this.#invitation();
    return html`${gapNotice(sources)}<p class="empty">${nothingWords(search)}</p>`;
  }

  #invitation() {
    return html`<div class="empty">
      <p class="muted">${text('support.invitation')}</p>
      ${this.customerId && this.today ? html`<button type="button" @click=${this.#openRecent}
        >${text('support.recent', { customer: this.customerId, days: DAYS_BACK })}</button>` : nothing}
    </div>`;
  }

  #found() {
    const { state, executions, sources, nextCursor, problem, search, isUpdated } = this.result;
    return html`
      ${isUpdated ? html`<p class="updated">${text('support.updated')}</p>` : nothing}
      ${search.by === 'customer' ? gapNotice(sources) : nothing}
      ${executions.map(executionView)}
      ${problem ? this.#problem(problem) : nothing}
      ${nextCursor ? html`<button type="button" class="more" ?disabled=${state === 'loading'} @click=${this.#more}
        >${text('support.more')}</button>` : nothing}`;
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
    const { state, executions, problem, search, isUpdated } = this.result;
    if (isUpdated) return text('support.updated');
    if (problem) return problemWords(problem);
    if (state === 'nothing') return nothingWords(search);
    if (state === 'loading') return text('support.isSearching');
    return state === 'found' ? text('support.found', { count: executions.length }) : '';
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
    const shown = this.result.executions;
    this.result = { ...this.result, state: 'loading', problem: null, search, isUpdated: false };
    try {
      const url = `${this.endpoint}${search.path}`;
      const response = await callService(url, { signal: abort.signal }, this.tokenProvider);
      const { executions, ...rest } = resultOf(search, await response.json());
      const all = [...shown, ...executions];
      this.result = { ...this.result, ...rest, executions: all, state: all.length ? 'found' : 'nothing' };
      if (search.by === 'order') this.#follow(search, abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return;
      const problem = error instanceof ServiceProblem ? error : new ServiceProblem({ code: 'streamCut' });
      const isMissing = problem.status === 404 && !shown.length;
      this.result = { ...this.result, ...(isMissing ? { state: 'nothing' } : { state: 'failed', problem }) };
    }
  }

  /** Reloads the order whenever its position differs from the one shown, until the next search. */
  async #follow(search, signal) {
    const { endpoint, tokenProvider } = this;
    const order = this.result.executions[0].businessReferenceId;
    for await (const position of positionsOf({ endpoint, order, signal }, tokenProvider)) {
      if (!differs(position, this.result.executions[0])) continue;
      const execution = await this.#readAgain(search, signal);
      if (signal.aborted) return;
      if (execution) this.result = { ...this.result, ...resultOf(search, execution), isUpdated: true };
    }
  }

  /** @returns {Promise<object | null>} the current order; null if it could not be read */
  async #readAgain(search, signal) {
    try {
      const response = await callService(`${this.endpoint}${search.path}&fresh=true`, { signal }, this.tokenProvider);
      return await response.json();
    } catch {
      return null;
    }
  }
}

/** The same message whether an order does not exist or belongs to another customer. */
function nothingWords({ by }) {
  return text(by === 'order' ? 'support.noOrder' : 'support.noOrders');
}

customElements.define('rewards-support-tool', SupportTool);
