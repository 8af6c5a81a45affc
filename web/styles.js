/**
 * The styles that all elements share. Colours and sizes are custom properties set on the outermost element and
 * inherited by everything inside; an embedding page may override them. Every text colour has a contrast of 4.5:1 on every surface
 * it is used on, every meaningful edge 3:1, in both schemes.
 */

import { css } from './vendor/lit.js';

const fonts = css`system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'Noto Sans Devanagari',
  'Kohinoor Devanagari', 'Nirmala UI', sans-serif`;

export const tokens = css`
  :host {
    color-scheme: light dark;
    --rw-font: ${fonts};
    --rw-surface: #ffffff;
    --rw-sunken: #f4f6f8;
    --rw-raised: #ffffff;
    --rw-ink: #17212b;
    --rw-muted: #52606d;
    --rw-line: #dce2e8;
    --rw-edge: #7b8794;
    --rw-accent: #155fb0;
    --rw-accent-ink: #ffffff;
    --rw-accent-soft: #e8f1fb;
    --rw-granted: #0d7a5f;
    --rw-granted-soft: #e3f4ee;
    --rw-due: #b9ded2;
    --rw-pending: #6fb8a2;
    --rw-closed: #c3cad2;
    --rw-alert: #b42318;
    --rw-alert-soft: #fdecea;
    --rw-notice: #7a4d05;
    --rw-notice-soft: #fdf3dc;
    --rw-notice-line: #e6c673;
    --rw-shadow: 0 1px 2px rgb(23 33 43 / 6%);
    font: 400 0.875rem/1.45 var(--rw-font);
    color: var(--rw-ink);
    background: var(--rw-surface);
  }

  @media (prefers-color-scheme: dark) {
    :host {
      --rw-surface: #141a20;
      --rw-sunken: #0e1318;
      --rw-raised: #1b232b;
      --rw-ink: #e6ebf0;
      --rw-muted: #a3b0bd;
      --rw-line: #2d3843;
      --rw-edge: #728090;
      --rw-accent: #82b7f2;
      --rw-accent-ink: #0b1824;
      --rw-accent-soft: #1b2f45;
      --rw-granted: #4cc3a0;
      --rw-granted-soft: #15332b;
      --rw-due: #24483d;
      --rw-pending: #337a66;
      --rw-closed: #46525e;
      --rw-alert: #ff9d92;
      --rw-alert-soft: #40211e;
      --rw-notice: #f0cd84;
      --rw-notice-soft: #332912;
      --rw-notice-line: #66531f;
      --rw-shadow: none;
    }
  }
`;

export const controls = css`
  *, *::before, *::after { box-sizing: border-box; }
  :host([hidden]), [hidden] { display: none !important; }
  h2, h3, h4, p, ul, ol, dl, dd, table { margin: 0; padding: 0; font-size: inherit; }
  ul, ol { list-style: none; }
  button, input, select, textarea { font: inherit; color: inherit; }

  button {
    min-height: 2rem; padding: 0.25rem 0.75rem; border: 1px solid var(--rw-line); border-radius: 0.5rem;
    background: var(--rw-raised); cursor: pointer;
  }
  button:hover:not(:disabled) { border-color: var(--rw-edge); }
  button:disabled { color: var(--rw-muted); cursor: default; }
  button.primary {
    border-color: transparent; background: var(--rw-accent); color: var(--rw-accent-ink); font-weight: 600;
  }
  button.primary:hover:not(:disabled) { border-color: transparent; filter: brightness(0.93); }
  button.primary:disabled { background: var(--rw-sunken); border-color: var(--rw-line); color: var(--rw-muted); }
  button.quiet { border-color: transparent; background: transparent; color: var(--rw-accent); padding-inline: 0.5rem; }

  input, select, textarea {
    width: 100%; min-height: 2.25rem; padding: 0.375rem 0.625rem; border: 1px solid var(--rw-edge);
    border-radius: 0.5rem; background: var(--rw-raised);
  }
  ::placeholder { color: var(--rw-muted); opacity: 1; }
  :focus-visible { outline: 2px solid var(--rw-accent); outline-offset: 2px; }
  input:focus-visible, select:focus-visible, textarea:focus-visible { outline-offset: -1px; }

  .visually-hidden {
    position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
    white-space: nowrap;
  }
  .muted { color: var(--rw-muted); }
  .small { font-size: 0.8125rem; }
  .mono { font-family: ui-monospace, 'Cascadia Mono', 'Liberation Mono', monospace; font-size: 0.92em; }
  .nowrap { white-space: nowrap; }
  .amount { font-variant-numeric: tabular-nums; white-space: nowrap; }

  .notice, .problem {
    padding: 0.5rem 0.75rem; border-radius: 0.5rem; border: 1px solid var(--rw-notice-line);
    background: var(--rw-notice-soft); color: var(--rw-notice); font-size: 0.8125rem;
  }
  .problem { border-color: var(--rw-alert); background: var(--rw-alert-soft); color: var(--rw-alert); }

  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { animation: none !important; transition: none !important; }
  }
`;
