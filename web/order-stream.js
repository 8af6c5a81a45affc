/** The live position of one order, from the rewards API; reconnects by itself. */

import { ServiceProblem, callService } from './service.js';
import { frames } from './sse.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Yields an order's position at once and whenever it changes, until the signal aborts or access to the order ends.
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
        if (frame.event === 'end') break; // for example an expired token: the next call uses a new one
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

/** @returns {boolean} whether a position differs from the execution that is shown */
export function differs(position, execution) {
  const shown = execution.promotions.flatMap(({ benefits }) => benefits.map(comparable));
  return JSON.stringify(position.benefits.map(comparable)) !== JSON.stringify(shown);
}

function comparable({ benefitId, issuanceStatus, reversalStatus, cashback, reasons }) {
  return [benefitId, issuanceStatus, reversalStatus, cashback, reasons];
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
