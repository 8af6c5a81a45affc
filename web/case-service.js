/** The summary of the viewer's case at the service. */

import { callService } from './service.js';

/**
 * @typedef {object} CaseSummary
 * @property {import('./case-orders.js').CaseOrder[]} orders newest first
 * @property {import('./case-orders.js').Total[]} totals one per currency, over the orders
 * @property {object[]} sources how each source answered
 * @property {boolean} hasMore whether the case has orders that are not listed
 * @property {string} asOf ISO 8601
 */

/**
 * @param {{endpoint: string, signal?: AbortSignal}} what the case is that of the token
 * @param {import('./service.js').TokenProvider} tokenProvider
 * @returns {Promise<CaseSummary>}
 */
export async function caseSummary({ endpoint, signal }, tokenProvider) {
  return (await callService(`${endpoint}/v1/case-summary`, { signal }, tokenProvider)).json();
}
