/**
 * `<rewards-benefit-timeline>`: what happened to one benefit, as a line of time with a table behind it.
 *
 * Every kind of step has a shape, so colour says nothing that the shape does not. Sizes are shares of the width and
 * attributes of the SVG: no inline style, and the same picture at 280 pixels as on a wide screen.
 */

import { LitElement, css, html, nothing, svg } from './vendor/lit.js';
import { countsOf, isTelling, placesOf, stepsOf } from './benefit-history.js';
import { day, dayAndTime, lastFour, money } from './format.js';
import { LocaleController, text } from './locales/index.js';
import { narrowTable } from './narrow-styles.js';
import { controls } from './styles.js';

/** Shapes around the origin, 10 units wide. */
const SHAPES = {
  promised: 'M0,-5V5', reserved: 'M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0', issued: 'M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0',
  recorded: 'M-4,-4h8v8h-8z', failed: 'M-4,-4L4,4M-4,4L4,-4', reversed: 'M4,-4L-4,0L4,4z',
  cancelled: 'M-4,-4h8v8h-8z', expired: 'M0,-5L5,0L0,5L-5,0z',
};
const LANE = 13;
const INSET = 4; // per cent of the width, on both sides

export class BenefitTimeline extends LitElement {
  static properties = { position: { attribute: false }, isTabStop: { type: Boolean } };

  static styles = [controls, css`
    :host { display: block; font-size: 0.8125rem; }
    summary { cursor: pointer; min-height: 1.5rem; color: var(--rw-accent); }
    summary .gist { color: var(--rw-muted); }
    .line { display: block; width: 100%; margin-block: 0.25rem; overflow: visible; }
    .sign { width: 0.875rem; height: 0.875rem; margin-inline-end: 0.375rem; vertical-align: -0.125rem; }
    .axis { stroke: var(--rw-edge); }
    path { fill: none; stroke: var(--rw-muted); stroke-width: 2; }
    .reserved { stroke: var(--rw-granted); fill: var(--rw-raised); }
    .issued { fill: var(--rw-granted); stroke: var(--rw-granted); }
    .recorded { stroke-dasharray: 2 1.5; fill: var(--rw-raised); }
    .failed { stroke: var(--rw-alert); }
    .reversed { fill: var(--rw-alert); stroke: var(--rw-alert); }
    .cancelled { fill: var(--rw-muted); }
    .expired { fill: var(--rw-raised); }
    .end { fill: var(--rw-muted); font-size: 0.75rem; }
    table { width: 100%; border-collapse: collapse; }
    td, th { padding: 0.25rem 0.5rem 0.25rem 0; text-align: start; vertical-align: baseline; font-weight: 400; }
    td:last-child, th:last-child { padding-inline-end: 0; text-align: end; }
    tbody tr { border-top: 1px solid var(--rw-line); }
    @media (forced-colors: active) {
      path[class], .axis { stroke: CanvasText; }
      .issued, .reversed, .cancelled { fill: CanvasText; }
      .reserved, .recorded, .expired { fill: Canvas; }
      .end { fill: CanvasText; }
    }
    @media print {
      details::details-content { content-visibility: visible; display: block; }
    }
  `, narrowTable];

  constructor() {
    super();
    this.position = null;
    new LocaleController(this);
    this.isTabStop = true;
  }

  focus(options) {
    this.renderRoot.querySelector('summary')?.focus(options);
  }

  render() {
    if (!this.position) return nothing;
    const steps = stepsOf(this.position);
    if (!isTelling(steps)) return nothing;
    const gist = countsOf(steps).map(({ kind, count }) => text(`timeline.count.${kind}`, { count })).join(', ');
    return html`${line(steps, gist)}
    <details>
      <summary tabindex=${this.isTabStop ? 0 : -1}>${text('timeline.title')} <span class="gist">${gist}</span></summary>
      ${table(steps)}
      ${this.position.leftOut ? html`<p class="muted">${text('timeline.leftOut', { count: this.position.leftOut })}</p>`
        : nothing}
    </details>`;
  }
}

function line(steps, gist) {
  const places = placesOf(steps);
  const lanes = Math.max(...places.map(({ lane }) => lane)) + 1;
  const base = lanes * LANE;
  const [first, last] = [day(places[0].at), day(places.at(-1).at)];
  const label = first === last ? text('timeline.onDay', { gist, day: first })
    : text('timeline.between', { gist, from: first, to: last });
  return html`<svg class="line" role="img" aria-label=${label} height=${base + 22}>
    <line class="axis" x1="0" x2="100%" y1=${base - LANE / 2 + 5} y2=${base - LANE / 2 + 5}></line>
    <g aria-hidden="true">${places.map(({ kind, share, lane }) => svg`
      <svg x="${INSET + share * (100 - 2 * INSET)}%" y=${base - LANE / 2 - lane * LANE + 5} overflow="visible">
        <path class=${kind} d=${SHAPES[kind]}></path>
      </svg>`)}
    </g>
    <text class="end" x="0" y=${base + 18}>${first}</text>
    ${first === last ? nothing : svg`<text class="end" x="100%" y=${base + 18} text-anchor="end">${last}</text>`}
  </svg>`;
}

function table(steps) {
  return html`<table>
    <thead class="visually-hidden"><tr>
      <th scope="col">${text('timeline.column.event')}</th><th scope="col">${text('timeline.column.when')}</th>
      <th scope="col">${text('timeline.column.amount')}</th>
    </tr></thead>
    <tbody>${steps.map(({ kind, at, amount, giftCard }) => html`<tr>
      <td>${sign(kind)}${text(`timeline.kind.${kind}`)}${lastFour(giftCard)
        ? html` <span class="muted nowrap">${lastFour(giftCard)}</span>` : nothing}</td>
      <td title=${at ? dayAndTime(at) : nothing}>${at ? day(at) : text('timeline.undated')}</td>
      <td class="amount">${amount ? money(amount) : kind === 'reserved' ? '' : text('common.notKnown')}</td>
    </tr>`)}</tbody>
  </table>`;
}

function sign(kind) {
  return html`<svg class="sign" viewBox="-7 -7 14 14" aria-hidden="true"><path class=${kind} d=${SHAPES[kind]}></path></svg>`;
}

customElements.define('rewards-benefit-timeline', BenefitTimeline);
