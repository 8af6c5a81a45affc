/**
 * `<rewards-conversation-history>`: the viewer's stored conversations of this case: search, open, rename, delete, export.
 *
 * Fires `open-conversation` {conversationId}, `deleted-conversation` {conversationId} and `close`. The service lists the
 * conversations of the viewer's case only; what was listed for another case is dropped before anything is drawn.
 */

import { LitElement, html, nothing, repeat } from './vendor/lit.js';
import { historyStyles } from './conversation-history-styles.js';
import {
  deleteConversation, exportConversation, listConversations, renameConversation,
} from './conversations-service.js';
import { saveFile } from './file-download.js';
import { dayAndTime } from './format.js';
import { LocaleController, text } from './locales/index.js';
import { ServiceProblem, problemWords } from './service.js';
import { controls } from './styles.js';

const TYPING_MS = 250;
/** The limits of the service, in characters. */
const LONGEST_QUERY = 100;
const LONGEST_TITLE = 80;

export class ConversationHistory extends LitElement {
  static properties = {
    endpoint: {}, caseId: {}, currentId: {}, tokenProvider: { attribute: false },
    found: { state: true }, opened: { state: true }, task: { state: true }, problem: { state: true },
    isLoading: { state: true }, announcement: { state: true },
  };

  static styles = [controls, historyStyles];

  #abort = new AbortController();
  #typing = 0;

  constructor() {
    super();
    this.endpoint = '';
    this.caseId = '';
    this.currentId = undefined;
    this.tokenProvider = null;
    this.#reset();
    new LocaleController(this);
  }

  willUpdate(changed) {
    if (!['caseId', 'endpoint', 'tokenProvider'].some((name) => changed.has(name))) return;
    this.#reset();
    if (this.tokenProvider) this.#search('');
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#abort.abort();
    clearTimeout(this.#typing);
  }

  #reset() {
    this.#abort.abort();
    this.query = '';
    this.found = null; // {data, nextCursor}, null until the first page is here
    this.opened = null; // the id of the row whose actions are shown
    this.task = null; // 'rename' or 'delete', of that row
    this.problem = null;
    this.isLoading = false;
    this.announcement = '';
  }

  /** Moves the focus to the search. */
  focus(options) {
    this.renderRoot.querySelector('input')?.focus(options);
  }

  render() {
    return html`
      <label class="search"><span class="visually-hidden">${text('history.search')}</span>
        <input type="search" maxlength=${LONGEST_QUERY} placeholder=${text('history.search')} autocomplete="off"
          @input=${this.#typed} /></label>
      ${this.problem ? this.#failure() : nothing}
      ${this.found ? this.#list() : this.isLoading ? skeleton() : nothing}
      <div class="visually-hidden" role="status">${this.announcement}</div>`;
  }

