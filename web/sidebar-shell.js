/**
 * What stands around the turns of a sidebar: the restored conversation, the summary of the case, the history, the keys,
 * the print view, and the order that the page was opened for. A reactive controller of Lit; the sidebar calls its
 * templates and knows nothing else of it.
 */

import { html, nothing } from './vendor/lit.js';
import './case-summary.js';
import './conversation-history.js';
import { ConversationRestoration } from './conversation-restoration.js';
import { actionOf, keyboardHelp } from './keyboard-help.js';
import { text } from './locales/index.js';
import { isLoadedAgain, validOrder } from './order-link.js';
import { printAlone, printedConversation } from './printed-conversation.js';
import { shellTools } from './shell-tools.js';

export class SidebarShell {
  #host;
  #conversation;
  #restoration;
  #panel = null; // 'history', 'summary' or 'keys'
  #opener = null; // what has the focus again when the panel is closed
  #asked = undefined; // the order that the context named last
  #paper = matchMedia('print');
  #viewer = null; // the host's token provider
  #token = null; // another function for another viewer, so that nothing of the one before stays

  /**
   * @param host the sidebar: `ask`, `newConversation`, `openConversation`, `focus` and what the restoration needs
   * @param {import('./conversation.js').Conversation} conversation
   */
  constructor(host, conversation) {
    this.#host = host;
    this.#conversation = conversation;
    this.#restoration = new ConversationRestoration(host, conversation);
    host.addController(this);
    host.addEventListener('keydown', this.#keydown);
  }

  /** @returns {Promise<void>} settles when nothing is being restored */
  async settled() {
    await this.#host.updateComplete;
    await this.#restoration.settled;
  }

  get isLoading() {
    return this.#restoration.state === 'loading';
  }

  hostConnected() {
    this.#paper.addEventListener('change', this.#update);
  }

  hostDisconnected() {
    this.#paper.removeEventListener('change', this.#update);
  }

  hostUpdate() {
    if (this.#host.tokenProvider === this.#viewer) return;
    this.#viewer = this.#host.tokenProvider;
    this.#renewToken();
  }

  hostUpdated() {
    this.#host.toggleAttribute('data-printing', this.#isPrinted);
    for (const part of this.#host.renderRoot.children) {
      if (!part.matches('.shell-panel, [role=status]')) part.inert = this.#panel !== null;
    }
    this.#askAboutOrderOfContext();
  }

  /** The viewer has signed in: what could not be loaded without is loaded now. */
  signedIn() {
    this.#renewToken();
    if (this.#restoration.state === 'failed') this.#restoration.retry();
    this.#update();
  }

  /** A new conversation, or another context: what is being restored is not shown any more. */
  reset() {
    this.#restoration.cancel();
    this.#panel = this.#opener = null;
  }

  /** @returns the buttons of the header */
  tools() {
    const isEmpty = !this.#conversation.turns.length;
    return shellTools({ isEmpty, hasSummary: this.#hasSummary }, (action) => this.#do(action));
  }

  /** @returns what is said above the turns: that a conversation is loaded, or why it is not there */
  notice() {
    const { state } = this.#restoration;
    if (state === 'idle') return nothing;
    if (state === 'loading') {
      return html`<p class="muted small restoring" role="status">${text('restore.loading')}</p>`;
    }
    return html`<div class="notice restoring" role="status"><p>${text(`restore.${state}`)}</p>
      ${state === 'failed' ? html`<button type="button" @click=${() => this.#restoration.retry()}
        >${text('common.retry')}</button>` : nothing}</div>`;
  }

  /** @returns the summary of the case, for the empty conversation of a viewer with a case */
  summary({ withoutTitle = false } = {}) {
    if (!this.#hasSummary) return nothing;
    const { endpoint, context } = this.#host;
    return html`<rewards-case-summary .endpoint=${endpoint} .caseId=${context.caseId} .tokenProvider=${this.#token}
      .withoutTitle=${withoutTitle} @ask-about=${this.#askAbout}
      @sign-in-needed=${({ detail }) => this.#conversation.needSignIn(detail.code)}></rewards-case-summary>`;
  }

  /** @returns the panel that is open, and the paper while the page is printed */
  overlay() {
    return html`${this.#panel ? this.#panelView() : nothing}${this.#isPrinted ? this.#printed() : nothing}`;
  }

  get #hasSummary() {
    const { tokenProvider, context, audience, withoutSummary } = this.#host;
    return Boolean(tokenProvider && context.caseId) && audience !== 'customer' && !withoutSummary;
  }

  get #isPrinted() {
    return this.#paper.matches && this.#conversation.turns.length > 0;
  }

  #update = () => this.#host.requestUpdate();

  #renewToken() {
    this.#token = (how) => this.#host.requestToken(how);
  }

  #panelView() {
    return html`<section class="shell-panel" role="dialog" aria-labelledby="panel-title" @keydown=${this.#escape}>
      <header>
        <h2 id="panel-title">${text(`panel.${this.#panel}`)}</h2>
        <button type="button" class="quiet close" aria-label=${text('panel.close')} @click=${() => this.#close()}>✕</button>
      </header>
      <div class="inside">${this.#inside()}</div>
    </section>`;
  }

  #inside() {
    if (this.#panel === 'keys') return keyboardHelp();
    if (this.#panel === 'summary') return this.summary({ withoutTitle: true });
    const { endpoint, context } = this.#host;
    return html`<rewards-conversation-history .endpoint=${endpoint} .caseId=${context.caseId ?? ''}
      .currentId=${this.#conversation.id} .tokenProvider=${this.#token}
      @open-conversation=${({ detail }) => this.#openStored(detail.conversationId)}
      @deleted-conversation=${({ detail }) => this.#deleted(detail.conversationId)}></rewards-conversation-history>`;
  }

  #printed() {
    return printedConversation(this.#conversation.turns, { caseId: this.#host.context.caseId, now: new Date() });
  }

  #keydown = (event) => {
    const action = actionOf(event);
    if (!action || (this.#panel && action !== 'keys')) return;
    event.preventDefault();
    this.#do(action);
  };

  #do(action) {
    const hasTurns = this.#conversation.turns.length > 0;
    if (action === 'question') this.#host.focus();
    else if (action === 'new' && hasTurns) this.#startNew();
    else if (action === 'print' && hasTurns) printAlone(this.#host.renderRoot, this.#printed());
    else if (action === 'history' || action === 'keys') this.#open(action);
    else if (action === 'summary' && this.#hasSummary) this.#open(action);
  }

  #startNew() {
    this.#host.newConversation();
    this.#host.focus();
  }

  async #open(panel) {
    if (this.#panel === panel) return;
    this.#opener ??= this.#host.renderRoot.activeElement;
    this.#panel = panel;
    this.#update();
    await this.#host.updateComplete;
    const view = this.#host.renderRoot.querySelector('.shell-panel');
    const history = view?.querySelector('rewards-conversation-history');
    await history?.updateComplete;
    (history ?? view?.querySelector('.close'))?.focus();
  }

  async #close() {
    const opener = this.#opener;
    this.#panel = this.#opener = null;
    this.#update();
    await this.#host.updateComplete;
    if (opener?.isConnected && !opener.disabled) opener.focus();
    else this.#host.focus();
  }

  #escape = (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // outside, Escape stops the answer
    this.#close();
  };

  #openStored(conversationId) {
    if (conversationId !== this.#conversation.id) this.#host.openConversation(conversationId);
    this.#close();
  }

  /** The list stays open when the conversation behind it is deleted. */
  #deleted(conversationId) {
    if (conversationId !== this.#conversation.id) return;
    const panel = this.#panel;
    this.#host.newConversation();
    this.#panel = panel;
  }

  /** Asks about an order; a text that cannot be one is ignored. */
  #askAboutOrder(orderId) {
    const order = validOrder(orderId);
    if (order) this.#host.ask(text('order.ask', { order }));
  }

  #askAbout = ({ detail: { orderId } }) => {
    if (this.#panel) this.#close();
    else this.#host.focus(); // the button that was clicked disappears
    this.#askAboutOrder(orderId);
  };

  /** Asks about the order of a context, once: not again when the page is loaded again, as it was asked before then. */
  #askAboutOrderOfContext() {
    const { context, tokenProvider, isConnected } = this.#host;
    if (!tokenProvider || !isConnected) return;
    const place = JSON.stringify([context.caseId, context.orderId]);
    if (place === this.#asked) return;
    const isFirst = this.#asked === undefined;
    this.#asked = place;
    if (isFirst && isLoadedAgain(this.#restoration.isKept)) return;
    if (!context.conversationId) this.#askAboutOrder(context.orderId);
  }
}
