/** From the fields of the support tool's form to one request, or to the field that is invalid. */

import { dayWindow, daysBetween } from './format.js';

const LONGEST_WINDOW_DAYS = 366;
const PAGE_SIZE = 10;

/**
 * @typedef {object} Search
 * @property {'order' | 'customer' | 'giftCard'} by
 * @property {string} path path and query, relative to the endpoint of the chat service
 */

/**
 * @param {{by: string, order: string, customer: string, giftCard: string, firstDay: string, lastDay: string,
 *   timeField: string}} fields
 * @returns {{search: Search} | {field: string, error: string, values?: object}} `error` is the key of a text
 */
export function searchOf(fields) {
  if (fields.by === 'order') return orderSearch(fields.order.trim());
  return fields.by === 'giftCard' ? giftCardSearch(fields.giftCard.trim()) : customerSearch(fields);
}

function orderSearch(order) {
  if (!order) return { field: 'order', error: 'support.enterOrder' };
  return { search: { by: 'order', path: `/v1/orders/${encodeURIComponent(order)}` } };
}

function giftCardSearch(giftCard) {
  if (!giftCard) return { field: 'giftCard', error: 'support.enterGiftCard' };
  return { search: { by: 'giftCard', path: `/v1/gift-cards/${encodeURIComponent(giftCard)}/issuances?limit=50` } };
}

function customerSearch({ customer, firstDay, lastDay, timeField }) {
  const customerId = customer.trim();
  if (!customerId) return { field: 'customer', error: 'support.enterCustomer' };
  if (!firstDay) return { field: 'firstDay', error: 'support.enterFirstDay' };
  if (!lastDay) return { field: 'lastDay', error: 'support.enterLastDay' };
  const days = daysBetween(firstDay, lastDay);
  if (days < 1) return { field: 'lastDay', error: 'support.wrongOrder' };
  if (days > LONGEST_WINDOW_DAYS) {
    return { field: 'firstDay', error: 'support.tooLong', values: { days: LONGEST_WINDOW_DAYS } };
  }
  const query = new URLSearchParams({
    ...dayWindow(firstDay, lastDay), timeField, order: 'desc', limit: String(PAGE_SIZE),
  });
  const path = `/v1/customers/${encodeURIComponent(customerId)}/orders?${query}`;
  return { search: { by: 'customer', path } };
}

/** @returns {Search} the same search, from the end of the last page */
export function nextPage(search, cursor) {
  return { ...search, path: `${search.path}&${new URLSearchParams({ cursor })}` };
}

/** @returns {{found: object[], nextCursor: string | null, sources: object[]}} every response in one form */
export function resultOf({ by }, body) {
  if (by === 'order') return { found: [body], nextCursor: null, sources: body.sources };
  return { found: body.data, nextCursor: body.hasMore ? body.nextCursor : null, sources: body.sources };
}
