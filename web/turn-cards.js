/** The cards of a turn. Those that an earlier turn has shown with the same values are folded into one line. */

import { css, html, nothing } from './vendor/lit.js';
import './cashback-card.js';
import { text } from './locales/index.js';
import { amountWords } from './turn-lead.js';

const CARDS_SHOWN = 4;

export const cardsStyles = css`
  .cards { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.625rem; min-width: 0; }
  .order { font-size: 0.8125rem; font-weight: 600; overflow-wrap: anywhere; }
  .order + * { margin-top: -0.25rem; }
  details { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.625rem; }
  details > rewards-cashback-card, details > .order { margin-top: 0.625rem; }
  summary { cursor: pointer; color: var(--rw-accent); min-height: 1.5rem; overflow-wrap: anywhere; }
  .same summary { font-size: 0.8125rem; }
`;

/** @typedef {{order: string, positions: object[]}} OrderPositions */

/**
 * Splits the positions of a turn by whether an earlier turn has shown them.
 *
 * @param {OrderPositions[]} orders
 * @param {(order: string, position: object) => boolean} isShownBefore
 * @returns {{fresh: OrderPositions[], same: OrderPositions[]}}
 */
export function splitByNews(orders, isShownBefore) {
  const where = (wanted) => orders
    .map(({ order, positions }) => ({ order, positions: positions.filter((p) => isShownBefore(order, p) === wanted) }))
    .filter(({ positions }) => positions.length);
  return { fresh: where(false), same: where(true) };
}

/** @returns the cards of these orders; collapsed behind a summary where the answer asks which of them is meant */
export function cards(orders, { reveal, isAsking }) {
  if (!orders.length) return nothing;
  const all = orders.map((order) => orderCards(order, reveal));
  return isAsking
    ? html`<details class="found-orders"><summary>${text('turn.found', { count: orders.length })}</summary>${all}</details>`
    : all;
}

function orderCards({ order, positions }, reveal) {
  const card = (position) => html`<rewards-cashback-card .position=${position} .reveal=${reveal}
    ></rewards-cashback-card>`;
  const more = positions.slice(CARDS_SHOWN);
  return html`<div class="order"><span class="muted">${text('turn.order')}</span> ${order}</div>
    ${positions.slice(0, CARDS_SHOWN).map(card)}
    ${more.length
      ? html`<details><summary>${text('turn.more', { count: more.length })}</summary>${more.map(card)}</details>`
      : nothing}`;
}

/** @returns one line for the positions that have not changed, with their cards behind it */
export function unchanged(orders, { reveal }) {
  if (!orders.length) return nothing;
  return html`<details class="same"><summary>${sameWords(orders.flatMap(({ positions }) => positions))}</summary>
    ${orders.map((order) => orderCards(order, reveal))}
  </details>`;
}

function sameWords(positions) {
  if (positions.length > 1) return text('turn.samePositions', { count: positions.length });
  const { promised, granted, remaining } = positions[0].amounts;
  return text('turn.same', {
    promised: amountWords(promised), granted: amountWords(granted), remaining: amountWords(remaining),
  });
}
