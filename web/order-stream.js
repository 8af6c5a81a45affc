/** The position of one order as it changes, as the rewards API tells it; comes back by itself when the line breaks. */

import { ServiceProblem, callService } from './service.js';
import { frames } from './sse.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Gives an order's position at once and whenever it changes, until the signal aborts or the order can no longer be seen.
 *
 * @param {{endpoint: string, order: string, signal: AbortSignal}} what
 * @param {import('./service.js').TokenProvider} tokenProvider
 * @returns {AsyncGenerator<object>} OrderCashback of the rewards API
 */
export async function* positionsOf({ endpoint, order, signal }, tokenProvider) {
  const url = `${endpoint}/promotion-executions/${encodeURIComponent(order)}/events-stream`;
  let lastId = '';
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      const headers = { Accept: 'text/event-stream', ...(lastId && { 'Last-Event-ID': lastId }) };
      const response = await callService(url, { headers, signal }, tokenProvider);
      for await (const frame of frames(response.body)) {
        if (frame.event === 'end') break; // a token that has ended, for one: the next call brings a new one
        if (frame.event !== 'position') continue;
        lastId = frame.id;
        pauseMs = FIRST_PAUSE_MS;
        yield JSON.parse(frame.data);
      }
    } catch (error) {
      if (signal.aborted || (error instanceof ServiceProblem && !error.isRetryable)) return;
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
}

/** @returns {boolean} whether a position says something else than the execution that is shown */
export function differs(position, execution) {
  const shown = execution.promotions.flatMap(({ benefits }) => benefits.map(said));
  return JSON.stringify(position.benefits.map(said)) !== JSON.stringify(shown);
}

function said({ benefitId, issuanceStatus, reversalStatus, cashback, reasons }) {
  return [benefitId, issuanceStatus, reversalStatus, cashback, reasons];
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
