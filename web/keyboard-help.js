/** The keys of the sidebar, and the list of them that `?` opens. */

import { css, html } from './vendor/lit.js';
import { text } from './locales/index.js';

/** What each key does. A single key works while the focus is in the sidebar and nobody is typing (WCAG 2.1.4). */
const ACTIONS = new Map([
  ['/', 'question'], ['n', 'new'], ['h', 'history'], ['s', 'summary'], ['p', 'print'], ['?', 'keys'],
]);

const LISTED = [
  [['Enter'], 'send'], [['Shift', 'Enter'], 'newLine'], [['Esc'], 'stop'], [['←', '→'], 'group'],
  ...[...ACTIONS].map(([key, action]) => [[key.toUpperCase()], action]),
];

/**
 * @param {KeyboardEvent} event
 * @returns {string | null} the action that a key press stands for; null while somebody types, and for every other key
 */
export function actionOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return null;
  if (event.defaultPrevented || isTyping(event.composedPath()[0])) return null;
  return ACTIONS.get(keyOf(event)) ?? null;
}

/** On a keyboard of another script, such as Devanagari, the place of a letter counts. Letters count without Shift. */
function keyOf({ key, code, shiftKey }) {
  const place = /^Key([A-Z])$/.exec(code ?? '')?.[1];
  const letter = /^[A-Za-z]$/.test(key) ? key : place;
  if (!letter || ACTIONS.has(key)) return key;
  return shiftKey ? '' : letter.toLowerCase();
}

function isTyping(target) {
  return target instanceof Element && (target.matches('input, textarea, select') || target.isContentEditable);
}

export const keyboardStyles = css`
  .keys { display: grid; gap: 0.5rem; grid-template-columns: auto minmax(0, 1fr); align-items: baseline; }
  .keys dt { display: flex; gap: 0.25rem; }
  kbd {
    min-width: 1.5rem; padding: 0 0.375rem; border: 1px solid var(--rw-edge); border-radius: 0.25rem; text-align: center;
    font: inherit; font-size: 0.8125rem; background: var(--rw-sunken);
  }
`;

/** @returns the list of keys */
export function keyboardHelp() {
  return html`<dl class="keys">${LISTED.map(([keys, action]) => html`
      <dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${text(`keys.${action}`)}</dd>`)}
    </dl>
    <p class="muted small">${text('keys.where')}</p>`;
}
