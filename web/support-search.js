/** From the fields of the support tool's form to one request, or to the field that is invalid. */

import { dayWindow, daysBetween } from './format.js';

const LONGEST_WINDOW_DAYS = 366;
const PAGE_SIZE = 10;

/**
 * @typedef {object} Search
 * @property {'order' | 'customer'} by
 * @property {string} path path and query, relative to the endpoint of the rewards API
 */

/**
 * @param {{by: string, order: string, customer: string, firstDay: string, lastDay: string, timeField: string}} fields
 * @returns {{search: Search} | {field: string, error: string, values?: object}} `error` is the key of a text
 */
export function searchOf(fields) {
  return fields.by === 'order' ? orderSearch(fields.order.trim()) : customerSearch(fields);
}

function orderSearch(order) {
  if (!order) return { field: 'order', error: 'support.enterOrder' };
  return { search: { by: 'order', path: `/promotion-executions/${encodeURIComponent(order)}?version=2` } };
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
    version: '2', ...dayWindow(firstDay, lastDay), timeField, order: 'desc', limit: String(PAGE_SIZE),
  });
  const path = `/customers/${encodeURIComponent(customerId)}/promotion-executions?${query}`;
  return { search: { by: 'customer', path } };
}

/** @returns {Search} the same search, from the end of the last page */
export function nextPage(search, cursor) {
  return { ...search, path: `${search.path}&${new URLSearchParams({ cursor })}` };
}

/** @returns {{executions: object[], nextCursor: string | null, sources: object[]}} either response in one form */
export function resultOf({ by }, body) {
  if (by === 'order') return { executions: [body], nextCursor: null, sources: body.sources };
  return { executions: body.data, nextCursor: body.hasMore ? body.nextCursor : null, sources: body.sources };
}
