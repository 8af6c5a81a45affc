/** The stacked bar of a cashback position. SVG widths are attributes, so no inline style is needed. */

import { css, html, svg } from './vendor/lit.js';
import { money } from './format.js';
import { text } from './locales/index.js';
import { segments } from './position.js';

export const barStyles = css`
  .bar { display: block; width: 100%; height: 0.875rem; border-radius: 0.4375rem; border: 1px solid var(--rw-edge); }
  .bar .granted, .dot.granted { fill: var(--rw-granted); background: var(--rw-granted); }
  .bar .pending, .dot.pending { fill: var(--rw-pending); background: var(--rw-pending); }
  .bar .remaining, .dot.remaining { fill: var(--rw-due); background: var(--rw-due); }
  .bar .closed, .dot.closed { fill: var(--rw-closed); background: var(--rw-closed); }
  .bar .overIssued, .dot.overIssued { fill: var(--rw-alert); background: var(--rw-alert); }
  .bar .ground { fill: var(--rw-sunken); }
  .bar .hatch { stroke: var(--rw-edge); stroke-width: 2; }
  .dot {
    display: inline-block; width: 0.625rem; height: 0.625rem; border-radius: 0.1875rem; margin-inline-end: 0.375rem;
    border: 1px solid var(--rw-edge);
  }
  .dot.unknown {
    background: repeating-linear-gradient(45deg, var(--rw-edge) 0 1px, var(--rw-sunken) 1px 4px);
  }
  @media (forced-colors: active) { .bar, .dot { forced-color-adjust: none; } }
`;

/** @returns the bar, with its values in words for screen readers */
export function cashbackBar(amounts) {
  let from = 0;
  const parts = segments(amounts).map(({ kind, share }) => {
    const part = svg`<rect class=${kind} x="${from * 100}%" width="${share * 100}%" height="100%"
      fill=${kind === 'unknown' ? 'url(#unknown)' : 'currentColor'}></rect>`;
    from += share;
    return part;
  });
  return html`<svg class="bar" role="img" aria-label=${inWords(amounts)} preserveAspectRatio="none">
    <defs>
      <pattern id="unknown" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="ground" width="7" height="7"></rect><line class="hatch" y2="7"></line>
      </pattern>
    </defs>
    ${parts}
  </svg>`;
}

function inWords({ promised, granted, remaining, overIssued }) {
  const say = (amount) => (amount ? money(amount) : text('common.notKnown'));
  const over = overIssued?.amountMinor ? text('bar.excess', { amount: money(overIssued) }) : '';
  const position = { promised: say(promised), granted: say(granted), remaining: say(remaining) };
  return text('bar.position', position) + over;
}
