/**
 * The history of a benefit as steps on a line of time: reserved, issued, failed, reversed, cancelled, expired. Built
 * from a position, without guessing: what has no recorded time stands last and is not on the line.
 */

import { day } from './format.js';

/** @typedef {{kind: string, at: string | null, amount: import('./format.js').Money | null, giftCard?: string}} Step */

/** In this order where two steps have the same instant: nothing is reversed before it was issued. */
export const STEP_KINDS = [
  'promised', 'reserved', 'issued', 'recorded', 'failed', 'reversed', 'cancelled', 'expired',
];
const OF_STATUS = {
  ISSUED: 'issued', PARTIALLY_REVERSED: 'issued', REVERSED: 'issued', FAILED: 'failed', RECORDED: 'recorded',
};
const AS_ISSUED = new Set(['reserved', 'issued', 'recorded']);
const OF_CLOSURE = { CANCELLED: 'cancelled', EXPIRED: 'expired' };

/** Steps that are nearer to each other than this share of the line are drawn above each other. */
const NEAREST = 0.06;
const MOST_LANES = 4;

/** @returns {Step[]} the steps of a position, oldest first, those without a time last */
export function stepsOf({ amounts, dates, installments, closures }) {
  const steps = [];
  if (dates.createdAt && dates.isCreationExact) {
    steps.push({ kind: 'promised', at: dates.createdAt, amount: amounts.promised });
  }
  if (dates.reservedAt) steps.push({ kind: 'reserved', at: dates.reservedAt, amount: null });
  for (const { status, issuedAt, amount, giftCard, reversals } of installments) {
    const kind = OF_STATUS[status];
    if (kind) steps.push({ kind, at: issuedAt, amount, giftCard });
    for (const reversal of reversals ?? []) {
      steps.push({ kind: 'reversed', at: reversal.reversedAt, amount: reversal.amount, giftCard });
    }
  }
  for (const { type, closedAt, amount } of closures) {
    steps.push({ kind: OF_CLOSURE[type], at: closedAt, amount });
  }
  return steps.filter(({ kind }) => kind).sort(chronological);
}

function chronological(a, b) {
  if (!a.at || !b.at) return Number(!a.at) - Number(!b.at);
  return Date.parse(a.at) - Date.parse(b.at) || STEP_KINDS.indexOf(a.kind) - STEP_KINDS.indexOf(b.kind);
}

/**
 * @returns {boolean} whether a line says more than the list of installments: something was not issued or was taken back,
 *   or a reservation was issued on another day
 */
export function isTelling(steps) {
  const events = steps.filter(({ kind, at }) => at && kind !== 'promised');
  const kinds = new Set(events.map(({ kind }) => kind));
  const isAsIssued = [...kinds].every((kind) => AS_ISSUED.has(kind));
  return !isAsIssued || (kinds.size > 1 && new Set(events.map(({ at }) => day(at))).size > 1);
}

/** @returns {{kind: string, count: number}[]} how often each kind occurs, without the promise */
export function countsOf(steps) {
  return STEP_KINDS.slice(1)
    .map((kind) => ({ kind, count: steps.filter((step) => step.kind === kind).length }))
    .filter(({ count }) => count);
}

/**
 * Places the dated steps on the line.
 *
 * @param {Step[]} steps oldest first
 * @returns {(Step & {share: number, lane: number})[]} `share` of the line from its start, 0 to 1; `lane` 0 is on the line
 */
export function placesOf(steps) {
  const dated = steps.filter(({ at }) => at);
  const [from, to] = [Date.parse(dated[0]?.at ?? ''), Date.parse(dated.at(-1)?.at ?? '')];
  const ends = []; // of each lane: the share of its last step
  return dated.map((step) => {
    const share = to > from ? (Date.parse(step.at) - from) / (to - from) : 0.5;
    const free = Array.from({ length: MOST_LANES }, (_, lane) => lane)
      .find((lane) => ends[lane] === undefined || share - ends[lane] >= NEAREST);
    const lane = free ?? MOST_LANES - 1;
    ends[lane] = share;
    return { ...step, share, lane };
  });
}
