/** The issuances on one gift card, with a button to each order. */

import { css, html } from './vendor/lit.js';
import { dayAndTime, money } from './format.js';
import { text } from './locales/index.js';
import { statusWords } from './words.js';

export const giftCardResultsStyles = css`
  .issuances { display: grid; gap: 0.5rem; }
  .issuances h3 { font-size: 1rem; font-weight: 600; }
  .issuances li {
    display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: center; padding: 0.5rem 0;
    border-top: 1px solid var(--rw-line);
  }
  .issuances .order { flex: 1 1 14rem; overflow-wrap: anywhere; }
`;

/**
 * @param {object[]} issuances of a `GiftCardPage`
 * @param {(order: string) => void} open shows an order
 */
export function giftCardResults(issuances, open) {
  const { giftCard } = issuances[0].installment;
  return html`<section class="issuances" aria-labelledby="issuances">
    <h3 id="issuances">${text('support.giftCardIssuances', { card: giftCard })}</h3>
    <ul>${issuances.map((one) => issuance(one, open))}</ul>
  </section>`;
}

function issuance({ businessReferenceId, installment }, open) {
  const { issuedAt, amount, status } = installment;
  return html`<li>
    <span class="order">${businessReferenceId}</span>
    <span class="muted small">${issuedAt ? dayAndTime(issuedAt) : text('list.dateUnknown')}</span>
    <span class="amount">${amount ? money(amount) : text('common.notKnown')}</span>
    <span>${statusWords(status)}</span>
    <button type="button" @click=${() => open(businessReferenceId)}>${text('support.openOrder')}<span
      class="visually-hidden"> ${businessReferenceId}</span></button>
  </li>`;
}
