/** One token from the embedding page: in time, usable as a header, or a reason why the viewer has to sign in. */

import { ServiceProblem } from './service-problem.js';

/** How long a page may take to provide a token, in milliseconds: longer than a renewal, shorter than a viewer waits. */
export const TOKEN_TIMEOUT_MS = 10_000;

/** What a bearer token may consist of (RFC 6750, section 2.1); anything else would not be one header value. */
const BEARER = /^[A-Za-z0-9\-._~+/]+=*$/;

/** The codes of a problem that the viewer solves by signing in. */
const SIGN_IN_CODES = new Set(['signInRequired', 'signInTimedOut', 'signInFailed']);

/**
 * Returns a token from the page.
 *
 * @param {import('./service.js').TokenProvider} provider
 * @param {{isExpired: boolean}} how passed on to the provider
 * @param {{signal?: AbortSignal, timeoutMs?: number}} [limits] an answer after the abort or the timeout is dropped
 * @returns {Promise<string>}
 * @throws {ServiceProblem} `signInRequired` if the page has no token, `signInTimedOut` if it does not answer,
 *   `signInFailed` if it throws; a ServiceProblem that it throws is passed on
 * @throws {DOMException} AbortError when the signal was aborted
 */
export async function requestToken(provider, how, { signal, timeoutMs = TOKEN_TIMEOUT_MS } = {}) {
  signal?.throwIfAborted();
  let timer;
  let onAbort;
  const ended = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new ServiceProblem({ code: 'signInTimedOut' })), timeoutMs);
    onAbort = () => reject(signal.reason);
    signal?.addEventListener('abort', onAbort);
  });
  try {
    return usable(await Promise.race([provided(provider, how), ended]));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** @returns {boolean} whether signing in would solve this problem */
export function needsSignIn({ code, status }) {
  return SIGN_IN_CODES.has(code) || status === 401;
}

/** The provider's own failure, which is not that of the abort or of the timeout. */
async function provided(provider, how) {
  try {
    return typeof provider === 'function' ? await provider(how) : null;
  } catch (error) {
    if (error instanceof ServiceProblem) throw error;
    throw new ServiceProblem({ code: 'signInFailed' });
  }
}

/** A page that turned a missing token into a text has none either. */
function usable(token) {
  const trimmed = typeof token === 'string' ? token.trim() : '';
  if (!BEARER.test(trimmed) || ['undefined', 'null'].includes(trimmed)) throw new ServiceProblem({ code: 'signInRequired' });
  return trimmed;
}
