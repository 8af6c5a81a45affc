/** The lead views' requests to the chat service. Each is one record in the audit log. */

import { ServiceProblem, callService } from './service.js';

const DAY_MS = 86_400_000;

/**
 * Returns the start of a period that ends now.
 *
 * @param {string} days "7", or "" for all of time
 * @param {string} today an instant, by default now
 * @returns {string} an instant in UTC, or "" for all of time
 */
export function startOf(days, today) {
  if (!days) return '';
  return new Date((Date.parse(today) || Date.now()) - Number(days) * DAY_MS).toISOString();
}

/** @returns {string} a query of the parameters that have a value */
export function queryOf(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== '' && value != null);
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

/**
 * @param {{endpoint: string, view: string, parameters: object, signal: AbortSignal}} what
 * @param {import('./service.js').TokenProvider} tokenProvider
 * @returns {Promise<object>} a page of a lead view
 * @throws {ServiceProblem}
 */
export async function leadPage({ endpoint, view, parameters, signal }, tokenProvider) {
  const response = await callService(`${endpoint}/v1/lead/${view}${queryOf(parameters)}`, { signal }, tokenProvider);
  return response.json();
}

/** @returns {Promise<Blob>} an export of the audit log */
export async function auditExport({ endpoint, parameters, signal }, tokenProvider) {
  const response = await callService(`${endpoint}/v1/lead/audit${queryOf(parameters)}`, { signal }, tokenProvider);
  try {
    return await response.blob();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ServiceProblem({ code: 'streamCut' });
  }
}
