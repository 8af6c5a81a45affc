/** Follow-ups with one click: the orders to choose from if the answer asks which one, otherwise the suggested questions. */

import { css, html, nothing } from './vendor/lit.js';
import { text } from './locales/index.js';

export const nextStyles = css`
  .next { display: flex; flex-wrap: wrap; gap: 0.375rem; }
  .next button {
    min-height: 1.75rem; padding: 0.125rem 0.625rem; border-radius: 0.875rem; font-size: 0.8125rem; text-align: start;
    overflow-wrap: anywhere; color: var(--rw-accent);
  }
  .next button:hover { background: var(--rw-accent-soft); }
  .next .muted { font-size: 0.75rem; }
`;

/** @returns the buttons below the newest answer; `ask` receives the question of the button that is clicked */
export function nextQuestions({ choices = [], suggestions = [], language = 'en' }, ask) {
  if (choices.length) return buttons({ label: text('next.choices'), language: 'en' }, choices.map(choiceOf), ask);
  const questions = suggestions.map((question) => ({ question, beside: '' }));
  return buttons({ label: text('next.questions'), language }, questions, ask);
}

function choiceOf({ businessReferenceId, createdOn, promised }) {
  return { question: businessReferenceId, beside: [createdOn, promised].filter(Boolean).join(', ') };
}

function buttons({ label, language }, entries, ask) {
  if (!entries.length) return nothing;
  return html`<ul class="next" aria-label=${label}>${entries.map(({ question, beside }) => html`
    <li><button type="button" lang=${language} @click=${() => ask(question)}>${question}${beside
      ? html` <span class="muted">${beside}</span>` : nothing}</button></li>`)}
  </ul>`;
}
