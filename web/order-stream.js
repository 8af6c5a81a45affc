/** One order as it changes, from the chat service; reconnects by itself. */

import { ServiceProblem, callService } from './service.js';
import { frames } from './sse.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Yields an order whenever it differs from the one before, until the signal aborts or access to the order ends.
 *
 * @param {{endpoint: string, order: object, signal: AbortSignal}} what `order` is the `OrderView` that is known
 * @param {import('./service.js').TokenProvider} tokenProvider
 * @returns {AsyncGenerator<object>} an `OrderView`
 */
export async function* changesOf({ endpoint, order, signal }, tokenProvider) {
  const url = `${endpoint}/v1/orders/${encodeURIComponent(order.businessReferenceId)}/events-stream`;
  let known = order.revision;
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      const headers = { Accept: 'text/event-stream', 'Last-Event-ID': known };
      const response = await callService(url, { headers, signal }, tokenProvider);
      for await (const frame of frames(response.body)) {
        if (frame.event === 'end') break; // for example an expired token: the next call uses a new one
        if (frame.event !== 'order') continue;
        known = frame.id;
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

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