  #failure() {
    return html`<div class="problem row" role="alert"><p>${problemWords(this.problem)}</p>
      <button type="button" @click=${() => this.#search(this.query)}>${text('common.retry')}</button></div>`;
  }

  #list() {
    const { data, nextCursor } = this.found;
    if (!data.length) return html`<p class="muted">${text(this.query ? 'history.noneFound' : 'history.none')}</p>`;
    return html`<ul class="list" aria-busy=${String(this.isLoading)}>
        ${repeat(data, ({ conversationId }) => conversationId, (one) => this.#row(one))}
      </ul>
      ${nextCursor ? html`<button type="button" class="more" ?disabled=${this.isLoading}
        @click=${this.#showMore}>${text('history.more')}</button>` : nothing}`;
  }

  #row(one) {
    const { conversationId, title, updatedAt } = one;
    const isCurrent = conversationId === this.currentId;
    const isOpened = conversationId === this.opened;
    return html`<li data-id=${conversationId} ?data-current=${isCurrent}>
      <button type="button" class="open" aria-current=${isCurrent ? 'true' : nothing}
        @click=${() => this.#fire('open-conversation', { conversationId })}>
        <span class="title">${title || text('history.untitled')}</span>
        <span class="muted when">${dayAndTime(updatedAt)}${isCurrent ? ` · ${text('history.current')}` : ''}</span>
      </button>
      <button type="button" class="quiet toggle" aria-expanded=${String(isOpened)}
        aria-label=${text('history.actions', { title })} @click=${() => this.#toggle(conversationId)}>⋯</button>
      ${isOpened ? this.#actions(one) : nothing}
    </li>`;
  }

  #actions(one) {
    if (this.task === 'rename') return this.#renameForm(one);
    if (this.task === 'delete') return this.#deleteQuestion(one);
    const action = (label, run) => html`<button type="button" @click=${run}>${label}</button>`;
    return html`<div class="actions">
      ${action(text('history.rename'), () => this.#begin('rename', 'input[name=title]'))}
      ${action(text('history.exportText'), () => this.#export(one, 'text'))}
      ${action(text('history.exportJson'), () => this.#export(one, 'json'))}
      ${action(text('history.delete'), () => this.#begin('delete', '.keep'))}
    </div>`;
  }

  #renameForm(one) {
    return html`<form class="actions" @submit=${(event) => this.#rename(event, one)} @keydown=${this.#leaveTask}>
      <label class="grow"><span class="visually-hidden">${text('history.title')}</span>
        <input name="title" required maxlength=${LONGEST_TITLE} .value=${one.title} autocomplete="off" /></label>
      <button class="primary">${text('history.save')}</button>
      <button type="button" @click=${this.#endTask}>${text('history.cancel')}</button>
    </form>`;
  }

  #deleteQuestion(one) {
    return html`<div class="actions" role="group" aria-labelledby="sure" @keydown=${this.#leaveTask}>
      <span id="sure" class="grow">${text('history.sure')}</span>
      <button type="button" class="danger" @click=${() => this.#delete(one)}>${text('history.delete')}</button>
      <button type="button" class="keep" @click=${this.#endTask}>${text('history.keep')}</button>
    </div>`;
  }

  #typed({ target }) {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#search(target.value.trim()), TYPING_MS);
  }

  #search(query) {
    this.query = query;
    return this.#run(async (signal) => {
      this.found = await listConversations({ endpoint: this.endpoint, query, signal }, this.tokenProvider);
      this.opened = this.task = null;
      this.announcement = text('history.count', { count: this.found.data.length });
    });
  }

  #showMore() {
    const { query, found: { data, nextCursor: cursor } } = this;
    return this.#run(async (signal) => {
      const page = await listConversations({ endpoint: this.endpoint, query, cursor, signal }, this.tokenProvider);
      const known = new Set(data.map(({ conversationId }) => conversationId));
      const fresh = page.data.filter(({ conversationId }) => !known.has(conversationId));
      this.found = { data: [...data, ...fresh], nextCursor: page.nextCursor };
      this.announcement = text('history.count', { count: this.found.data.length });
      await this.updateComplete;
      if (fresh.length) this.#rowOf(fresh[0].conversationId)?.querySelector('.open').focus();
    });
  }

  #rename(event, { conversationId }) {
    event.preventDefault();
    const title = event.target.elements.title.value.trim();
    if (!title) return;
    this.#run(async (signal) => {
      const renamed = await renameConversation(
        { endpoint: this.endpoint, conversationId, title, signal }, this.tokenProvider,
      );
      const data = this.found.data.map((one) => (one.conversationId === conversationId ? renamed : one));
      this.found = { ...this.found, data };
      this.announcement = text('history.renamed');
      this.#endTask();
    });
  }

  #delete({ conversationId }) {
    this.#run(async (signal) => {
      try {
        await deleteConversation({ endpoint: this.endpoint, conversationId, signal }, this.tokenProvider);
      } catch (error) {
        if (error.status !== 404) throw error; // deleted elsewhere: it is gone all the same
      }
      this.found = {
        ...this.found, data: this.found.data.filter((one) => one.conversationId !== conversationId),
      };
      this.opened = this.task = null;
      this.announcement = text('history.deleted');
      this.#fire('deleted-conversation', { conversationId });
      this.focus();
    });
  }

  #export({ conversationId }, format) {
    this.#run(async (signal) => {
      const what = { endpoint: this.endpoint, conversationId, format, signal };
      const file = await exportConversation(what, this.tokenProvider);
      saveFile(file, `conversation-${conversationId}.${format === 'json' ? 'json' : 'txt'}`);
      this.announcement = text('history.exported');
    });
  }

  /** Runs one request at a time: a newer one aborts it. What fails is shown, and the list stays. */
  async #run(work) {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.isLoading = true;
    this.problem = null;
    try {
      await work(abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!(error instanceof ServiceProblem)) reportError(error);
      this.problem = error instanceof ServiceProblem ? error : new ServiceProblem({ code: 'pageError' });
    } finally {
      if (this.#abort === abort) this.isLoading = false;
    }
  }

  #toggle(conversationId) {
    this.opened = this.opened === conversationId ? null : conversationId;
    this.task = null;
  }

  async #begin(task, focused) {
    this.task = task;
    await this.updateComplete;
    this.#rowOf(this.opened)?.querySelector(focused)?.focus();
  }

  #endTask = async () => {
    this.task = null;
    await this.updateComplete;
    this.#rowOf(this.opened)?.querySelector('.toggle').focus();
  };

  /** Escape ends the task and not the whole list. */
  #leaveTask = (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#endTask();
  };

  #rowOf(conversationId) {
    return [...this.renderRoot.querySelectorAll('li')].find(({ dataset }) => dataset.id === conversationId);
  }

  #fire(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function skeleton() {
  return html`<div class="skeleton" role="img" aria-label=${text('history.loading')}>
    ${[1, 2, 3].map(() => html`<span></span>`)}</div>`;
}

customElements.define('rewards-conversation-history', ConversationHistory);
