/** The layout of a turn. */

import { css } from './vendor/lit.js';

export const turnStyles = css`
  :host { display: block; min-width: 0; }
  .turn { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.625rem; min-width: 0; align-content: start; }
  .question {
    justify-self: end; max-width: 92%; padding: 0.5rem 0.75rem; border-radius: 0.875rem 0.875rem 0.25rem 0.875rem;
    background: var(--rw-accent-soft); white-space: pre-wrap; overflow-wrap: anywhere;
  }
  .editing .question { outline: 2px dashed var(--rw-accent); outline-offset: 2px; }
  .meta { font-size: 0.75rem; color: var(--rw-muted); }
  .row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between; }
  .problem .small { font-size: 0.75rem; overflow-wrap: anywhere; }
  .problem button, .notice button { color: var(--rw-ink); min-height: 1.75rem; padding-block: 0; font-size: 0.8125rem; }
`;
