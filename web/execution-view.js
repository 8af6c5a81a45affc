/** One order in the support tool: its promotions as cards, and the state of each source. */

import { css, html, nothing } from './vendor/lit.js';
import './cashback-card.js';
import { dayAndTime } from './format.js';
import { text } from './locales/index.js';
import { fromBenefit } from './position.js';
import { conflictWords, gapSentences, sourceStatusWords, sourceWords } from './words.js';

export const executionStyles = css`
  .execution { display: grid; gap: 0.75rem; }
  .execution > header { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; }
  .execution h3 { font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
  .cards { display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
  .cards > div { min-width: 0; }
  .origin { font-size: 0.8125rem; color: var(--rw-muted); }
  .origin summary { min-height: 1.5rem; cursor: pointer; }
  .origin ul { display: grid; gap: 0.125rem; padding-block: 0.25rem; }
`;

/**
 * @param {object} order an `OrderView` of the chat service
 * @param {(order: string, key: object) => Promise<string>} reveal returns the full number of a gift card
 */
export function executionView(order, reveal) {
  const { businessReferenceId, customerId, benefits, benefitsLeftOut, sources, asOf } = order;
  const revealCard = (key) => reveal(businessReferenceId, key);
  return html`<article class="execution" aria-label=${text('order.label', { order: businessReferenceId })}>
    <header>
      <h3>${businessReferenceId}</h3>
      <span class="muted small">${text('order.customer', { customer: customerId ?? text('common.notKnown') })}</span>
      <span class="muted small">${text('common.asOf', { when: dayAndTime(asOf) })}</span>
    </header>
    ${gapNotice(sources)}
    ${benefits.length
      ? html`<div class="cards">${benefits.map((benefit) => benefitView(benefit, revealCard))}</div>`
      : html`<p class="muted">${text('order.noPromotion')}</p>`}
    ${leftOut('order.benefitsLeftOut', benefitsLeftOut)}
    ${origin(sources, benefits.flatMap(({ conflicts }) => conflicts))}
  </article>`;
}

function benefitView(benefit, reveal) {
  return html`<div>
    <rewards-cashback-card .position=${fromBenefit(benefit)} .level=${4} .reveal=${reveal} withTimes></rewards-cashback-card>
    ${leftOut('order.installmentsLeftOut', benefit.installmentsLeftOut)}
    ${leftOut('order.closuresLeftOut', benefit.closuresLeftOut)}
  </div>`;
}

function leftOut(key, count) {
  return count ? html`<p class="muted small">${text(key, { count })}</p>` : nothing;
}

/** @returns a notice for the sources that did not answer; nothing if all did */
export function gapNotice(sources) {
  const gaps = gapSentences(sources);
  return gaps.length ? html`<div class="notice partial">${gaps.map((gap) => html`<p>${gap}</p>`)}</div>` : nothing;
}

function origin(sources, conflicts) {
  const count = conflicts.length;
  return html`<details class="origin">
    <summary>${text(count ? 'order.sourcesAndConflicts' : 'order.sources', { count })}</summary>
    <ul>${sources.map(({ source, status, latencyMs }) => html`
      <li>${sourceWords(source)}: ${sourceStatusWords(status)} (${Math.max(1, Math.round(latencyMs))} ms)</li>`)}
      ${conflicts.map(conflictLine)}
    </ul>
  </details>`;
}

function conflictLine({ code, field, values, chosen }) {
  const found = Object.entries(values).map(([source, value]) => `${sourceWords(source)} ${value ?? text('order.nothing')}`);
  const used = chosen ? text('order.used', { source: sourceWords(chosen) }) : '';
  return html`<li title=${code}>${conflictWords(code)} (${field}: ${found.join(', ')}${used})</li>`;
}
