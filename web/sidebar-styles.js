/** The layout of the sidebar: a scrolling log between a fixed header and composer. */

import { css } from './vendor/lit.js';

export const sidebarStyles = css`
  :host {
    display: grid; grid-template: auto minmax(0, 1fr) auto auto / minmax(0, 1fr); position: relative; height: 100%;
    min-height: min(24rem, 100dvh); min-width: 0; overflow: hidden;
  }
  header {
    display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem; min-height: 3rem;
    padding: 0.25rem 0.5rem 0.25rem 1rem; border-bottom: 1px solid var(--rw-line);
  }
  h2 {
    flex: 1 1 6rem; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 0.9375rem;
    font-weight: 600;
  }
  header button { flex: none; }

  .log { container-type: size; overflow-y: auto; overscroll-behavior: contain; padding: 1rem; }
  .log:focus-visible { outline-offset: -3px; }
  .welcome { display: grid; gap: 0.375rem; padding-block: 0.5rem; }
  .lead { font-size: 1rem; font-weight: 600; line-height: 1.35; text-wrap: balance; }
  .welcome ul { display: grid; gap: 0.5rem; margin-top: 0.875rem; }
  .suggestion {
    width: 100%; padding: 0.625rem 0.75rem; border-radius: 0.75rem; text-align: start; line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .suggestion:hover { background: var(--rw-accent-soft); }

  .composer { position: relative; }
  .more {
    position: absolute; inset: -2.625rem 0.75rem auto auto; width: 2rem; padding: 0; border-color: var(--rw-edge);
    border-radius: 50%; box-shadow: 0 2px 8px rgb(0 0 0 / 15%);
  }
`;
