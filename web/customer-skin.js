/** The sidebar as customers see it: larger type, fewer tools, suggested questions, and a button for a person. */

import { css, html, nothing } from './vendor/lit.js';
import { text } from './locales/index.js';

export const customerStyles = css`
  :host([audience='customer']) :is(.log, .composer) { zoom: 1.125; }
  :host([audience='customer']) h2 { font-size: 1.125rem; }
  :host([audience='customer']) rewards-question-box::part(hint) {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  }
  .composer .person {
    justify-self: start; margin: 0 0 0.5rem 0.75rem; min-height: 2rem; padding-inline: 0; color: var(--rw-accent);
  }
  ::slotted([slot='note']) {
    display: block; padding: 0 0.75rem 0.5rem; font-size: 0.8125rem; color: var(--rw-muted);
  }
`;

/** @returns {string[]} what to ask first, where the page suggests nothing */
export function customerQuestions() {
  return [text('customer.suggestionRest'), text('customer.suggestionWhen'), text('customer.suggestionCards')];
}

/** @returns the button that asks for a person; `ask` receives the question */
export function personButton({ isForCustomers, isDisabled }, ask) {
  if (!isForCustomers) return nothing;
  return html`<button type="button" class="quiet person" part="person" ?disabled=${isDisabled}
    @click=${() => ask(text('customer.askForPerson'))}>${text('customer.person')}</button>`;
}
