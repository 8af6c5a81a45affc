/** Whether a turn shows anything about a benefit that an earlier turn of the conversation has not shown. */

import { positionsOfTurn } from './position.js';

/**
 * Lookups differ in what they list: a later turn with fewer installments or items shows nothing new, since an
 * installment that was taken back changes an amount too.
 *
 * @param {import('./turn.js').Turn[]} turns the conversation, oldest first
 * @param {import('./turn.js').Turn} turn one of them
 * @returns {(order: string, position: object) => boolean} whether the latest earlier turn with this benefit showed all
 */
export function shownBefore(turns, turn) {
  const known = new Map();
  for (const earlier of turns.slice(0, turns.indexOf(turn))) {
    for (const { order, positions } of positionsOfTurn(earlier)) {
      for (const position of positions) known.set(keyOf(order, position), shownOf(position));
    }
  }
  return (order, position) => {
    const before = known.get(keyOf(order, position));
    const now = shownOf(position);
    return before !== undefined && before.values === now.values && [...now.rows].every((row) => before.rows.has(row));
  };
}

const keyOf = (order, { promotionId, benefitId }) => [order, promotionId, benefitId].join('\n');

function shownOf({ facts: _facts, installments, items, ...values }) {
  return { values: textOf(values), rows: new Set([...installments, ...items].map(textOf)) };
}

/** Fact ids are new in every turn and say nothing about the position. A card is revealed by the id of its fact. */
const NOT_SHOWN = new Set(['factIds', 'revealKey']);
const textOf = (value) => JSON.stringify(value, (key, part) => (NOT_SHOWN.has(key) ? undefined : part));
