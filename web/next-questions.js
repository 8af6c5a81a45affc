/** Follow-ups with one click: the orders to choose from where the answer asks which one, otherwise suggested questions. */

import { css, html, nothing } from './vendor/lit.js';
import { text } from './locales/index.js';

export const nextStyles = css`
  .next { display: flex; flex-wrap: wrap; gap: 0.375rem; }
  .next button {
    min-height: 1.75rem; padding: 0.125rem 0.625rem; border-radius: 0.875rem; font-size: 0.8125rem; text-align: start;
    overflow-wrap: anywhere; color: var(--rw-accent);
  }
  .next button:hover { background: var(--rw-accent-soft); }
  .next.choices { display: grid; }
  .next.choices button { width: 100%; padding: 0.375rem 0.75rem; border-radius: 0.75rem; color: var(--rw-ink); }
  .next .id { font-weight: 600; color: var(--rw-accent); }
  .next .beside { display: block; font-size: 0.75rem; color: var(--rw-muted); }
`;

/** @returns a button for each order that may be meant; `ask` receives its number */
export function choices({ choices: orders = [] }, ask) {
  if (!orders.length) return nothing;
  return html`<ul class="next choices" aria-label=${text('next.choices')}>${orders.map((order) => html`
    <li><button type="button" @click=${() => ask(order.businessReferenceId)}>
      <span class="id">${order.businessReferenceId}</span><span class="beside">${besideOf(order)}</span></button></li>`)}
  </ul>`;
}

function besideOf({ createdOn, promotion, promised }) {
  return [createdOn, promotion, promised && text('next.promised', { amount: promised })].filter(Boolean).join(' · ');
}

/** @returns a button for each suggested question, which `ask` receives; none where there are orders to choose from */
export function suggestions({ choices: orders = [], suggestions: questions = [], language = 'en' }, ask) {
  if (orders.length || !questions.length) return nothing;
  return html`<ul class="next" aria-label=${text('next.questions')}>${questions.map((question) => html`
    <li><button type="button" lang=${language} @click=${() => ask(question)}>${question}</button></li>`)}
  </ul>`;
}
