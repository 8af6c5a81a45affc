/** `<rewards-message-list>`: the turns of a conversation: facts first, then the text; errors as messages. */

import { LitElement, css, html, nothing, repeat } from './vendor/lit.js';
import { answerStyles, answerText } from './answer-text.js';
import './cashback-card.js';
import { dayAndTime } from './format.js';
import { LocaleController, text } from './locales/index.js';
import { nextQuestions, nextStyles } from './next-questions.js';
import { positionsOfTurn } from './position.js';
import './reply-draft.js';
import { problemWords } from './service.js';
import { controls } from './styles.js';
import { gapSentences, isOutdated, outcomeWords, toolStatusWords, toolWords } from './words.js';

const CARDS_SHOWN = 4;

/** The name of the offline selector, in the `model` of an answer. */
const OFFLINE_MODEL = 'offline';

export class MessageList extends LitElement {
  static properties = { turns: { attribute: false }, reveal: { attribute: false } };

  static styles = [controls, answerStyles, nextStyles, css`
    :host { display: grid; gap: 1.25rem; }
    .turn { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.625rem; min-width: 0; }
    .question {
      justify-self: end; max-width: 92%; padding: 0.5rem 0.75rem; border-radius: 0.875rem 0.875rem 0.25rem 0.875rem;
      background: var(--rw-accent-soft); white-space: pre-wrap; overflow-wrap: anywhere;
    }
    .steps { display: grid; gap: 0.125rem; font-size: 0.8125rem; color: var(--rw-muted); }
    .steps li { display: flex; gap: 0.5rem; align-items: baseline; }
    .mark { flex: none; width: 0.875rem; text-align: center; color: var(--rw-granted); }
    .mark.gap { color: var(--rw-notice); }
    .spinner {
      align-self: center; flex: none; width: 0.75rem; height: 0.75rem; margin: 0 0.0625rem; border-radius: 50%;
      border: 2px solid var(--rw-line); border-top-color: var(--rw-accent); animation: turn 0.8s linear infinite;
    }
    @keyframes turn { to { transform: rotate(1turn); } }
    .order { font-size: 0.8125rem; font-weight: 600; overflow-wrap: anywhere; }
    .order + * { margin-top: -0.25rem; }
    details { display: grid; gap: 0.625rem; }
    details > rewards-cashback-card, details > .order { margin-top: 0.625rem; }
    summary { cursor: pointer; color: var(--rw-accent); min-height: 1.5rem; }
    .meta { font-size: 0.75rem; color: var(--rw-muted); }
    .row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between; }
    .problem .small { font-size: 0.75rem; overflow-wrap: anywhere; }
    .problem button { color: var(--rw-ink); }
  `];

  constructor() {
    super();
    new LocaleController(this);
  }

  /** @returns {HTMLElement | null} what has to stay in view of the last turn: its facts, or its question until then */
  get anchor() {
    const newest = this.renderRoot.querySelector('.turn:last-of-type');
    return newest?.querySelector('.partial, .turn > .order') ?? newest;
  }

  render() {
    return html`${repeat(this.turns, ({ key }) => key, (turn) => this.#turn(turn))}`;
  }

