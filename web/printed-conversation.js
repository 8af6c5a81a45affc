/**
 * A conversation on paper: questions, answers, and below each answer its figures with the records they come from. No
 * buttons, no drafts. The same template is printed with the page (`@media print`) and, where the sidebar is a part of
 * another page, alone.
 */

import { css, html, nothing, render } from './vendor/lit.js';
import { day, dayAndTime } from './format.js';
import { text } from './locales/index.js';
import { blocksOf } from './prose.js';
import { gapSentences, labelWords, sourceWords } from './words.js';

/** Of one figure. More would fill pages and explain nothing. */
const RECORDS_PRINTED = 10;

export const printedStyles = css`
  .printed { font: 400 10.5pt/1.45 var(--rw-font, system-ui, sans-serif); color: #000; background: #fff; }
  .printed h1 { font-size: 14pt; margin: 0 0 2pt; }
  .printed h2 { font-size: 11pt; margin: 14pt 0 4pt; break-after: avoid; white-space: pre-wrap; }
  .printed p { margin: 0 0 4pt; white-space: pre-line; }
  .printed ul { margin: 0 0 4pt; padding-inline-start: 14pt; list-style: disc; }
  .printed .facts { width: 100%; border-collapse: collapse; font-size: 8.5pt; margin-top: 4pt; }
  .printed .facts th, .printed .facts td { padding: 1pt 6pt 1pt 0; text-align: start; vertical-align: top; }
  .printed .facts :is(td:nth-child(2), td:last-child) { white-space: nowrap; }
  .printed .facts th { border-bottom: 1px solid #000; }
  .printed tr { break-inside: avoid; }
  .printed .quiet { font-size: 8.5pt; }
`;

/**
 * @param {import('./turn.js').Turn[]} turns
 * @param {{caseId?: string, now: Date}} what
 */
export function printedConversation(turns, { caseId, now }) {
  return html`<article class="printed">
    <h1>${text('print.title')}</h1>
    <p class="quiet">${[caseId && text('print.case', { caseId }), text('print.on', { when: dayAndTime(now.toISOString()) })]
      .filter(Boolean).join(' · ')}</p>
    ${turns.map(printedTurn)}
  </article>`;
}

function printedTurn({ question, text: answer, answer: finished, facts, sources, state }) {
  const figures = finished?.figures ?? [];
  const language = finished?.language ?? nothing;
  return html`<section>
    <h2>${question}</h2>
    ${gapSentences(sources).map((gap) => html`<p><em>${gap}</em></p>`)}
    <div lang=${language}>${paragraphs(answer)}</div>
    ${state === 'completed' ? nothing : html`<p><em>${text('print.incomplete')}</em></p>`}
    ${finished?.kept === false ? html`<p><em>${text('print.notKept')}</em></p>` : nothing}
    ${factTable(mentioned(figures, facts))}
  </section>`;
}

function paragraphs(answer) {
  const words = ({ parts }) => parts.map((part) => part.text).join('');
  return groups(blocksOf(answer, [])).map(({ kind, blocks }) => (kind === 'item'
    ? html`<ul>${blocks.map((block) => html`<li>${words(block)}</li>`)}</ul>`
    : blocks.map((block) => html`<p>${words(block)}</p>`)));
}

function groups(blocks) {
  const found = [];
  for (const block of blocks) {
    if (found.at(-1)?.kind === block.kind) found.at(-1).blocks.push(block);
    else found.push({ kind: block.kind, blocks: [block] });
  }
  return found;
}

/** @returns {object[]} the facts that the answer mentions, each once, in the order of the text */
export function mentioned(figures, facts) {
  const ids = new Set([...figures].sort((a, b) => a.start - b.start).map(({ factId }) => factId));
  return [...ids].map((id) => facts.get(id)).filter(Boolean);
}

function factTable(facts) {
  if (!facts.length) return nothing;
  return html`<table class="facts">
    <thead><tr>${['figure', 'order', 'records', 'asOf'].map((name) => html`
      <th scope="col">${text(`print.column.${name}`)}</th>`)}</tr></thead>
    <tbody>${facts.map(({ label, display, businessReferenceId, sources, asOf }) => html`<tr>
      <td>${labelWords(label)}: ${display}</td>
      <td>${businessReferenceId ?? ''}</td>
      <td>${records(sources)}</td>
      <td>${asOf ? day(asOf) : ''}</td>
    </tr>`)}</tbody>
  </table>`;
}

function records(sources) {
  const listed = sources.slice(0, RECORDS_PRINTED).map(({ source, recordId }) => `${sourceWords(source)} ${recordId}`);
  const more = sources.length - listed.length;
  return [...listed, ...(more > 0 ? [text('print.more', { count: more })] : [])].join('; ');
}

/**
 * Prints a conversation alone, in a separate frame, so that nothing of an embedding page is on the paper and nothing
 * of it is changed.
 *
 * @param {ParentNode} place where the frame stands while it is printed
 * @param {ReturnType<typeof printedConversation>} content
 */
export function printAlone(place, content) {
  const frame = document.createElement('iframe');
  // Not hidden: a browser prints nothing of a frame that is not laid out.
  Object.assign(frame.style, { position: 'fixed', width: '0', height: '0', border: '0', insetBlockEnd: '0' });
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.title = text('print.title');
  place.append(frame);
  const { contentWindow: inside, contentDocument: paper } = frame;
  const sheet = new inside.CSSStyleSheet();
  sheet.replaceSync(printedStyles.cssText);
  paper.adoptedStyleSheets = [sheet];
  paper.title = text('print.title');
  paper.documentElement.lang = document.documentElement.lang;
  render(content, paper.body);
  inside.addEventListener('afterprint', () => frame.remove(), { once: true });
  inside.print();
}
