/**
 * What stands above the text of an answer: the lookups, the position of each benefit in two lines, and placeholders for
 * what is still awaited. Nothing is inserted above the text once it has begun, so the text never moves while it is read.
 */

import { css, html, nothing, repeat } from './vendor/lit.js';
import { money } from './format.js';
import { text } from './locales/index.js';
import { labelWords, statusWords, toolStatusWords, toolWords } from './words.js';

const ROWS_SHOWN = 3;
/** The lines of a short answer with its facts. A position takes two of them, so that it appears in their place. */
const AWAITED_LINES = 6;

export const leadStyles = css`
  .steps { display: flex; flex-wrap: wrap; gap: 0 0.75rem; font-size: 0.8125rem; color: var(--rw-muted); }
  .steps li { display: flex; gap: 0.375rem; align-items: baseline; }
  .mark { flex: none; color: var(--rw-granted); }
  .mark.gap { color: var(--rw-notice); }
  .spinner {
    align-self: center; flex: none; width: 0.75rem; height: 0.75rem; margin: 0 0.0625rem; border-radius: 50%;
    border: 2px solid var(--rw-line); border-top-color: var(--rw-accent); animation: turn 0.8s linear infinite;
  }
  @keyframes turn { to { transform: rotate(1turn); } }
  .found { display: grid; gap: 0.625rem; font-size: 0.8125rem; line-height: 1.25rem; overflow-wrap: anywhere; }
  .found .name { font-weight: 600; }
  .found .figures { display: flex; flex-wrap: wrap; gap: 0 0.75rem; }
  .found .figures b { font-weight: 600; font-variant-numeric: tabular-nums; }
  /* Two lines with their gaps are as high as one position with its own. */
  .awaited { display: contents; }
  .awaited li { display: grid; align-items: center; height: 0.9375rem; font-size: 0.8125rem; color: var(--rw-muted); }
  .bar { height: 0.75rem; border-radius: 0.25rem; background: var(--rw-line); animation: wait 1.6s ease-in-out infinite alternate; }
  .bar.w0 { width: 94%; }
  .bar.w1 { width: 80%; }
  .bar.w2 { width: 62%; }
  @keyframes wait { to { opacity: 0.45; } }
  @media (forced-colors: active) { .bar { border: 1px solid GrayText; } }
`;

/** @returns the lookups in one line, the running ones with a spinner */
export function steps({ steps: made, state, text: answer }) {
  const isThinking = state === 'streaming' && !made.length && !answer;
  if (!made.length && !isThinking) return nothing;
  return html`<ul class="steps">${isThinking ? waiting(text('turn.thinking')) : made.map((step) => stepLine(step, state))}
  </ul>`;
}

const waiting = (words) => html`<li><span class="spinner"></span>${words}</li>`;

function stepLine({ name, arguments: given, status, latencyMs }, state) {
  const words = toolWords(name, given, { isDone: status !== null });
  if (status === null) {
    return state === 'streaming' ? waiting(words) : html`<li><span class="mark gap">–</span><span>${words}</span></li>`;
  }
  const remark = toolStatusWords(status);
  const isGap = status !== 'ok';
  const took = `${Math.max(1, Math.round(latencyMs))} ms`;
  return html`<li title=${took}><span class="mark ${isGap ? 'gap' : ''}" aria-hidden="true">${isGap ? '!' : '✓'}</span>
    <span>${words}${remark ? `: ${remark}` : ''}</span></li>`;
}

/**
 * @param {{order: string, position: object}[]} rows the benefits whose position is new in the conversation
 * @param {{hasSeveralOrders: boolean}} how
 * @returns their positions, without a control: the cards below the answer show the records behind each figure
 */
export function foundRows(rows, { hasSeveralOrders }) {
  if (!rows.length) return nothing;
  const more = rows.length - ROWS_SHOWN;
  return html`<ul class="found">
    ${rows.slice(0, ROWS_SHOWN).map(({ order, position }) => foundRow(position, hasSeveralOrders ? order : ''))}
    ${more > 0 ? html`<li class="muted">${text('turn.morePositions', { count: more })}</li>` : nothing}
  </ul>`;
}

function foundRow({ promotionName, promotionId, issuanceStatus, amounts }, order) {
  const figure = (name) => html`<span>${labelWords(name)} <b>${amountWords(amounts[name])}</b></span> `;
  return html`<li>
    <div><span class="name">${promotionName ?? promotionId}</span>
      <span class="muted">${[order, statusWords(issuanceStatus)].filter(Boolean).join(' · ')}</span></div>
    <div class="figures">${['promised', 'granted', 'remaining'].map(figure)}</div>
  </li>`;
}

/** @returns {string} an amount, or that it is not known */
export const amountWords = (amount) => (amount ? money(amount) : text('common.notKnown'));

/** @returns placeholders for the facts and the text that a streaming turn does not have yet */
export function awaited({ state, text: answer, steps: made }, rowCount) {
  if (state !== 'streaming' || answer) return nothing;
  const isPreparing = made.length > 0 && made.every(({ status }) => status !== null);
  const first = Math.min(2 * rowCount, AWAITED_LINES - 2);
  const lines = Array.from({ length: AWAITED_LINES - first }, (_, index) => first + index);
  return html`<ul class="awaited">${repeat(lines, (line) => line, (line) => html`<li>${isPreparing && line === first
    ? html`<span>${text('turn.preparing')}</span>` : html`<div class="bar w${line % 3}" aria-hidden="true"></div>`}</li>`)}
  </ul>`;
}