  #turn(turn) {
    const gaps = gapSentences(turn.sources);
    return html`<section class="turn" data-state=${turn.state} aria-label=${text('turn.label')}>
      <div class="question"><span class="visually-hidden">${text('turn.asked')} </span>${turn.question}</div>
      ${this.#steps(turn)}
      ${gaps.length ? html`<div class="notice partial">${gaps.map((gap) => html`<p>${gap}</p>`)}</div>` : nothing}
      ${isOutdated(turn.sources) ? asOf(turn.facts) : nothing}
      ${this.#cards(turn)}
      ${this.#prose(turn)}
      ${turn.answer?.replyDraft
        ? html`<rewards-reply-draft .text=${turn.answer.replyDraft}></rewards-reply-draft>` : nothing}
      ${turn.answer ? meta(turn.answer) : nothing}
      ${turn.answer && turn === this.turns.at(-1) ? nextQuestions(turn.answer, this.#ask) : nothing}
      ${turn.state === 'stopped' ? this.#stopped(turn) : nothing}
      ${turn.problem ? this.#problem(turn) : nothing}
    </section>`;
  }

  /** Where the answer asks which order is meant, its question comes first and the cards are collapsed. */
  #cards(turn) {
    const orders = positionsOfTurn(turn);
    const cards = orders.map((order) => orderCards(order, this.#revealOf(turn)));
    return turn.answer?.choices?.length
      ? html`<details class="found"><summary>${text('turn.found', { count: orders.length })}</summary>${cards}</details>`
      : cards;
  }

  /** A number can be requested once the turn is stored: the service looks for its fact there. */
  #revealOf({ answer }) {
    if (!this.reveal || !answer || answer.kept === false) return null;
    return (factId) => this.reveal(answer.conversationId, factId);
  }

  #steps({ steps, state, text: answered }) {
    const isWaiting = state === 'streaming' && !answered && steps.every(({ status }) => status !== null);
    if (!steps.length && !isWaiting) return nothing;
    return html`<ul class="steps">
      ${steps.map((step) => stepLine(step, state))}
      ${isWaiting ? html`<li><span class="spinner"></span>${text(steps.length ? 'turn.preparing' : 'turn.thinking')}</li>`
        : nothing}
    </ul>`;
  }

  #prose({ text: answered, answer, facts, state }) {
    if (!answered) return nothing;
    return answerText({ text: answered, figures: answer?.figures ?? [], facts, isStreaming: state === 'streaming' });
  }

  #stopped(turn) {
    return html`<div class="row small muted"><span>${text('turn.stopped')}</span>
      <button type="button" @click=${() => this.#retry(turn)}>${text('turn.askAgain')}</button></div>`;
  }

  #problem(turn) {
    const { code, requestId } = turn.problem;
    return html`<div class="problem row">
      <div>
        <p>${problemWords(turn.problem)}</p>
        <p class="small">${code}${requestId ? html` · ${text('common.request')} <span class="mono">${requestId}</span>` : nothing}</p>
      </div>
      <button type="button" @click=${() => this.#retry(turn)}>${text('common.retry')}</button>
    </div>`;
  }

  #ask = (question) => {
    this.dispatchEvent(new CustomEvent('ask-next', { detail: question }));
  };

  #retry(turn) {
    this.dispatchEvent(new CustomEvent('retry-turn', { detail: turn }));
  }
}

function stepLine({ name, arguments: given, status, latencyMs }, state) {
  const words = toolWords(name, given, { isDone: status !== null });
  if (status === null) {
    const sign = state === 'streaming' ? html`<span class="spinner"></span>` : html`<span class="mark gap">–</span>`;
    return html`<li>${sign}<span>${words}</span></li>`;
  }
  const remark = toolStatusWords(status);
  const isGap = status !== 'ok';
  const took = `${Math.max(1, Math.round(latencyMs))} ms`;
  return html`<li title=${took}><span class="mark ${isGap ? 'gap' : ''}" aria-hidden="true">${isGap ? '!' : '✓'}</span>
    <span>${words}${remark ? `: ${remark}` : ''}</span></li>`;
}

function orderCards({ order, positions }, reveal) {
  const card = (position) => html`<rewards-cashback-card .position=${position} .reveal=${reveal}
    ></rewards-cashback-card>`;
  const more = positions.slice(CARDS_SHOWN);
  return html`<div class="order"><span class="muted">${text('turn.order')}</span> ${order}</div>
    ${positions.slice(0, CARDS_SHOWN).map(card)}
    ${more.length ? html`<details><summary>${text('turn.more', { count: more.length })}</summary>${more.map(card)}</details>` : nothing}`;
}

function meta({ outcome, degraded, model, kept }) {
  const isOffline = model === OFFLINE_MODEL;
  const remarks = [outcomeWords(outcome), isOffline ? text('turn.offline') : text('turn.model', { model }),
    degraded && !isOffline && text('turn.degraded'), kept === false && text('turn.notSaved')];
  return html`<p class="meta">${remarks.filter(Boolean).join(' · ')}</p>`;
}

customElements.define('rewards-message-list', MessageList);

/** @returns a muted line with the time of the oldest record; nothing without a dated fact */
function asOf(facts) {
  const times = [...facts.values()].map((fact) => fact.asOf).filter(Boolean).sort((a, b) => new Date(a) - new Date(b));
  return times.length ? html`<p class="muted small as-of">${text('common.asOf', { when: dayAndTime(times[0]) })}</p>` : nothing;
}
