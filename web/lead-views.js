/**
 * `<rewards-lead-views>`: the support tool, which is its content, and beside it in tabs what leads look at across
 * customers: the worklist, the answers of agents, the audit log. Without `isLead` there is the content alone.
 *
 * Properties: `endpoint`, `tokenProvider`, `today`, `isLead`. An `open-order` event of the worklist selects the tab of
 * the content; the page shows the order there.
 */

import { LitElement, css, html } from './vendor/lit.js';
import './audit-log.js';
import './lead-conversations.js';
import { LocaleController, text } from './locales/index.js';
import { controls, tokens } from './styles.js';
import './worklist.js';

const TABS = ['orders', 'worklist', 'conversations', 'audit'];

export class LeadViews extends LitElement {
  static properties = {
    endpoint: {}, tokenProvider: { attribute: false }, today: {}, isLead: { attribute: 'is-lead', type: Boolean },
    tab: { state: true },
  };

  static styles = [tokens, controls, css`
    :host { display: block; min-width: 0; }
    [role='tablist'] { display: flex; flex-wrap: wrap; gap: 0 0.25rem; padding: 0.375rem 0.75rem 0; }
    [role='tablist'] { border-bottom: 1px solid var(--rw-line); }
    [role='tab'] {
      min-height: 2.25rem; border: 0; border-bottom: 3px solid transparent; border-radius: 0.375rem 0.375rem 0 0;
      background: transparent; color: var(--rw-muted);
    }
    [role='tab'][aria-selected='true'] { border-color: var(--rw-accent); color: var(--rw-ink); font-weight: 600; }
  `];

  constructor() {
    super();
    new LocaleController(this);
    this.endpoint = '';
    this.tokenProvider = null;
    this.today = '';
    this.isLead = false;
    this.tab = 'orders';
  }

  /** Clears all views and shows the content: the viewer has changed. */
  reset() {
    this.tab = 'orders';
    for (const view of this.#views()) view.reset();
  }

  #views() {
    return this.renderRoot.querySelectorAll('rewards-worklist, rewards-lead-conversations, rewards-audit-log');
  }

  render() {
    const { endpoint, tokenProvider, today } = this;
    const content = html`<slot></slot>`;
    if (!this.isLead) return content;
    return html`
      <div role="tablist" aria-label=${text('lead.views')} @keydown=${this.#moveBetweenTabs}>
        ${TABS.map((tab) => html`<button type="button" role="tab" id="tab-${tab}" aria-controls="panel-${tab}"
          aria-selected=${String(this.tab === tab)} tabindex=${this.tab === tab ? 0 : -1}
          @click=${() => this.#select(tab)}>${text(`lead.tab.${tab}`)}</button>`)}
      </div>
      ${this.#panel('orders', content)}
      ${this.#panel('worklist', html`<rewards-worklist .endpoint=${endpoint} .tokenProvider=${tokenProvider} .today=${today}
        @open-order=${() => this.#select('orders')}></rewards-worklist>`)}
      ${this.#panel('conversations', html`<rewards-lead-conversations .endpoint=${endpoint} .tokenProvider=${tokenProvider}
        .today=${today}></rewards-lead-conversations>`)}
      ${this.#panel('audit', html`<rewards-audit-log .endpoint=${endpoint} .tokenProvider=${tokenProvider}
        .today=${today}></rewards-audit-log>`)}`;
  }

  #panel(tab, content) {
    return html`<div role="tabpanel" id="panel-${tab}" aria-labelledby="tab-${tab}" ?hidden=${this.tab !== tab}
      >${content}</div>`;
  }

  /** Shows a view. The worklist is loaded at once; what concerns colleagues is looked up when it is asked for. */
  #select(tab) {
    this.tab = tab;
    if (tab === 'worklist') this.renderRoot.querySelector('rewards-worklist').open();
  }

  #moveBetweenTabs(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const place = { Home: 0, End: TABS.length - 1 }[event.key] ?? (step && TABS.indexOf(this.tab) + step);
    if (place === undefined) return;
    event.preventDefault();
    const tab = TABS[(place + TABS.length) % TABS.length];
    this.#select(tab);
    this.renderRoot.getElementById(`tab-${tab}`).focus();
  }
}

customElements.define('rewards-lead-views', LeadViews);
