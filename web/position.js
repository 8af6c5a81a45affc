/**
 * The cashback position of one benefit as a card draws it, built from either of two forms: the sidebar's cards (with
 * their facts) or a benefit of an order that was looked up. An unknown amount is null here too, never zero.
 */

import { text } from './locales/index.js';

/** @typedef {import('./format.js').Money} Money */

const NOTHING_KNOWN = { promised: null, granted: null, remaining: null, pending: null };
const CLOSED_ITEMS = new Set(['RETURNED', 'CANCELLED']);

export const keyOf = (card) => [card.businessReferenceId, card.promotionId, card.benefitId].join('\n');

/**
 * @param {object} turn what a turn has shown so far
 * @returns {{order: string, positions: object[]}[]} its cards, grouped by order, in order of arrival
 */
export function positionsOfTurn({ cashback, installments, items, facts }) {
  const byKey = (cards, card) => cards.filter((other) => keyOf(other) === keyOf(card));
  const orders = new Map();
  for (const card of cashback) {
    const positions = orders.get(card.businessReferenceId) ?? [];
    positions.push(fromCard(card, byKey(installments, card), byKey(items, card), facts));
    orders.set(card.businessReferenceId, positions);
  }
  return [...orders].map(([order, positions]) => ({ order, positions }));
}

function fromCard(card, installments, items, facts) {
  const factOf = (label) => facts.get(card.factIds?.[label]) ?? null;
  const amountOf = (label) => (factOf(label)?.kind === 'money' ? factOf(label).value : null);
  return {
    ...heading(card),
    amountsComplete: card.amountsComplete,
    amounts: {
      promised: card.promised, granted: card.granted, remaining: card.remaining, pending: card.pending,
      reversed: card.reversed, cancelled: amountOf('cancelled'), expired: amountOf('expired'),
      overIssued: amountOf('overIssued') ?? excess(card.promised, card.granted),
    },
    facts: { promised: factOf('promised'), granted: factOf('granted'), remaining: factOf('remaining') },
    dates: datesOf(card, { isCreationExact: card.isCreationRecorded }),
    installments: installments.map((one) => ({ ...one, reversedAmount: one.reversed, revealKey: one.factIds?.giftCard })),
    closures: card.closures,
    leftOut: leftOutOf(card, installments),
    items: items.filter((item) => item.status !== 'ISSUED').map((item) => ({ ...item, issued: null })),
    historyNote: '',
  };
}

/** @returns {object} the same for a benefit of an `OrderView` */
export function fromBenefit(benefit) {
  const { promotionId, benefitId, position } = benefit;
  return {
    ...heading(benefit),
    amountsComplete: position?.amountsComplete ?? false,
    amounts: position ?? NOTHING_KNOWN,
    facts: {},
    dates: datesOf(benefit, { isCreationExact: benefit.isCreationRecorded }),
    installments: benefit.installments.map((one) => ({
      ...one,
      reversedAmount: one.reversed,
      revealKey: one.revealId && { promotionId, benefitId, revealId: one.revealId, lastFour: one.giftCard.slice(-4) },
    })),
    closures: benefit.closures,
    leftOut: leftOutOf(benefit, benefit.installments),
    items: benefit.items,
    historyNote: historyNote(benefit.giftCardHistory),
  };
}

function heading({ promotionId, promotionName, benefitId, benefitType, issuanceStatus, reversalStatus, reasons }) {
  return { promotionId, promotionName, benefitId, benefitType, issuanceStatus, reversalStatus, reasons };
}

/** A record that has only the time of its last change was created at that time or earlier. */
function datesOf({ createdAt, reservedAt, revealedAt, expiresAt }, { isCreationExact }) {
  return { createdAt, reservedAt, revealedAt, expiresAt, isCreationExact };
}

/** @returns {number} how many events of a long history are not among the cards */
function leftOutOf({ closuresLeftOut, installmentsLeftOut }, installments) {
  const reversals = installments.reduce((sum, one) => sum + one.reversalsLeftOut, 0);
  return closuresLeftOut + installmentsLeftOut + reversals;
}

function historyNote(giftCardHistory) {
  if (giftCardHistory === 'lastOnly') return text('card.onlyLast');
  if (giftCardHistory === 'unknown') return text('card.historyUnknown');
  return '';
}

function excess(promised, granted) {
  if (!promised || !granted || granted.amountMinor <= promised.amountMinor) return null;
  return { amountMinor: granted.amountMinor - promised.amountMinor, currency: promised.currency };
}

/** @returns {boolean} whether the item may still receive cashback, as far as is known */
export const isOpenItem = (item) => item.status !== 'ISSUED' && !CLOSED_ITEMS.has(item.status);

/** @returns {boolean} whether one amount is a proper part of another: neither zero nor all of it */
export const isPartOf = (part, whole) =>
  part !== null && whole !== null && part.amountMinor > 0 && part.amountMinor < whole.amountMinor;

/**
 * Splits the bar of a position into segments, as shares that add up to 1.
 *
 * What is promised and neither granted nor remaining is closed: cancelled, expired, or reversed for good.
 *
 * @returns {{kind: 'granted' | 'overIssued' | 'pending' | 'remaining' | 'closed' | 'unknown', share: number}[]}
 */
export function segments({ promised, granted, remaining, pending }) {
  const [total, paid] = [promised?.amountMinor ?? null, granted?.amountMinor ?? null];
  if (total === null || paid === null) return [{ kind: 'unknown', share: 1 }];
  const whole = Math.max(total, paid);
  if (whole === 0) return [{ kind: 'closed', share: 1 }];
  const within = Math.min(paid, total);
  const parts = [{ kind: 'granted', amount: within }, { kind: 'overIssued', amount: paid - within }];
  const rest = whole - paid;
  if (remaining === null) {
    parts.push({ kind: 'unknown', amount: rest });
  } else {
    const due = Math.min(remaining.amountMinor, rest);
    const reserved = isPartOf(pending, remaining) ? Math.min(pending.amountMinor, due) : 0;
    parts.push({ kind: 'pending', amount: reserved }, { kind: 'remaining', amount: due - reserved });
    parts.push({ kind: 'closed', amount: rest - due });
  }
  return parts.filter(({ amount }) => amount > 0).map(({ kind, amount }) => ({ kind, share: amount / whole }));
}
