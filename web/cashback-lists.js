/** The lists of a card: the installments of the cashback, and the line items it was promised for. */

import { css, html, nothing } from './vendor/lit.js';
import { day, dayAndTime, lastFour, money } from './format.js';
import './gift-card.js';
import { text } from './locales/index.js';
import { isOpenItem } from './position.js';
import { reasonWords, statusWords } from './words.js';

export const listStyles = css`
  .list-title { font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); margin-bottom: 0.125rem; }
  .list-title .why { font-weight: 400; }
  table { width: 100%; border-collapse: collapse; font-size: 0.8125rem; }
  td, th { padding: 0.25rem 0.5rem 0.25rem 0; text-align: start; vertical-align: baseline; font-weight: 400; }
  td:last-child { padding-inline-end: 0; text-align: end; }
  tbody tr { border-top: 1px solid var(--rw-line); }
  .chip {
    display: inline-block; padding: 0 0.5rem; border-radius: 999px; font-size: 0.75rem; line-height: 1.25rem;
    background: var(--rw-sunken); color: var(--rw-muted); border: 1px solid var(--rw-line); white-space: nowrap;
  }
  .chip.good { background: var(--rw-granted-soft); color: var(--rw-granted); border-color: transparent; }
  .chip.part { background: var(--rw-accent-soft); color: var(--rw-accent); border-color: transparent; }
  .chip.bad { background: var(--rw-alert-soft); color: var(--rw-alert); border-color: transparent; }
  .chip.unsure { background: var(--rw-notice-soft); color: var(--rw-notice); border-color: transparent; }
  .items { font-size: 0.8125rem; }
  .items li {
    display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.75rem; padding: 0.25rem 0;
    border-top: 1px solid var(--rw-line);
  }
  .items .name { overflow-wrap: anywhere; }
  .items .why { color: var(--rw-muted); font-size: 0.75rem; }
  @container (max-width: 22rem) { td.nowrap { white-space: normal; } }
  @container (max-width: 17rem) { td, th { padding-inline-end: 0.25rem; } }
`;

const COLUMNS = ['list.date', 'list.amount', 'list.giftCard', 'list.status'];

/**
 * @param reveal returns the full number of the gift card that an installment's `revealKey` names; null where the viewer
 *   may not see it
 * @returns the installments, then the failed attempts; each oldest first
 */
export function installmentTables(installments, { withTimes = false, level, reveal = null }) {
  const sorted = [...installments].sort((a, b) => Date.parse(a.issuedAt ?? '') - Date.parse(b.issuedAt ?? '') || 0);
  const groups = [
    [text('list.installments'), sorted.filter(({ status }) => status !== 'FAILED')],
    [text('list.failed'), sorted.filter(({ status }) => status === 'FAILED')],
  ];
  return groups.filter(([, group]) => group.length).map(([title, group]) => html`<section>
    <div class="list-title" role="heading" aria-level=${level}>${title} (${group.length})</div>
    <table>
      <thead class="visually-hidden">
        <tr>${COLUMNS.map((key) => html`<th scope="col">${text(key)}</th>`)}</tr>
      </thead>
      <tbody>${group.map((one) => installmentRow(one, withTimes, reveal))}</tbody>
    </table>
  </section>`);
}

function installmentRow({ issuedAt, amount, giftCard, status, reversedAmount, revealKey }, withTimes, reveal) {
  const when = issuedAt ? (withTimes ? dayAndTime : day)(issuedAt) : text('list.dateUnknown');
  const taken = reversedAmount?.amountMinor ? html` <span class="amount">${money(reversedAmount)}</span>` : nothing;
  return html`<tr>
    <td class="nowrap">${when}</td>
    <td class="amount">${amount ? money(amount) : text('common.notKnown')}</td>
    <td class="amount">${giftCardCell(giftCard, revealKey, reveal)}</td>
    <td>${statusWords(status)}${taken}</td>
  </tr>`;
}

function giftCardCell(giftCard, revealKey, reveal) {
  if (!lastFour(giftCard)) return giftCard ? text('list.onRecord') : html`<span class="muted">${text('list.none')}</span>`;
  const mayAsk = reveal && revealKey ? () => reveal(revealKey) : null;
  return html`<rewards-gift-card .card=${giftCard} .reveal=${mayAsk}></rewards-gift-card>`;
}

/** @returns the items in up to three lists: still open, closed without payment, and issued */
export function itemList(items, { level }) {
  const isIssued = ({ status }) => status === 'ISSUED';
  const groups = [
    [text('list.open'), items.filter(isOpenItem)],
    [text('list.closed'), items.filter((item) => !isOpenItem(item) && !isIssued(item))],
    [text('list.issued'), items.filter(isIssued)],
  ];
  return groups.filter(([, group]) => group.length).map(([title, group]) => itemGroup(title, group, level));
}

/** Puts a reason that all items of the group share into the heading, once. */
function itemGroup(title, items, level) {
  const reasons = new Set(items.map(whyOpen));
  const [shared] = reasons.size === 1 ? reasons : [''];
  return html`<section>
    <div class="list-title" role="heading" aria-level=${level}>${title} (${items.length})${
      shared ? html`<span class="why">: ${shared.toLowerCase()}</span>` : nothing}</div>
    <ul class="items">${items.map((item) => itemRow(item, shared ? '' : whyOpen(item)))}</ul>
  </section>`;
}

function whyOpen({ status, reason }) {
  if (status === 'ISSUED') return '';
  return reason && reason !== 'COMPLETE' ? reasonWords(reason) : statusWords(status);
}

function itemRow({ title, lineItemId, promised }, why) {
  const remark = why ? html`<span class="why"> · ${why.toLowerCase()}</span>` : nothing;
  return html`<li>
    <span class="name">${title ?? lineItemId}${remark}</span>
    <span class="amount">${money(promised)}</span>
  </li>`;
}
