/** What the viewer is working on in the embedding page: a case, with its customer, order and conversation. */

/**
 * @typedef {object} SidebarContext
 * @property {string} [caseId]
 * @property {string} [customerId]
 * @property {string} [orderId]
 * @property {string} [conversationId]
 */

const FIELDS = ['caseId', 'customerId', 'orderId', 'conversationId'];

/**
 * @param {unknown} given what the page set
 * @returns {Readonly<SidebarContext>} its known fields that are texts; everything else is dropped
 */
export function contextOf(given) {
  const fields = FIELDS.map((name) => [name, given?.[name]]).filter(([, value]) => typeof value === 'string' && value);
  return Object.freeze(Object.fromEntries(fields));
}

/**
 * Whether nothing of what is shown may stay.
 *
 * A page may set the conversation that `conversation-changed` has just named: that is the same context.
 *
 * @param {Readonly<SidebarContext>} before
 * @param {Readonly<SidebarContext>} next
 * @param {string | undefined} open the conversation that is open
 */
export function isOtherContext(before, next, open) {
  const isOtherCase = ['caseId', 'customerId', 'orderId'].some((name) => before[name] !== next[name]);
  const isSameConversation = next.conversationId === before.conversationId || next.conversationId === open;
  return isOtherCase || !isSameConversation;
}
