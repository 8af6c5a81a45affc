/** What the viewer sees when the page has no token for them: why, and a button that asks the page to sign them in. */

import { css, html } from './vendor/lit.js';
import { text } from './locales/index.js';

export const signInStyles = css`
  .sign-in {
    display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between;
    margin: 0 0.75rem 0.75rem;
  }
  .sign-in button { color: var(--rw-ink); }
`;

const REASONS = {
  signInRequired: 'signIn.required',
  signInTimedOut: 'signIn.timedOut',
  signInFailed: 'signIn.failed',
};

/**
 * @param {string} code of the problem that signing in would solve
 * @param {() => void} signIn called when the viewer asks for it
 */
export function signInNotice(code, signIn) {
  return html`<div class="notice sign-in" part="sign-in">
    <span>${text(REASONS[code] ?? 'signIn.ended')}</span>
    <button type="button" @click=${signIn}>${text('signIn.button')}</button>
  </div>`;
}
