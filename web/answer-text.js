/** The text of an answer, with its figures as buttons once they are known. */

import { css, html } from './vendor/lit.js';
import './fact-figure.js';
import { blocksOf } from './prose.js';

export const answerStyles = css`
  .answer { display: grid; gap: 0.5rem; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  .answer p { white-space: pre-line; }
  .answer ul { display: grid; gap: 0.25rem; padding-inline-start: 1.1rem; list-style: disc; }
  .answer ul li::marker { color: var(--rw-muted); }
  .answer[data-streaming] > p:last-child::after, .answer[data-streaming] > ul:last-child > li:last-child::after {
    content: ''; display: inline-block; width: 0.5em; height: 1em; margin-inline-start: 0.15em;
    vertical-align: text-bottom; background: var(--rw-edge); border-radius: 0.1em;
    animation: blink 1s steps(2) infinite;
  }
  @keyframes blink { 50% { opacity: 0; } }
`;

const MASKED = /•••• (?=\w)/gu;

/** @returns the text so far, or all of it */
export function answerText({ text, figures, facts, isStreaming }) {
  const blocks = blocksOf(text, figures);
  return html`<div class="answer" ?data-streaming=${isStreaming}>${groups(blocks).map((group) =>
    group[0].kind === 'item'
      ? html`<ul>${group.map(({ parts }) => html`<li>${parts.map((part) => partOf(part, facts))}</li>`)}</ul>`
      : html`<p>${group[0].parts.map((part) => partOf(part, facts))}</p>`)}</div>`;
}

/** Puts list items that follow each other into one list; a paragraph stands alone. */
function groups(blocks) {
  const grouped = [];
  for (const block of blocks) {
    if (block.kind === 'item' && grouped.at(-1)?.[0].kind === 'item') grouped.at(-1).push(block);
    else grouped.push([block]);
  }
  return grouped;
}

/** A masked card stays on one line, as a text and as a figure: the text must not move when its figures appear. */
function partOf({ text, factId }, facts) {
  const fact = facts.get(factId);
  const unbroken = text.replace(MASKED, '••••\u00a0');
  return fact ? html`<rewards-fact .fact=${fact} .text=${unbroken}></rewards-fact>` : unbroken;
}
