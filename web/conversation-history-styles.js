/** The layout of the history of conversations: rows with a title, and the actions of the one that is opened. */

import { css } from './vendor/lit.js';

export const historyStyles = css`
  :host { display: grid; gap: 0.75rem; align-content: start; }
  .row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between; }
  .list { display: grid; }
  li {
    display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.25rem; align-items: center;
    border-top: 1px solid var(--rw-line); padding-block: 0.25rem;
  }
  li[data-current] { box-shadow: inset 3px 0 var(--rw-accent); }
  .open {
    display: grid; gap: 0.125rem; padding: 0.375rem 0.5rem; border-color: transparent; background: transparent;
    text-align: start;
  }
  .open:hover { background: var(--rw-accent-soft); }
  .title { font-weight: 500; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical;
    -webkit-line-clamp: 2; overflow: hidden; }
  .when { font-size: 0.75rem; }
  .toggle { min-width: 2rem; font-weight: 700; }
  .actions {
    grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 0.375rem; align-items: center; padding: 0.25rem 0.5rem 0.5rem;
  }
  .actions button { font-size: 0.8125rem; min-height: 1.75rem; padding-block: 0; }
  .grow { flex: 1 1 10rem; }
  .danger { color: var(--rw-alert); border-color: var(--rw-alert); }
  .more { justify-self: start; }
  .problem button { color: var(--rw-ink); }
  .skeleton { display: grid; gap: 0.75rem; }
  .skeleton span { height: 2.5rem; border-radius: 0.5rem; background: var(--rw-sunken); }
`;
