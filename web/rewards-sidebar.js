/**
 * `<rewards-sidebar>`: asks about a customer's cashback, shows the facts as soon as they are known, then the answer.
 *
 * Everything a page needs to embed it:
 *
 *     <script type="module" src="/web/rewards-sidebar.js"></script>
 *     <rewards-sidebar endpoint="https://..." suggestions='["..."]'></rewards-sidebar>
 *     sidebar.tokenProvider = async ({isExpired}) => "a bearer token";
 *
 * The token stays with the page: it is requested for each call and never stored.
 */

import { LitElement, html, nothing } from './vendor/lit.js';
import { announcementOf } from './announce.js';
import { LogFollower } from './log-follower.js';
import { LocaleController, localeForUndecided, text } from './locales/index.js';
import './message-list.js';
import { ServiceProblem, giftCardNumber, turnEvents } from './service.js';
import { sidebarStyles } from './sidebar-styles.js';
import { controls, tokens } from './styles.js';
import { applyEvent, newTurn } from './turn.js';

/** The limit of the service, in characters. */
const LONGEST_QUESTION = 4000;

export class RewardsSidebar extends LitElement {
  static properties = {
    endpoint: {},
    heading: {},
    suggestions: { type: Array },
    tokenProvider: { attribute: false },
    canReveal: { type: Boolean, attribute: 'can-reveal' },
    turns: { state: true },
    announcement: { state: true },
    isMoreBelow: { state: true },
  };

  static styles = [tokens, controls, sidebarStyles];

  #conversationId = undefined;
  #abort = null;
  #nextKey = 1;
  #follower = null;

  constructor() {
    super();
    new LocaleController(this);
    this.endpoint = '';
    this.heading = '';
    this.suggestions = [];
    this.tokenProvider = null;
    this.canReveal = false;
    this.turns = [];
    this.announcement = '';
    this.isMoreBelow = false;
  }

  get isStreaming() {
    return this.#abort !== null;
  }

  /** Asks a question as if it had been typed. Does nothing while an answer is streaming. */
  async ask(question) {
    const message = question.trim();
    if (!message || this.isStreaming || !this.tokenProvider) return;
    const turn = newTurn(this.#nextKey++, message);
    this.turns = [...this.turns, turn];
    this.announcement = text('sidebar.sent');
    await this.#run(turn);
  }

  /** Stops the streaming answer; what is already shown stays. */
  stop() {
    this.#abort?.abort();
  }

  /** Drops the conversation and starts an empty one. */
  newConversation() {
    this.stop();
    this.#abort = null;
    this.#conversationId = undefined;
    this.turns = [];
    this.announcement = text('sidebar.started');
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
    this.#follower?.disconnect();
  }

  connectedCallback() {
    super.connectedCallback();
    this.#follower?.watch(this.#list); // the element was moved within the page
  }

  firstUpdated() {
    this.#follower = new LogFollower(
      this.renderRoot.querySelector('.log'),
      () => this.#list?.anchor ?? null,
      (isMoreBelow) => { this.isMoreBelow = isMoreBelow; },
    );
    this.#box.focus({ preventScroll: true });
  }

  updated(changed) {
    const isOtherList = Boolean(this.turns.length) !== Boolean(changed.get('turns')?.length);
    if (changed.has('turns') && isOtherList) this.#follower.watch(this.#list);
  }

