/**
 * `<rewards-sidebar>`: asks about a customer's cashback, shows the facts as soon as they are known, then the answer.
 *
 * What a page sets, calls and receives is in docs/embedding.md and, typed, in `v1/rewards-sidebar.d.ts`. The token stays
 * with the page: it is requested for each call and never stored. The element never takes the page's focus: the focus
 * moves only within it, and only on what the viewer does in it.
 */

import { LitElement, html, nothing } from './vendor/lit.js';
import { Conversation } from './conversation.js';
import { customerQuestions, customerStyles, personButton } from './customer-skin.js';
import { LocaleController, setAudience, setLocale, text } from './locales/index.js';
import { LogFollower } from './log-follower.js';
import './message-list.js';
import { narrowContainer } from './narrow-styles.js';
import './question-box.js';
import { giftCardNumber } from './service.js';
import { contextOf, isOtherContext } from './sidebar-context.js';
import { SidebarShell } from './sidebar-shell.js';
import { shellStyles } from './sidebar-shell-styles.js';
import { sidebarStyles } from './sidebar-styles.js';
import { signInNotice, signInStyles } from './sign-in.js';
import { controls, tokens } from './styles.js';
import { turnCommands } from './turn-commands.js';

/** The version of the properties, methods and events, in the `ready` event. */
const CONTRACT_VERSION = 1;

export class RewardsSidebar extends LitElement {
  static properties = {
    endpoint: {},
    heading: {},
    context: { type: Object, noAccessor: true },
    locale: {},
    replyLocale: { attribute: 'reply-locale' },
    theme: { reflect: true },
    audience: { reflect: true },
    suggestions: { type: Array },
    tokenProvider: { attribute: false },
    canReveal: { type: Boolean, attribute: 'can-reveal' },
    forgetsOnReload: { type: Boolean, attribute: 'forget-on-reload' },
    withoutSummary: { type: Boolean, attribute: 'without-summary' },
    isMoreBelow: { state: true },
  };

  static styles = [
    tokens, controls, sidebarStyles, signInStyles, shellStyles, customerStyles, narrowContainer,
  ];

  #context = contextOf(null);
  #conversation = new Conversation(this);
  #commands = turnCommands(this, this.#conversation);
  #shell = new SidebarShell(this, this.#conversation);
  #visit = new AbortController(); // of what else was requested for this context
  #newest = null; // the key of the last turn that was drawn
  #follower = null;

  constructor() {
    super();
    this.endpoint = '';
    this.heading = '';
    this.locale = '';
    this.replyLocale = '';
    this.theme = 'auto';
    this.audience = 'staff';
    this.suggestions = [];
    this.tokenProvider = null;
    this.canReveal = false;
    this.forgetsOnReload = false;
    this.withoutSummary = false;
    this.isMoreBelow = false;
    new LocaleController(this);
    this.addEventListener('keydown', ({ key }) => { if (key === 'Escape') this.stop(); });
  }

  /** @returns {Readonly<import('./sidebar-context.js').SidebarContext>} what the viewer works on */
  get context() {
    return this.#context;
  }

