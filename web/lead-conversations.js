/**
 * `<rewards-lead-conversations>`: what support agents asked and were answered, by outcome, feedback and degradation, for
 * support leads. Questions are without personal data. Properties: `endpoint`, `tokenProvider`, `today`.
 */

import { html, nothing } from './vendor/lit.js';
import { dayAndTime } from './format.js';
import { LeadList } from './lead-list.js';
import { hasText, text } from './locales/index.js';

const OUTCOMES = ['answered', 'partial', 'refused', 'unavailable', 'needsInput'];
const RATINGS = ['up', 'down', 'none'];
const DEGRADED = [
  'any', 'none', 'substituteModel', 'modelTimedOut', 'modelUnreachable', 'modelThrottled', 'modelRejected',
  'modelSuspended', 'modelCutShort', 'modelFailed', 'stepLimit', 'budgetSpent', 'nothingChosen',
];

export class LeadConversations extends LeadList {
  view = 'conversations';

  filters() {
    return html`
      ${this.choice('outcome', text('lead.outcome'), withAll('lead.outcome', OUTCOMES))}
      ${this.choice('feedback', text('lead.feedback'), withAll('lead.feedback', RATINGS))}
      ${this.choice('degraded', text('lead.degraded'), withAll('lead.degraded', DEGRADED))}
      ${this.field('agent', text('lead.agent'))}
      ${this.period()}`;
  }

  entry({ at, account, outcome, degradedReason, question, answer, language, feedback }) {
    return html`
      <div class="head">
        <span class="kind">${account}</span>
        <span class="badge ${outcome === 'answered' ? '' : 'notice'}">${text(`lead.outcome.${outcome}`)}</span>
        ${degradedReason ? html`<span class="badge notice">${text(`lead.degraded.${degradedReason}`)}</span>` : nothing}
        ${feedback?.rating
          ? html`<span class="badge ${feedback.rating === 'up' ? 'good' : 'alert'}">${text(`lead.feedback.${feedback.rating}`)}</span>`
          : nothing}
        <span class="when muted small">${dayAndTime(at)}</span>
      </div>
      <p class="question" lang=${language}>${question}</p>
      <p class="answer" lang=${language}>${answer}</p>
      ${said(feedback)}`;
  }
}

function withAll(set, codes) {
  return [['', text('lead.all')], ...codes.map((code) => [code, text(`${set}.${code}`)])];
}

function said(feedback) {
  const key = `lead.reason.${feedback?.reason}`;
  const words = [hasText(key) ? text(key) : '', feedback?.comment ?? ''].filter(Boolean);
  return words.length ? html`<p class="small muted">${text('lead.said', { words: words.join(': ') })}</p>` : nothing;
}

customElements.define('rewards-lead-conversations', LeadConversations);