  render() {
    return html`
      <header>
        <h2>${this.heading || text('sidebar.heading')}</h2>
        <button type="button" class="quiet" @click=${this.#startNew} ?disabled=${!this.turns.length}
          >${text('sidebar.newConversation')}</button>
      </header>
      <div class="log" role="log" aria-live="off" aria-label=${text('sidebar.conversation')} aria-busy=${String(this.isStreaming)}
        tabindex="0">
        ${this.turns.length
          ? html`<rewards-message-list .turns=${this.turns} .reveal=${this.canReveal ? this.#reveal : null}
              @retry-turn=${this.#retry} @ask-next=${this.#askNext}></rewards-message-list>`
          : this.#welcome()}
      </div>
      ${this.#composer()}
      <div class="visually-hidden" role="status" aria-live="polite">${this.announcement}</div>`;
  }

  #welcome() {
    return html`<div class="welcome">
      <p class="lead">${text('sidebar.lead')}</p>
      <p class="muted small">${text('sidebar.sources')}</p>
      ${this.suggestions.length ? html`<ul aria-label=${text('sidebar.suggestions')}>${this.suggestions.map((question) => html`
        <li><button type="button" class="suggestion" ?disabled=${!this.tokenProvider}
          @click=${() => this.ask(question)}>${question}</button></li>`)}
      </ul>` : nothing}
    </div>`;
  }

  #composer() {
    return html`<form class="composer" @submit=${this.#submit}>
      ${this.isMoreBelow ? html`<button type="button" class="more" aria-label=${text('sidebar.moreBelow')}
        title=${text('sidebar.moreBelow')} @click=${() => this.#follower.showEnd()}>↓</button>` : nothing}
      <label class="visually-hidden" for="question">${text('sidebar.question')}</label>
      <textarea id="question" rows="1" maxlength=${LONGEST_QUESTION} placeholder=${text('sidebar.placeholder')}
        aria-describedby="hint" autocomplete="off" @keydown=${this.#keydown}></textarea>
      ${this.isStreaming
        ? html`<button type="button" class="stop" @click=${this.#stopAndReturn}>${text('sidebar.stop')}</button>`
        : html`<button type="submit" class="primary" ?disabled=${!this.tokenProvider}>${text('sidebar.send')}</button>`}
      <span id="hint" class="hint muted">${text('sidebar.keys')}</span>
    </form>`;
  }

  get #box() {
    return this.renderRoot.getElementById('question');
  }

  get #list() {
    return this.renderRoot.querySelector('rewards-message-list');
  }

  #keydown(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.isStreaming) event.target.form.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const box = this.#box;
    const question = box.value;
    if (!question.trim() || this.isStreaming || !this.tokenProvider) return;
    box.value = '';
    this.ask(question);
  }

  #startNew() {
    this.newConversation();
    this.#box.focus();
  }

  #stopAndReturn() {
    this.stop();
    this.#box.focus();
  }

  #retry({ detail: turn }) {
    if (this.isStreaming) return;
    if (turn.problem?.code === 'conversationNotFound') this.#conversationId = undefined;
    const again = newTurn(this.#nextKey++, turn.question);
    this.turns = [...this.turns.filter(({ key }) => key !== turn.key), again];
    this.#box.focus();
    this.#run(again);
  }

  /** The clicked button disappears with the next turn, so the focus moves to the input box. */
  #askNext({ detail: question }) {
    this.#box.focus();
    this.ask(question);
  }

  /** The embedding page knows whether a person can take over, and how. */
  #offerHandoff(conversationId) {
    const detail = { conversationId };
    this.dispatchEvent(new CustomEvent('handoff-requested', { detail, bubbles: true, composed: true }));
  }

  #reveal = (conversationId, factId) =>
    giftCardNumber({ endpoint: this.endpoint, conversationId, factId }, this.tokenProvider);

  /** Runs a turn to its end. What arrives after a change of conversation is ignored. */
  async #run(turn) {
    this.#follower.resume();
    const abort = new AbortController();
    this.#abort = abort;
    let current = turn;
    const show = (next) => {
      if (this.#abort !== abort) return;
      this.turns = this.turns.map((shown) => (shown.key === turn.key ? next : shown));
      this.announcement = announcementOf(current, next) ?? this.announcement;
      current = next;
    };
    const asked = {
      endpoint: this.endpoint, message: turn.question, conversationId: this.#conversationId,
      locale: localeForUndecided(turn.question), signal: abort.signal,
    };
    try {
      for await (const event of turnEvents(asked, this.tokenProvider)) show(applyEvent(current, event));
      const { conversationId, kept, turn: place, statements } = current.answer;
      // A first turn that was not saved has created no conversation to continue.
      if (this.#abort === abort && (kept !== false || place > 1)) this.#conversationId = conversationId;
      if (statements?.some(({ kind }) => kind === 'handoff')) this.#offerHandoff(conversationId);
    } catch (error) {
      show(endedBy(error, current));
    } finally {
      if (this.#abort === abort) this.#abort = null;
      this.requestUpdate();
    }
  }
}

function endedBy(error, turn) {
  if (error.name === 'AbortError') return { ...turn, state: 'stopped' };
  if (error instanceof ServiceProblem) return { ...turn, state: 'failed', problem: error };
  reportError(error); // a bug in this page: report it, and let the viewer continue
  return { ...turn, state: 'failed', problem: new ServiceProblem({ code: 'pageError' }) };
}

customElements.define('rewards-sidebar', RewardsSidebar);
