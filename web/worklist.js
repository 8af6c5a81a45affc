/**
 * `<rewards-worklist>`: what needs attention across all customers, for support leads. Properties: `endpoint`,
 * `tokenProvider`, `today`. Fires `open-order` with `{order}`.
 */

import { html, nothing } from './vendor/lit.js';
import { dayAndTime, money } from './format.js';
import { LeadList } from './lead-list.js';
import { text } from './locales/index.js';
import { conflictWords } from './words.js';

const KINDS = ['issuanceFailed', 'duplicateSuspected', 'overIssued', 'conflict', 'unrevealedExpired'];

export class Worklist extends LeadList {
  view = 'worklist';

  filters() {
    const kinds = KINDS.map((kind) => [kind, text(`lead.kind.${kind}`)]);
    return html`${this.choice('kind', text('lead.kind'), [['', text('lead.all')], ...kinds])} ${this.period()}`;
  }

  entry({ kind, businessReferenceId, customerId, since, amount, codes }) {
    const customer = customerId ?? text('common.notKnown');
    return html`
      <div class="head">
        <span class="kind">${text(`lead.kind.${kind}`)}</span>
        ${amount ? html`<span class="amount">${money(amount)}</span>` : nothing}
        <span class="when muted small">${since ? dayAndTime(since) : text('common.notKnown')}</span>
      </div>
      <div class="facts">
        <button type="button" class="quiet" @click=${() => this.#open(businessReferenceId)}
          aria-label=${text('lead.openOrder', { order: businessReferenceId })}>${businessReferenceId}</button>
        <span class="muted small">${text('order.customer', { customer })}</span>
      </div>
      ${codes.map((code) => html`<p class="small">${conflictWords(code)}</p>`)}`;
  }

  #open(order) {
    this.dispatchEvent(new CustomEvent('open-order', { detail: { order }, bubbles: true, composed: true }));
  }
}

customElements.define('rewards-worklist', Worklist);
