/**
 * The styles that all elements share. Colours and sizes are custom properties set on the outermost element and
 * inherited by everything inside; an embedding page may override them. Each colour has a light and a dark value; the
 * `theme` of the element decides between them, and without one the viewer's setting. Every text colour has a contrast of
 * 4.5:1 on every surface it is used on, every meaningful edge 3:1, in both schemes.
 */

import { css } from './vendor/lit.js';

const fonts = css`system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'Noto Sans Devanagari',
  'Kohinoor Devanagari', 'Nirmala UI', sans-serif`;

export const tokens = css`
  :host {
    all: initial; /* of what an element inherits from the page, only custom properties and the direction remain */
    color-scheme: light dark;
    --rw-font: ${fonts};
    --rw-surface: light-dark(#ffffff, #141a20);
    --rw-sunken: light-dark(#f4f6f8, #0e1318);
    --rw-raised: light-dark(#ffffff, #1b232b);
    --rw-ink: light-dark(#17212b, #e6ebf0);
    --rw-muted: light-dark(#52606d, #a3b0bd);
    --rw-line: light-dark(#dce2e8, #2d3843);
    --rw-edge: light-dark(#7b8794, #728090);
    --rw-accent: light-dark(#155fb0, #82b7f2);
    --rw-accent-ink: light-dark(#ffffff, #0b1824);
    --rw-accent-soft: light-dark(#e8f1fb, #1b2f45);
    --rw-granted: light-dark(#0d7a5f, #4cc3a0);
    --rw-granted-soft: light-dark(#e3f4ee, #15332b);
    --rw-due: light-dark(#b9ded2, #24483d);
    --rw-pending: light-dark(#6fb8a2, #337a66);
    --rw-closed: light-dark(#c3cad2, #46525e);
    --rw-alert: light-dark(#b42318, #ff9d92);
    --rw-alert-soft: light-dark(#fdecea, #40211e);
    --rw-notice: light-dark(#7a4d05, #f0cd84);
    --rw-notice-soft: light-dark(#fdf3dc, #332912);
    --rw-notice-line: light-dark(#e6c673, #66531f);
    --rw-shadow: 0 1px 2px light-dark(rgb(23 33 43 / 6%), transparent);
    font: 400 0.875rem/1.45 var(--rw-font);
    color: var(--rw-ink);
    background: var(--rw-surface);
  }

  :host([theme='light']) { color-scheme: light; }
  :host([theme='dark']) { color-scheme: dark; }
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
