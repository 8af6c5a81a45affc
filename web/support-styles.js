/** The layout of the support tool: one form, its results below. */

import { css } from './vendor/lit.js';

export const supportStyles = css`
  :host { display: block; min-width: 0; }
  .bar { display: flex; align-items: center; min-height: 3rem; padding: 0.25rem 1.25rem; }
  .bar { border-bottom: 1px solid var(--rw-line); }
  h2 { font-size: 0.9375rem; font-weight: 600; }
  form { display: grid; gap: 0.75rem; padding: 1rem 1.25rem; }

  .by { display: inline-flex; justify-self: start; margin: 0; padding: 0.1875rem; border: 0; border-radius: 0.625rem; }
  .by { background: var(--rw-sunken); }
  .by label { position: relative; cursor: pointer; }
  .by input { position: absolute; inset: 0; width: 100%; min-height: 0; margin: 0; opacity: 0; cursor: pointer; }
  .by span { display: block; padding: 0.25rem 0.75rem; border-radius: 0.4375rem; font-size: 0.8125rem; }
  .by input:checked + span { background: var(--rw-raised); font-weight: 600; box-shadow: 0 0 0 1px var(--rw-line); }
  .by input:focus-visible + span { outline: 2px solid var(--rw-accent); outline-offset: 1px; }

  .fields { display: flex; flex-wrap: wrap; gap: 0.625rem; align-items: flex-end; }
  .field { display: grid; gap: 0.1875rem; flex: 1 1 8.5rem; min-width: 0; }
  .field.order { flex: 1 1 16rem; max-width: 26rem; }
  .field label { font-size: 0.75rem; color: var(--rw-muted); }
  .fields .primary { min-height: 2.25rem; padding-inline: 1.25rem; }
  [aria-invalid='true'] { border-color: var(--rw-alert); }
  .field-error { color: var(--rw-alert); font-size: 0.8125rem; }

  .results { display: grid; gap: 1.5rem; padding: 0.25rem 1.25rem 1.5rem; }
  .empty { display: grid; gap: 0.75rem; justify-items: start; padding-block: 0.5rem; }
  .row { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; justify-content: space-between; }
  .problem button { color: var(--rw-ink); }
  .code { font-size: 0.75rem; overflow-wrap: anywhere; }
  .updated { justify-self: start; padding: 0.125rem 0.625rem; border-radius: 1rem; font-size: 0.8125rem; }
  .updated { background: var(--rw-accent-soft); color: var(--rw-ink); }
  .more { justify-self: center; }
`;
