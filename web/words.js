/**
 * The display names of the codes in the APIs, in the language of the page. A code that the catalogues do not list is
 * shown in readable form.
 */

import { hasText, text } from './locales/index.js';

/** "SOME_NEW_CODE" or "someNewCode" -> "Some new code". */
function readable(code) {
  return capitalised(String(code).replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ').trim().toLowerCase());
}

function capitalised(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @returns {(code: string) => string} the name of a code of one set, such as "status" */
const namesOf = (set) => (code) => (hasText(`${set}.${code}`) ? text(`${set}.${code}`) : readable(code));

export const statusWords = namesOf('status');
export const reversalWords = (code) => (code === 'NONE' || code === 'UNKNOWN' ? '' : namesOf('reversal')(code));
export const reasonWords = namesOf('reason');
export const conflictWords = namesOf('conflict');
export const benefitWords = namesOf('benefit');
export const sourceWords = (name) => capitalised(namesOf('source')(name));
export const sourceStatusWords = namesOf('sourceStatus');
export const labelWords = namesOf('label');
export const roleWords = namesOf('role');
export const toolStatusWords = namesOf('toolStatus');
export const outcomeWords = namesOf('outcome');

/** @returns {string} what a lookup does, while it runs or once it is done */
export function toolWords(name, argumentsGiven, { isDone }) {
  const byOrder = Object.keys(argumentsGiven).some((key) => /^business_?reference_?id$/i.test(key));
  const lookup = name === 'get_promotion_execution_details' && !byOrder ? 'search' : name;
  const key = `${isDone ? 'lookedUp' : 'looking'}.${lookup}`;
  if (hasText(key)) return text(key);
  return isDone ? readable(name) : `${readable(name)}…`;
}

const NO_GAP = new Set(['ok', 'empty', 'stale', 'notRequested']);

/** @returns {string[]} one sentence for each source that did not answer; empty if none */
export function gapSentences(sources) {
  return sources.filter(({ status }) => !NO_GAP.has(status)).map(gapSentence);
}

function gapSentence({ source, status }) {
  const name = hasText(`source.${source}`) ? text(`source.${source}`) : source;
  const gap = hasText(`gap.${status}`)
    ? text(`gap.${status}`, { source: name })
    : text('gap.other', { source: name, status: sourceStatusWords(status) });
  if (!hasText(`loss.${source}`)) return text('gap.alone', { gap });
  return text('gap.withLoss', { gap, loss: text(`loss.${source}`) });
}

/**
 * Whether a cached order was used because a source did not answer. An order that is merely being read again in the
 * background is as fresh as any other, and nothing is said about it.
 */
export function isOutdated(sources) {
  return sources.some(({ status, code }) => status === 'stale' && code !== 'revalidating');
}
