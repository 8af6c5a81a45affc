/**
 * One turn of the conversation as a value: the question, and what the events have delivered so far. `applyEvent` is
 * pure, so a turn can be tested and drawn at every point of its stream.
 */

import { keyOf } from './position.js';

/**
 * @typedef {object} Turn
 * @property {number} key stable while the turn is shown
 * @property {string} question
 * @property {'streaming' | 'completed' | 'failed' | 'stopped'} state
 * @property {{name: string, arguments: object, status: string | null, latencyMs: number | null}[]} steps
 * @property {Map<string, object>} facts by fact id
 * @property {object[]} cashback
 * @property {object[]} installments
 * @property {object[]} items
 * @property {object[]} sources
 * @property {string} text
 * @property {object[] | null} lead the cards that were known when the first word arrived: what is shown above the text
 *   does not change from then on
 * @property {object | null} answer the complete answer, once there is one
 * @property {import('./service.js').ServiceProblem | null} problem
 * @property {Turn | null} previous the completed turn that this one replaces; shown again if this one is not completed
 */

/** @returns {Turn} */
export function newTurn(key, question, previous = null) {
  return {
    key, question, state: 'streaming', steps: [], facts: new Map(), cashback: [], installments: [], items: [],
    sources: [], text: '', lead: null, answer: null, problem: null, previous,
  };
}

/** @returns {number | undefined} the number of the stored turn that this one replaces */
export function replacedTurn({ previous }) {
  return previous?.answer?.kept === false ? undefined : previous?.answer?.turn;
}

/**
 * Returns a turn that ended without an answer. One that was to replace an answer gives it back, as the service has
 * kept it too.
 *
 * @param {Turn} turn
 * @param {{state: 'failed' | 'stopped', problem?: import('./service.js').ServiceProblem}} end
 * @returns {Turn}
 */
export function endedWithoutAnswer(turn, { state, problem = null }) {
  const { previous, key } = turn;
  return previous ? { ...previous, key, problem, wasStopped: state === 'stopped' } : { ...turn, state, problem };
}

const DEVANAGARI = /\p{Script=Devanagari}/u;

/** @returns {string} the language of a turn's texts; until the answer is complete, as far as their script shows it */
export function languageOf({ answer, text, question }) {
  return answer?.language ?? (DEVANAGARI.test(text || question) ? 'hi' : 'en');
}

/** @returns {Turn} the turn after one event of its stream; an event of an unknown type changes nothing */
export function applyEvent(turn, event) {
  const change = CHANGES[event.type];
  return change ? { ...turn, ...change(turn, event) } : turn;
}

const CHANGES = {
  'tool.started': ({ steps }, { name, arguments: given }) => ({
    steps: [...steps, { name, arguments: given ?? {}, status: null, latencyMs: null }],
  }),
  'tool.finished': ({ steps }, event) => ({ steps: finishStep(steps, event) }),
  facts: (turn, event) => ({
    facts: withFacts(turn.facts, event.facts),
    cashback: replaceByBenefit(turn.cashback, event.cashback),
    installments: replaceByBenefit(turn.installments, event.installments),
    items: replaceByBenefit(turn.items, event.items),
    sources: worst(turn.sources, event.sources),
  }),
  'answer.delta': ({ text, lead, cashback }, event) => ({ text: text + event.text, lead: lead ?? cashback }),
  'answer.completed': (turn, { answer }) => ({
    state: 'completed',
    answer,
    text: answer.text,
    lead: turn.lead ?? (turn.cashback.length ? turn.cashback : answer.cashback),
    facts: withFacts(turn.facts, answer.facts),
    cashback: answer.cashback,
    installments: answer.installments,
    items: answer.items,
    sources: answer.sources,
  }),
};

/** Two lookups of the same tool may run at once: the oldest that still runs is the one that finished. */
function finishStep(steps, { name, status, latencyMs }) {
  const index = steps.findIndex((step) => step.name === name && step.status === null);
  return steps.map((step, at) => (at === index ? { ...step, status, latencyMs } : step));
}

function withFacts(known, found) {
  return new Map([...known, ...found.map((fact) => [fact.factId, fact])]);
}

/**
 * A later lookup knows a benefit at least as well as an earlier one, so its cards replace the earlier ones. An event
 * may carry facts and no card: then the cards stay the same value, and are not announced a second time.
 */
function replaceByBenefit(shown, found) {
  if (!found.length) return shown;
  const renewed = new Set(found.map(keyOf));
  const first = new Set();
  const inPlace = shown.flatMap((card) => {
    const key = keyOf(card);
    if (!renewed.has(key)) return [card];
    if (first.has(key)) return [];
    first.add(key);
    return found.filter((other) => keyOf(other) === key);
  });
  return [...inPlace, ...found.filter((card) => !first.has(keyOf(card)))];
}

const SOURCE_BADNESS = { notRequested: -1, ok: 0, empty: 0, stale: 1 };

/** Of two reports on one source the worse one is kept: a gap in any lookup is a gap in the answer. */
function worst(shown, found) {
  if (!found.length) return shown;
  const badness = ({ status }) => SOURCE_BADNESS[status] ?? 2;
  const bySource = new Map(shown.map((report) => [report.source, report]));
  for (const report of found) {
    const before = bySource.get(report.source);
    if (!before || badness(report) >= badness(before)) bySource.set(report.source, report);
  }
  return [...bySource.values()];
}
