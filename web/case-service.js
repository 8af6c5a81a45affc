/** The summary of the viewer's case at the service. */

import { callService } from './service.js';

/**
 * @typedef {object} CaseSummary
 * @property {import('./case-orders.js').CaseOrder[]} orders newest first
 * @property {{from: string, to: string}} window half-open: when an order was created, reserved or issued
 * @property {import('./case-orders.js').Total[]} totals one per currency, null where not every part is known
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
