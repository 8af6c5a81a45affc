/**
 * The messages between a page and the sidebar that it shows in a frame: plain objects with the version of the protocol
 * and a type. Both sides ignore what is not of this form. docs/embedding.md describes each message.
 */

export const VERSION = 1;

/** Sent by the page. */
export const FROM_HOST = new Set([
  'rewards:connect', 'rewards:settings', 'rewards:context', 'rewards:token', 'rewards:signed-in',
  'rewards:new-conversation', 'rewards:focus',
]);

/** Sent by the frame. */
export const FROM_FRAME = new Set(['rewards:ready', 'rewards:token-request', 'rewards:event']);

/** The events of the element that are passed on to the page. */
export const EVENTS = ['answer', 'insert-reply', 'copy', 'escalate', 'auth-required', 'conversation-changed', 'error'];

/**
 * @param {unknown} data of a `message` event
 * @param {Set<string>} types that the other side may send
 * @returns {object | null} the message; null for one that is malformed, or of an unknown version or type
 */
export function messageOf(data, types) {
  const isMessage = isRecord(data) && data.v === VERSION && types.has(data.type);
  return isMessage ? data : null;
}

/** @returns {boolean} whether a value is an object with fields, and no array */
export function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
