/** The viewer's stored conversations at the service: list, read, rename, delete, export. Those of others are missing. */

import { callService } from './service.js';
import { applyEvent, newTurn } from './turn.js';

/**
 * @typedef {{endpoint: string, signal?: AbortSignal}} Where
 * @typedef {{conversationId: string, title: string, createdAt: string, updatedAt: string}} Summary
 */

const PAGE = 20;
const pathOf = (endpoint, conversationId) => `${endpoint}/v1/conversations/${encodeURIComponent(conversationId)}`;

/**
 * @param {Where & {query?: string, cursor?: string | null}} what `query` searches titles and questions
 * @param {import('./service.js').TokenProvider} tokenProvider
 * @returns {Promise<{data: Summary[], nextCursor: string | null}>} one page, the latest first
 */
export async function listConversations({ endpoint, query = '', cursor = null, signal }, tokenProvider) {
  const wanted = new URLSearchParams({ limit: PAGE, ...(query && { query }), ...(cursor && { cursor }) });
  const response = await callService(`${endpoint}/v1/conversations?${wanted}`, { signal }, tokenProvider);
  return response.json();
}

/**
 * @param {Where & {conversationId: string}} what
 * @returns {Promise<{turns: import('./turn.js').Turn[], last: number}>} its turns, completed, and the number of the last
 */
export async function readConversation({ endpoint, conversationId, signal }, tokenProvider) {
  const response = await callService(pathOf(endpoint, conversationId), { signal }, tokenProvider);
  const { turns } = await response.json();
  return {
    // Keys below zero, so that they never meet those of the turns that follow.
    turns: turns.map(({ question, answer }, index) =>
      applyEvent(newTurn(index - turns.length, question), { type: 'answer.completed', answer })),
    last: turns.at(-1)?.turn ?? 0,
  };
}

/** @returns {Promise<Summary>} the summary with the title as it was stored */
export async function renameConversation({ endpoint, conversationId, title, signal }, tokenProvider) {
  const init = {
    method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ title }), signal,
  };
  return (await callService(pathOf(endpoint, conversationId), init, tokenProvider)).json();
}

export async function deleteConversation({ endpoint, conversationId, signal }, tokenProvider) {
  await callService(pathOf(endpoint, conversationId), { method: 'DELETE', signal }, tokenProvider);
}

/**
 * @param {Where & {conversationId: string, format: 'json' | 'text'}} what
 * @returns {Promise<Blob>} the file
 */
export async function exportConversation({ endpoint, conversationId, format, signal }, tokenProvider) {
  const url = `${pathOf(endpoint, conversationId)}/export?format=${format}`;
  return (await callService(url, { signal }, tokenProvider)).blob();
}