  /** Another context aborts what runs and clears what belongs to the one before, at once. */
  set context(given) {
    const before = this.#context;
    this.#context = contextOf(given);
    if (isOtherContext(before, this.#context, this.#conversation.id)) this.#clear(this.#context.conversationId);
    this.requestUpdate('context', before);
  }

  /** @returns {import('./turn.js').Turn[]} what is shown */
  get turns() {
    return this.#conversation.turns;
  }

  get isStreaming() {
    return this.#conversation.isStreaming;
  }

  /** Asks a question as if it had been typed. Does nothing while an answer is streaming, or without a token provider. */
  async ask(question) {
    if (!this.tokenProvider || !this.isConnected) return;
    await this.#shell.settled(); // a question belongs behind the turns that are being loaded
    await this.#conversation.ask(question);
  }

  /** Stops the streaming answer; what is already shown stays. */
  stop() {
    this.#conversation.stop();
  }

  /** Drops the conversation and starts an empty one. What is typed stays. */
  newConversation() {
    this.#shell.reset();
    this.#conversation.open(undefined);
    this.#conversation.announcement = text('sidebar.started');
  }

  /** Continues another conversation of the viewer; a running turn is stopped. */
  openConversation(conversationId) {
    this.#shell.reset();
    this.#conversation.open(conversationId);
  }

  /** The page has signed the viewer in: asks again what could not be asked without. */
  async signedIn() {
    this.#shell.signedIn();
    await this.#conversation.signedIn();
  }

  /** Moves the focus to the question, for a page whose viewer asked for it. */
  focus(options) {
    this.#box?.focus(options);
  }

  /** Fires an event of the contract at the embedding page. */
  notify(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** Requests a token of the page for the current context. For the parts of the sidebar. */
  requestToken = (how) => this.tokenProvider?.({ ...how, context: this.#context });

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#visit.abort();
    this.#follower?.disconnect();
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.#visit.signal.aborted) this.#visit = new AbortController();
    this.#follower?.watch(this.#list); // the element was moved within the page
  }

  firstUpdated() {
    this.#follower = new LogFollower(
      this.renderRoot.querySelector('.log'),
      () => this.#list?.anchor ?? null,
      (isMoreBelow) => { this.isMoreBelow = isMoreBelow; },
    );
    this.notify('ready', { version: CONTRACT_VERSION });
  }

  /** Nothing is drawn in another language than the page's first. */
  scheduleUpdate() {
    if (this.hasUpdated || !this.locale) return super.scheduleUpdate();
    return Promise.resolve(setLocale(this.locale)).then(() => super.scheduleUpdate());
  }

  willUpdate(changed) {
    if (changed.has('locale') && this.locale) setLocale(this.locale);
    if (changed.has('audience')) setAudience(this.audience);
  }

  updated() {
    const newest = this.turns.at(-1)?.key ?? null;
    if (newest === this.#newest) return;
    if (newest === null || this.#newest === null) this.#follower.watch(this.#list);
    this.#follower.resume();
    this.#newest = newest;
  }

  render() {
    const { signInCode, announcement } = this.#conversation;
    return html`
      <header part="header">
        <h2 part="heading">${this.heading || text('sidebar.heading')}</h2>
        ${this.#shell.tools()}
      </header>
      <div class="log" part="log" role="log" aria-live="off" aria-label=${text('sidebar.conversation')} aria-busy=${String(this.isStreaming)}
        tabindex="0">
        ${this.#shell.notice()}
        ${this.turns.length
          ? html`<rewards-message-list .turns=${this.turns} .reveal=${this.canReveal ? this.#reveal : null}
              .actions=${this.#commands} .edited=${this.#conversation.edited}></rewards-message-list>`
          : this.#shell.isLoading ? nothing : this.#welcome()}
      </div>
      ${signInCode ? signInNotice(signInCode, this.#signIn) : nothing}
      ${this.#composer()}
      <div class="visually-hidden" role="status" aria-live="polite">${announcement}</div>
      ${this.#shell.overlay()}`;
  }

  #welcome() {
    return html`<div class="welcome">
      ${this.#shell.summary()}
      <slot name="welcome"><p class="lead">${text('sidebar.lead')}</p>
        <p class="muted small">${text('sidebar.sources')}</p></slot>
      ${this.#questions.length ? html`<ul aria-label=${text('sidebar.suggestions')}>${this.#questions.map((question) => html`
        <li><button type="button" class="suggestion" part="suggestion" ?disabled=${!this.tokenProvider}
          @click=${() => this.ask(question)}>${question}</button></li>`)}
      </ul>` : nothing}
    </div>`;
  }

  get #questions() {
    return this.suggestions.length || this.audience !== 'customer' ? this.suggestions : customerQuestions();
  }

  #composer() {
    return html`<div class="composer">
      ${this.isMoreBelow ? html`<button type="button" class="more" aria-label=${text('sidebar.moreBelow')}
        title=${text('sidebar.moreBelow')} @click=${() => this.#follower.showEnd()}>↓</button>` : nothing}
      <rewards-question-box part="composer" exportparts="question, send, stop" .isStreaming=${this.isStreaming}
        .isDisabled=${!this.tokenProvider} .isEditing=${this.#conversation.edited !== null}
        @question=${({ detail }) => this.ask(detail)} @stop=${this.stop}
        @cancel-edit=${() => this.#conversation.edit(null)}></rewards-question-box>
      ${personButton({ isForCustomers: this.audience === 'customer', isDisabled: !this.tokenProvider || this.isStreaming },
        (question) => this.ask(question))}
    </div>
    <slot name="note"></slot>`;
  }

  /** What is typed and not sent yet. */
  get question() {
    return this.#box?.question ?? '';
  }

  set question(question) {
    if (this.#box) this.#box.question = question;
  }

  get #box() {
    return this.renderRoot?.querySelector('rewards-question-box');
  }

  get #list() {
    return this.renderRoot.querySelector('rewards-message-list');
  }

  #signIn = () => this.notify('auth-required', { code: this.#conversation.signInCode });

  /** Forgets everything of the context before: turns, draft, announcement, requests under way, a failed sign-in. */
  #clear(conversationId) {
    this.#visit.abort();
    this.#visit = new AbortController();
    this.#shell.reset();
    this.#conversation.open(conversationId);
    this.question = '';
  }

  #reveal = (conversationId, factId) =>
    giftCardNumber({ endpoint: this.endpoint, conversationId, factId, signal: this.#visit.signal }, this.requestToken);
}

customElements.define('rewards-sidebar', RewardsSidebar);
