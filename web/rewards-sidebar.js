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
import './question-box.js';
import { ServiceProblem, giftCardNumber, sendFeedback, turnEvents } from './service.js';
import { sidebarStyles } from './sidebar-styles.js';
import { controls, tokens } from './styles.js';
import { applyEvent, endedWithoutAnswer, newTurn, replacedTurn } from './turn.js';

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
    edited: { state: true },
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
    this.edited = null;
    this.addEventListener('keydown', ({ key }) => { if (key === 'Escape') this.stop(); });
  }

  get isStreaming() {
    return this.#abort !== null;
  }

  /** Asks a question as if it had been typed. Does nothing while an answer is streaming. */
  async ask(question) {
    const message = question.trim();
    if (!message || this.isStreaming || !this.tokenProvider) return;
    const replaced = this.edited === null ? null : this.turns.at(-1);
    this.edited = null;
    this.announcement = text('sidebar.sent');
    await this.#begin(message, replaced);
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
    this.edited = null;
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
              .edited=${this.edited} .actions=${this.#actions}></rewards-message-list>`
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
    return html`<div class="composer">
      ${this.isMoreBelow ? html`<button type="button" class="more" aria-label=${text('sidebar.moreBelow')}
        title=${text('sidebar.moreBelow')} @click=${() => this.#follower.showEnd()}>↓</button>` : nothing}
      <rewards-question-box .isStreaming=${this.isStreaming} .isDisabled=${!this.tokenProvider}
        .isEditing=${this.edited !== null} @question=${({ detail }) => this.ask(detail)} @stop=${this.stop}
        @cancel-edit=${() => { this.edited = null; }}></rewards-question-box>
    </div>`;
  }

  get #box() {
    return this.renderRoot.querySelector('rewards-question-box');
  }

  get #list() {
    return this.renderRoot.querySelector('rewards-message-list');
  }

  #startNew() {
    this.newConversation();
    this.#box.focus();
  }

  /** What the viewer can do with a turn. A button that disappears gives the focus to the box. */
  #actions = {
    ask: (question) => this.#fromBox(() => this.ask(question)),
    again: (turn) => this.#fromBox(() => this.#again(turn)),
    edit: (turn) => {
      if (this.isStreaming) return;
      this.edited = turn.key;
      this.#box.edit(turn.question);
    },
    startNew: (turn) => this.#fromBox(() => {
      this.newConversation();
      this.ask(turn.question);
    }),
    feedback: (report) =>
      sendFeedback({ endpoint: this.endpoint, ...report }, this.tokenProvider).catch(() => undefined),
  };

  #fromBox(act) {
    this.#box.focus();
    act();
  }

  #again(turn) {
    if (this.isStreaming) return;
    if (turn.problem?.code === 'conversationNotFound') this.#conversationId = undefined;
    this.#begin(turn.question, turn);
  }

  /** Asks a question behind the others, or in the place of the last one. */
  async #begin(question, replaced) {
    const turn = newTurn(this.#nextKey++, question, replaced?.answer ? replaced : null);
    this.turns = [...this.turns.filter((shown) => shown !== replaced), turn];
    await this.#run(turn);
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
      replacesTurn: replacedTurn(turn), locale: localeForUndecided(turn.question), signal: abort.signal,
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
  if (error.name === 'AbortError') return endedWithoutAnswer(turn, { state: 'stopped' });
  if (error instanceof ServiceProblem) return endedWithoutAnswer(turn, { state: 'failed', problem: error });
  reportError(error); // a bug in this page: report it, and let the viewer continue
  return endedWithoutAnswer(turn, { state: 'failed', problem: new ServiceProblem({ code: 'pageError' }) });
}

customElements.define('rewards-sidebar', RewardsSidebar);
