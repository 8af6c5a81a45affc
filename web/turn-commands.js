/**
 * What the viewer can do with a turn, carried out by the conversation and the question box of its sidebar. A button that
 * disappears with its turn gives the focus to the box.
 */

import { sendFeedback } from './service.js';

/**
 * @param {import('./rewards-sidebar.js').RewardsSidebar} sidebar
 * @param {import('./conversation.js').Conversation} conversation
 */
export function turnCommands(sidebar, conversation) {
  const fromBox = (act) => (argument) => {
    sidebar.focus();
    act(argument);
  };
  return {
    /** The language that the customer is written to; empty for that of the question. */
    get replyLocale() {
      return sidebar.replyLocale;
    },
    ask: fromBox((question) => sidebar.ask(question)),
    again: fromBox((turn) => conversation.again(turn)),
    startNew: fromBox((turn) => {
      sidebar.newConversation();
      sidebar.ask(turn.question);
    }),
    edit: (turn) => {
      if (conversation.isStreaming) return;
      conversation.edit(turn);
      sidebar.question = turn.question;
      sidebar.focus();
    },
    /** A report that cannot be sent is dropped: it must not disturb the viewer. */
    feedback: (report) => {
      sendFeedback({ endpoint: sidebar.endpoint, ...report }, sidebar.requestToken).catch(() => undefined);
    },
  };
}
