/** The layout of the summary of a case. */

import { css } from './vendor/lit.js';

export const summaryStyles = css`
  :host { display: block; }
  section { display: grid; gap: 0.625rem; }
  header { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; }
  h3 { font-size: 0.9375rem; font-weight: 600; }
  h4 { font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); margin-bottom: 0.25rem; }
  header button { min-width: 2rem; margin-inline-start: auto; font-size: 1rem; }
  .total { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.5rem; }
  .total dt { font-size: 0.75rem; color: var(--rw-muted); }
  .total dd { font-size: 1rem; font-weight: 600; }
  .total .unknown { font-size: 0.875rem; font-weight: 500; color: var(--rw-muted); }
  .group ul { display: grid; gap: 0.25rem; }
  .group[data-group='action'] h4 { color: var(--rw-alert); }
  .order { display: flex; flex-wrap: wrap; gap: 0 0.75rem; width: 100%; padding: 0.375rem 0.625rem; text-align: start; }
  .order:hover { background: var(--rw-accent-soft); }
  .group[data-group='action'] .order { border-inline-start: 3px solid var(--rw-alert); }
  .id { min-width: 0; font-weight: 600; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  .left { display: grid; justify-items: end; margin-inline-start: auto; font-size: 0.8125rem; }
  .why { flex: 1 1 100%; font-size: 0.75rem; }
  details ul { margin-top: 0.25rem; }
  summary { cursor: pointer; color: var(--rw-accent); min-height: 1.5rem; font-size: 0.8125rem; }
  .skeleton { display: grid; gap: 0.5rem; }
  .skeleton span { height: 2.25rem; border-radius: 0.5rem; background: var(--rw-sunken); }
`;
