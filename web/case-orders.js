/** The orders of a case in the order in which they matter: what needs action, what is open, what is not known, the rest. */

/**
 * @typedef {import('./format.js').Money | null} Amount null: not known
 * @typedef {{currency: string | null, promised: Amount, granted: Amount, remaining: Amount}} Total
 * @typedef {object} CaseOrder
 * @property {string} businessReferenceId
 * @property {string | null} createdAt
 * @property {string | null} promotionName
 * @property {Total[]} totals one per currency; none where the worth is withheld
 * @property {boolean | null} isOpen whether something remains to be issued; null: not known
 * @property {string[]} reasons codes
 * @property {string[]} needsAction those of the codes that somebody has to act on
 */

export const ORDER_GROUPS = ['action', 'open', 'unknown', 'settled'];

/** @returns {'action' | 'open' | 'unknown' | 'settled'} */
export function groupOf({ needsAction, isOpen }) {
  if (needsAction.length) return 'action';
  if (isOpen === null) return 'unknown';
  return isOpen ? 'open' : 'settled';
}

/**
 * @param {CaseOrder[]} orders newest first
 * @returns {{group: string, orders: CaseOrder[]}[]} the groups that have orders; within each the order is kept
 */
export function groupsOf(orders) {
  return ORDER_GROUPS
    .map((group) => ({ group, orders: orders.filter((order) => groupOf(order) === group) }))
    .filter((one) => one.orders.length);
}
