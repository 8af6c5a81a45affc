/**
 * The base of the lead views: a form of filters, and a list that is loaded page by page. A view names its `view` of the
 * service and renders its filters, its entries and what is above them.
 */

import { LitElement, html, nothing } from './vendor/lit.js';
import { leadPage, startOf } from './lead-service.js';
import { leadStyles } from './lead-styles.js';
import { LocaleController, text } from './locales/index.js';
import { ServiceProblem, problemWords } from './service.js';
import { controls, tokens } from './styles.js';

const NOTHING = { state: 'idle', data: [], nextCursor: null, problem: null, page: null };
const PERIODS = ['7', '30', '90', ''];
const DEFAULT_PERIOD = '30';

export class LeadList extends LitElement {
  static properties = {
    endpoint: {}, tokenProvider: { attribute: false }, today: {}, result: { state: true },
  };

  static styles = [tokens, controls, leadStyles];

  #abort = null;
  #parameters = {};

  constructor() {
    super();
    new LocaleController(this);
    this.endpoint = '';
    this.tokenProvider = null;
    this.today = '';
    this.result = NOTHING;
  }

  /** Clears the list: the viewer has changed. */
  reset() {
    this.#abort?.abort();
    this.result = NOTHING;
    this.updateComplete.then(() => this.renderRoot.querySelector('form').reset());
  }

  /** Loads the list with the filters as they are, if it has not been loaded. */
  async open() {
    await this.updateComplete;
    if (this.result.state === 'idle' && this.tokenProvider) this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#abort?.abort();
  }

  render() {
    return html`
      <form @submit=${this.#submit}>
        ${this.filters()}
        <button class="primary" ?disabled=${!this.tokenProvider}>${text('lead.show')}</button>
        ${this.actions()}
      </form>
      <div class="results" aria-busy=${String(this.result.state === 'loading')}>${this.#results()}</div>
      <div class="visually-hidden" role="status">${this.#announcement()}</div>`;
  }

  // What a view may define.
  filters() { return nothing; }
  actions() { return nothing; }
  above() { return nothing; }

  /** @returns {object} the parameters of the request, from the form */
  parametersOf(form) {
    const { period, ...rest } = Object.fromEntries(new FormData(form));
    return { ...rest, from: startOf(period, this.today) };
  }

  choice(name, label, options, initial = '') {
    return html`<div class="field"><label for=${name}>${label}</label><select id=${name} name=${name}>
      ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === initial}>${words}</option>`)}</select></div>`;
  }

  field(name, label) {
    return html`<div class="field"><label for=${name}>${label}</label><input id=${name} name=${name} autocomplete="off"
      spellcheck="false" /></div>`;
  }

  period() {
    const periods = PERIODS.map((days) => [days, text(`lead.period.${days || 'all'}`)]);
    return this.choice('period', text('lead.period'), periods, DEFAULT_PERIOD);
  }

  #results() {
    const { state, data, problem, nextCursor } = this.result;
    if (state === 'idle') return html`<p class="muted">${text(`lead.${this.view}.invitation`)}</p>`;
    return html`
      ${this.above()}
      ${data.length ? html`<ul class="entries">${data.map((entry) => html`<li class="entry">${this.entry(entry)}</li>`)}</ul>`
        : state === 'loaded' && !nextCursor ? html`<p>${text(`lead.${this.view}.none`)}</p>` : nothing}
      ${state === 'loading' ? html`<p class="muted">${text('lead.loading')}</p>` : nothing}
      ${problem ? this.#problem(problem) : nothing}
      ${nextCursor && state !== 'loading'
        ? html`<button type="button" class="more" @click=${() => this.load({ cursor: nextCursor })}>${text('lead.more')}</button>`
        : nothing}`;
  }

  #problem(problem) {
    return html`<div class="problem row"><p>${problemWords(problem)}</p>
      ${problem.isRetryable ? html`<button type="button" @click=${() => this.load()}>${text('common.retry')}</button>` : nothing}
    </div>`;
  }

  #announcement() {
    const { state, data, problem } = this.result;
    if (problem) return problemWords(problem);
    return state === 'loaded' ? text('lead.count', { count: data.length }) : '';
  }

  #submit(event) {
    event.preventDefault();
    this.load();
  }

  /** Loads the first page, or the one behind a cursor, which is added to those shown. */
  async load({ cursor } = {}) {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    if (!cursor) this.#parameters = this.parametersOf(this.renderRoot.querySelector('form'));
    const shown = cursor ? this.result.data : [];
    this.result = { ...this.result, data: shown, state: 'loading', problem: null, nextCursor: null };
    const request = { endpoint: this.endpoint, view: this.view, signal: abort.signal };
    try {
      const page = await leadPage({ ...request, parameters: { ...this.#parameters, cursor } }, this.tokenProvider);
      this.result = { ...NOTHING, state: 'loaded', data: [...shown, ...page.data], nextCursor: page.nextCursor, page };
    } catch (error) {
      if (abort.signal.aborted) return;
      this.fail(error);
    }
  }

  fail(error) {
    const problem = error instanceof ServiceProblem ? error : new ServiceProblem({ code: 'streamCut' });
    this.result = { ...this.result, state: 'failed', problem };
  }

  get parameters() {
    return this.parametersOf(this.renderRoot.querySelector('form'));
  }
}
