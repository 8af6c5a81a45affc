/** Calls to the chat service with the viewer's token, and their errors as messages for the viewer. */

import { hasText, text } from './locales/index.js';
import { ServiceProblem } from './service-problem.js';
import { frames } from './sse.js';
import { requestToken } from './token-requests.js';

export { ServiceProblem };

/**
 * Returns the bearer token. The calling element never stores it.
 *
 * @callback TokenProvider
 * @param {{isExpired: boolean, context?: import('./sidebar-context.js').SidebarContext}} how `isExpired` if the service
 *   refused the previous token; the sidebar adds the context that the token is for
 * @returns {Promise<string>}
 */

/**
 * Fetches with the viewer's token; requests a new token once if the service reports it as expired.
 *
 * @param {string} url
 * @param {RequestInit} init
 * @param {TokenProvider} tokenProvider
 * @returns {Promise<Response>} a response with a 2xx status
 * @throws {ServiceProblem} for every other response, and if there is none
 * @throws {DOMException} AbortError when `init.signal` was aborted
 */
export async function callService(url, init, tokenProvider) {
  const { signal } = init;
  let response = await send(url, init, await requestToken(tokenProvider, { isExpired: false }, { signal }));
  if (response.status === 401) {
    response = await send(url, init, await requestToken(tokenProvider, { isExpired: true }, { signal }));
  }
  if (response.ok) return response;
  throw await problemOf(response);
}

/**
 * Asks a question and yields the events of its turn, the last one terminal.
 *
 * @param {{endpoint: string, message: string, conversationId?: string, caseId?: string, locale?: string | null,
 *   signal: AbortSignal}} what the
 *   service refuses a case that is not the token's
 * @param {TokenProvider} tokenProvider
 * @returns {AsyncGenerator<object>}
 * @throws {ServiceProblem} `streamCut` when the stream ended before its terminal event
 */
export async function* turnEvents({ endpoint, message, conversationId, caseId, locale, signal }, tokenProvider) {
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' },
    body: JSON.stringify({
      message, ...(conversationId && { conversationId }), ...(caseId && { caseId }), ...(locale && { locale }),
    }),
    signal,
  };
  const response = await callService(`${endpoint}/v1/chat`, init, tokenProvider);
  const requestId = response.headers.get('X-Request-Id') ?? '';
  try {
    for await (const frame of frames(response.body)) {
      const event = JSON.parse(frame.data);
      if (event.type === 'run.failed') {
        throw new ServiceProblem({ code: event.code, requestId, isRetryable: event.retryable });
      }
      yield event;
      if (event.type === 'answer.completed') return;
    }
  } catch (error) {
    if (error instanceof ServiceProblem || error.name === 'AbortError') throw error;
    throw new ServiceProblem({ code: 'streamCut', requestId });
  }
  throw new ServiceProblem({ code: 'streamCut', requestId });
}

/**
 * Returns the full number of a gift card, for a viewer who may see it; the service records the reveal.
 *
 * @param {{endpoint: string, conversationId: string, factId: string, signal?: AbortSignal}} what
 * @param {TokenProvider} tokenProvider
 * @returns {Promise<string>}
 * @throws {ServiceProblem} 404 if the viewer may not see it, and if there is no such card
 */
export async function giftCardNumber({ endpoint, conversationId, factId, signal }, tokenProvider) {
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ conversationId, factId }),
    signal,
  };
  const response = await callService(`${endpoint}/v1/reveal`, init, tokenProvider);
  return (await response.json()).giftCard;
}

/**
 * The same for the gift card of an installment of an order.
 *
 * @param {{endpoint: string, order: string, key: object}} what `key` is the installment's `revealKey`
 * @param {TokenProvider} tokenProvider
 * @returns {Promise<string>}
 * @throws {ServiceProblem} 404 if the viewer may not see it, and if there is no such card
 */
export async function installmentNumber({ endpoint, order, key }, tokenProvider) {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(key) };
  const url = `${endpoint}/v1/orders/${encodeURIComponent(order)}/reveal`;
  const response = await callService(url, init, tokenProvider);
  return (await response.json()).giftCard;
}

async function send(url, init, bearer) {
  try {
    return await fetch(url, { ...init, headers: { ...init.headers, Authorization: `Bearer ${bearer}` } });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ServiceProblem({ code: 'unreachable' });
  }
}

/** @param {Response} response @returns {Promise<ServiceProblem>} its problem, or the meaning of its status */
export async function problemOf(response) {
  const { status } = response;
  const requestId = response.headers.get('X-Request-Id') ?? '';
  const isRetryable = status === 409 || status === 429 || status >= 500;
  try {
    const body = await response.json();
    return new ServiceProblem({
      status, isRetryable: body.retryable ?? isRetryable, code: body.code ?? `http${status}`,
      requestId: body.requestId ?? requestId,
    });
  } catch {
    return new ServiceProblem({ status, isRetryable, code: `http${status}`, requestId });
  }
}

/** @param {ServiceProblem} problem @returns {string} one sentence for the person who asked */
export function problemWords({ code, status }) {
  const key = [`problem.${code}`, `problem.${status}`].find(hasText) ?? 'problem.other';
  return text(key);
}
