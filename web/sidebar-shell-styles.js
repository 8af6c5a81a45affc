/** The layout of what stands around the turns: the tools of the header, the panels over the sidebar, the paper. */

import { css } from './vendor/lit.js';
import { keyboardStyles } from './keyboard-help.js';
import { printedStyles } from './printed-conversation.js';
import { toolStyles } from './shell-tools.js';

export const shellStyles = [toolStyles, keyboardStyles, printedStyles, css`
  .shell-panel {
    position: absolute; inset: 0; z-index: 1; display: grid; grid-template-rows: auto minmax(0, 1fr);
    background: var(--rw-surface);
  }
  .shell-panel .inside { overflow-y: auto; overscroll-behavior: contain; padding: 1rem; display: grid; gap: 1rem;
    align-content: start; }
  .close { min-width: 2rem; }
  .restoring { margin-bottom: 0.75rem; }
  .restoring button { margin-top: 0.375rem; color: var(--rw-ink); }
  .welcome rewards-case-summary { margin-bottom: 1rem; }

  @media print {
    :host { display: block; height: auto; min-height: 0; overflow: visible; background: #fff; color: #000; }
    .log { overflow: visible; padding: 0; }
    .tools, header button, .composer, .shell-panel { display: none; }
    :host([data-printing]) :is(header, .log) { display: none; }
  }
`];
