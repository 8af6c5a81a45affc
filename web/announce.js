/**
 * What a screen reader announces of a turn: each lookup, the figures once, the first sentences of the answer. No deltas,
 * and not the whole answer: it can be read where it stands.
 */

import { money } from './format.js';
import { text as words } from './locales/index.js';
import { positionsOfTurn } from './position.js';
import { problemWords } from './service.js';
import { gapSentences, toolWords } from './words.js';

/** In characters; about twenty seconds of speech. */
const LONGEST = 280;
const MOST_POSITIONS = 3;

/** @returns {string | null} the announcement for a change from one state of a turn to the next; null for none */
export function announcementOf(before, after) {
  if (after.state !== before.state) return ending(after);
  if (after.steps.length > before.steps.length) {
    const step = after.steps.at(-1);
    return toolWords(step.name, step.arguments, { isDone: false });
  }
  return after.cashback !== before.cashback ? figures(after) : null;
}

function ending({ state, text, problem, wasStopped }) {
  if (problem) return problemWords(problem);
  return state === 'completed' && !wasStopped ? words('announce.answer', { text: beginningOf(text) }) : words('announce.stopped');
}

/** @returns {string} the first paragraph, cut after the last sentence within the limit, or at a space */
export function beginningOf(text) {
  const [first] = text.split('\n');
  if (first.length <= LONGEST) return first;
  const head = first.slice(0, LONGEST);
  const sentence = head.match(/^.*[.!?।](?=\s)/su)?.[0];
  return sentence ?? `${head.slice(0, head.lastIndexOf(' ') + 1).trimEnd() || head}…`;
}

function figures(turn) {
  const say = (amount) => (amount ? money(amount) : words('common.notKnown'));
  const found = positionsOfTurn(turn).flatMap(({ positions }) => positions);
  const lines = found.slice(0, MOST_POSITIONS).map(({ promotionName, promotionId, amounts: { promised, granted, remaining } }) => {
    const name = promotionName ?? promotionId;
    return words('announce.position', {
      name, promised: say(promised), granted: say(granted), remaining: say(remaining),
    });
  });
  const more = found.length - lines.length;
  if (more > 0) lines.push(words('turn.morePositions', { count: more }));
  return [...gapSentences(turn.sources), ...lines].join(' ') || null;
}
