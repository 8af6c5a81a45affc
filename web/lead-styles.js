/** The layout that the lead views share: a form of filters, a list below it. */

import { css } from './vendor/lit.js';

export const leadStyles = css`
  :host { display: block; min-width: 0; }
  form { display: flex; flex-wrap: wrap; gap: 0.625rem; align-items: flex-end; padding: 1rem 1.25rem; }
  .field { display: grid; gap: 0.1875rem; flex: 1 1 9rem; min-width: 0; max-width: 18rem; }
  .field label { font-size: 0.75rem; color: var(--rw-muted); }
  form button { min-height: 2.25rem; }

  .results { display: grid; gap: 0.75rem; padding: 0.25rem 1.25rem 1.5rem; }
  .entries { display: grid; gap: 0.5rem; }
  .entry {
    display: grid; gap: 0.25rem; padding: 0.625rem 0.75rem; border: 1px solid var(--rw-line); border-radius: 0.625rem;
    background: var(--rw-raised); overflow-wrap: anywhere;
  }
  .head { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: baseline; }
  .head .when { margin-inline-start: auto; }
  .kind { font-weight: 600; }
  .badge { padding: 0 0.5rem; border-radius: 1rem; font-size: 0.75rem; background: var(--rw-sunken); }
  .badge.alert { background: var(--rw-alert-soft); color: var(--rw-alert); }
  .badge.notice { background: var(--rw-notice-soft); color: var(--rw-notice); border: 0; }
  .badge.good { background: var(--rw-granted-soft); color: var(--rw-granted); }
  .facts { display: flex; flex-wrap: wrap; gap: 0.125rem 1rem; align-items: center; }
  .facts button { min-height: 1.5rem; padding-block: 0; margin-inline-start: -0.5rem; }
  .question { font-weight: 600; }
  .answer { white-space: pre-line; }
  .row { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; justify-content: space-between; }
  .problem button { color: var(--rw-ink); }
  .more { justify-self: center; }
`;
