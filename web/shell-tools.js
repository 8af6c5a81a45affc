/** The small buttons of the sidebar's header: new conversation, history, summary of the case, print, keys. */

import { css, html, nothing, svg } from './vendor/lit.js';
import { isForCustomers, text } from './locales/index.js';

const ICONS = {
  new: svg`<path d="M10 4v12M4 10h12"></path>`,
  history: svg`<path d="M3.5 10a6.5 6.5 0 1 1 1.9 4.6M3.5 10l-1.4-1.8M3.5 10l2-1.4M10 6.5V10l2.5 1.5"></path>`,
  summary: svg`<path d="M4.5 3h11v14h-11zM7 7h6M7 10h6M7 13h3.5"></path>`,
  print: svg`<path d="M6 7V3h8v4M6 14H3V7h14v7h-3M6 11.5h8V17H6z"></path>`,
  keys: svg`<path d="M7.2 7.2a2.8 2.8 0 1 1 4 2.6c-.8.4-1.2 1-1.2 1.9M10 14.4v.6"></path>`,
};

export const toolStyles = css`
  .tools { display: flex; flex-wrap: wrap; justify-content: end; min-width: 0; margin-inline-start: auto; }
  .tools button { min-width: 2rem; padding: 0.25rem; line-height: 0; color: var(--rw-muted); }
  .tools button:hover:not(:disabled) { color: var(--rw-accent); }
  .tools svg { width: 1.25rem; height: 1.25rem; fill: none; stroke: currentColor; stroke-width: 1.5;
    stroke-linecap: round; stroke-linejoin: round; }
`;

/** @returns the buttons; `run` receives the name of the action */
export function shellTools({ isEmpty, hasSummary }, run) {
  const button = (name, label = text(`panel.${name}`)) => html`<button type="button" class="quiet"
    part=${name === 'new' ? 'tool new-conversation' : 'tool'} aria-label=${label} title=${label} @click=${() => run(name)}><svg viewBox="0 0 20 20"
    aria-hidden="true">${ICONS[name]}</svg></button>`;
  return html`<div class="tools" role="group" aria-label=${text('panel.tools')}>
    ${isEmpty ? nothing : button('new', text('sidebar.newConversation'))}
    ${button('history')}
    ${!isEmpty && hasSummary ? button('summary') : nothing}
    ${isEmpty ? nothing : button('print')}
    ${isForCustomers() ? nothing : button('keys')}
  </div>`;
}
