/** What a screen reader announces of a turn: each lookup, the figures once, the complete answer. No deltas. */

import { money } from './format.js';
import { text } from './locales/index.js';
import { positionsOfTurn } from './position.js';
import { problemWords } from './service.js';
import { gapSentences, toolWords } from './words.js';

/** @returns {string | null} the announcement for a change from one state of a turn to the next; null for none */
export function announcementOf(before, after) {
  if (after.state !== before.state) return ending(after);
  if (after.steps.length > before.steps.length) {
    const step = after.steps.at(-1);
    return toolWords(step.name, step.arguments, { isDone: false });
  }
  return after.cashback !== before.cashback ? figures(after) : null;
}

function ending({ state, text: answer, problem }) {
  if (state === 'completed') return text('announce.answer', { text: answer });
  return state === 'failed' ? problemWords(problem) : text('announce.stopped');
}

function figures(turn) {
  const say = (amount) => (amount ? money(amount) : text('common.notKnown'));
  const found = positionsOfTurn(turn).flatMap(({ positions }) => positions);
  const lines = found.map(({ promotionName, promotionId, amounts: { promised, granted, remaining } }) => {
    return text('announce.position', {
      name: promotionName ?? promotionId, promised: say(promised), granted: say(granted), remaining: say(remaining),
    });
  });
  return [...gapSentences(turn.sources), ...lines].join(' ') || null;
}
