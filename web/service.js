/** Calls to the chat service with the viewer's token, and their errors as messages for the viewer. */

import { hasText, text } from './locales/index.js';
import { ServiceProblem } from './service-problem.js';
import { StreamSilent, frames, within } from './sse.js';
import { requestToken } from './token-requests.js';

export { ServiceProblem };

/** The service sends a keep-alive every 15 seconds; a stream that misses two of them is not going to continue. */
const SILENCE_MS = 2 * 15_000 + 2000;

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
 * @param {number} [silenceMs] how long the service may take to begin a response
 * @returns {Promise<Response>} a response with a 2xx status
 * @throws {ServiceProblem} for every other response, and if there is none
 * @throws {StreamSilent} when no response began in time
 * @throws {DOMException} AbortError when `init.signal` was aborted
 */
export async function callService(url, init, tokenProvider, silenceMs = Infinity) {
  const { signal } = init;
  const attempt = async (how) => {
    const bearer = await requestToken(tokenProvider, how, { signal });
    return within(silenceMs, send(url, init, bearer));
  };
  let response = await attempt({ isExpired: false });
  if (response.status === 401) response = await attempt({ isExpired: true });
  if (response.ok) return response;
  throw await problemOf(response);
}

/**
 * Asks a question and yields the events of its turn, the last one terminal.
 *
 * @param {{endpoint: string, message: string, conversationId?: string, replacesTurn?: number, caseId?: string,
 *   locale?: string | null, signal: AbortSignal}} what `replacesTurn` is the number of the conversation's last turn if
 *   the answer is to take its place; the service refuses a case that is not the token's
 * @param {TokenProvider} tokenProvider
 * @returns {AsyncGenerator<object>}
 * @throws {ServiceProblem} `streamCut` when the stream ended before its terminal event, `streamStalled` when it sent
 *   nothing for longer than two keep-alives
 */
export async function* turnEvents({ endpoint, signal, ...question }, tokenProvider) {
  const stalled = new AbortController();
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' },
    body: JSON.stringify(Object.fromEntries(Object.entries(question).filter(([, value]) => value))),
    signal: AbortSignal.any([signal, stalled.signal]),
  };
  let response = null;
  let requestId = '';
  try {
    response = await callService(`${endpoint}/v1/chat`, init, tokenProvider, SILENCE_MS);
    requestId = response.headers.get('X-Request-Id') ?? '';
    for await (const frame of frames(response.body, SILENCE_MS)) {
      const event = JSON.parse(frame.data);
      if (event.type === 'run.failed') {
        throw new ServiceProblem({ code: event.code, requestId, isRetryable: event.retryable });
      }
      yield event;
      if (event.type === 'answer.completed') return;
    }
  } catch (error) {
    if (error instanceof ServiceProblem || error.name === 'AbortError') throw error;
    const isSilent = error instanceof StreamSilent;
    if (isSilent && !response) stalled.abort(); // once there is a response, the end of its frames has ended the request
    throw new ServiceProblem({ code: isSilent ? 'streamStalled' : 'streamCut', requestId });
  }
  throw new ServiceProblem({ code: 'streamCut', requestId });
}

/**
 * Sends what the viewer thinks of an answer, or did with its reply draft.
 *
 * @param {{endpoint: string, conversationId: string, turn: number, rating: 'up' | 'down' | null, reason: string | null,
 *   comment: string | null, use: 'copied' | 'inserted' | 'edited' | null}} what
 * @param {TokenProvider} tokenProvider
 * @throws {ServiceProblem}
 */
export async function sendFeedback({ endpoint, ...report }, tokenProvider) {
  const headers = { 'Content-Type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(report), keepalive: true };
  await callService(`${endpoint}/v1/feedback`, init, tokenProvider);
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
