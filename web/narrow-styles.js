/**
 * The layout where fewer than some fifteen characters of a heading fit beside each other: 320 pixels at twice the text
 * size. The sidebar is the container that decides, also for the shadow trees in it.
 */

import { css } from './vendor/lit.js';

export const narrowContainer = css`
  :host { container: rewards-sidebar / inline-size; }
  @container rewards-sidebar (max-width: 15rem) {
    header { padding-inline: 0.5rem; gap: 0 0.5rem; }
    .log { padding: 0.5rem; }
  }
`;

/** Of the form with the question: the button below the text, and a placeholder that takes one line. */
export const narrowQuestion = css`
  @container rewards-sidebar (max-width: 15rem) {
    :host form { grid-template-columns: minmax(0, 1fr); padding: 0.5rem; }
    .hint { display: none; }
    textarea { max-height: 5rem; }
    textarea:placeholder-shown { field-sizing: fixed; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
  }
`;

/** Of a table: the cells of a row one behind the other. */
export const narrowTable = css`
  @container rewards-sidebar (max-width: 15rem) {
    table, tbody { display: block; }
    tr { display: flex; flex-wrap: wrap; gap: 0 0.5rem; }
    td, td:last-child { padding: 0; text-align: start; }
  }
`;

/** Of a card: one figure a line. */
export const narrowCard = css`
  article { grid-template-columns: minmax(0, 1fr); }
  @container rewards-sidebar (max-width: 15rem) {
    article { padding: 0.5rem; }
    .headline { grid-template-columns: minmax(0, 1fr); }
    .headline > div { display: flex; justify-content: space-between; align-items: baseline; flex-wrap: wrap; }
    .chip, td.nowrap, .amount { white-space: normal; overflow-wrap: anywhere; }
    .items li { grid-template-columns: minmax(0, 1fr); }
  }
`;
