/** `<rewards-message-list>`: the turns of a conversation, oldest first. */

import { LitElement, css, html, repeat } from './vendor/lit.js';
import { shownBefore } from './shown-before.js';
import { controls } from './styles.js';
import './turn-view.js';

export class MessageList extends LitElement {
  static properties = {
    turns: { attribute: false }, actions: { attribute: false }, reveal: { attribute: false },
    edited: { attribute: false },
  };

  static styles = [controls, css`
    :host { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
    /* The newest turn fills the view from the start, so that its question stays at the top while the answer grows. */
    rewards-turn:last-of-type { min-height: calc(100cqh - 2rem); }
  `];

  /** @returns {HTMLElement | null} what has to stay in view of the last turn */
  get anchor() {
    return this.renderRoot.querySelector('rewards-turn:last-of-type')?.anchor ?? null;
  }

  render() {
    const last = this.turns.at(-1);
    return html`${repeat(this.turns, ({ key }) => key, (turn) => html`<rewards-turn .turn=${turn}
      .isShownBefore=${shownBefore(this.turns, turn)} .actions=${this.actions} .reveal=${this.reveal}
      .isLast=${turn === last} .isEditing=${turn.key === this.edited}></rewards-turn>`)}`;
  }
}

customElements.define('rewards-message-list', MessageList);
