/**
 * `<rewards-turn>`: one turn: question, lookups and positions, the answer, the reply, the next step, the cards, and what
 * can be done with the answer. While it streams, content is only ever added at its end: nothing that is being read moves.
 *
 * What the viewer does goes to `actions`, which the sidebar provides: `ask(question)`, `again(turn)`, `edit(turn)`,
 * `startNew(turn)` and `feedback({conversationId, turn, rating, reason, comment, use})`.
 */

import { LitElement, html, nothing } from './vendor/lit.js';
import { answerStyles, answerText } from './answer-text.js';
import { draftsOf } from './draft-variants.js';
import { dayAndTime } from './format.js';
import { LocaleController, isForCustomers, text } from './locales/index.js';
import './next-step.js';
import { choices, nextStyles, suggestions } from './next-questions.js';
import { positionsOfTurn } from './position.js';
import './reply-draft.js';
import { RovingFocus } from './roving-focus.js';
import { problemWords } from './service.js';
import { controls } from './styles.js';
import './turn-actions.js';
import { cards, cardsStyles, splitByNews, unchanged } from './turn-cards.js';
import { awaited, foundRows, leadStyles, steps } from './turn-lead.js';
import { turnStyles } from './turn-styles.js';
import { languageOf } from './turn.js';
import { gapSentences, isOutdated, outcomeWords } from './words.js';

/** The name of the offline selector, in the `model` of an answer. */
const OFFLINE_MODEL = 'offline';
const EMPTY_REPORT = { rating: null, reason: null, comment: null, use: null };
/** How long the records of the last answer pass for current, in milliseconds. */
const CURRENT_FOR_MS = 15 * 60_000;

export class TurnView extends LitElement {
  static properties = {
    turn: { attribute: false }, isShownBefore: { attribute: false }, actions: { attribute: false },
    reveal: { attribute: false }, isLast: { type: Boolean }, isEditing: { type: Boolean }, isAged: { state: true },
  };

  static styles = [controls, turnStyles, leadStyles, answerStyles, cardsStyles, nextStyles];

  #aging = 0;
  #drafts = null;
  #edited = null;
  #figures = new RovingFocus(this, () => [...this.renderRoot.querySelectorAll('.answer rewards-fact')]);
  #records = new RovingFocus(this, () => this.#cards.flatMap((card) => card.controls));
  #next = new RovingFocus(this, () => [...this.renderRoot.querySelectorAll('.next button')]);

  constructor() {
    super();
    new LocaleController(this);
    this.isShownBefore = () => false;
    this.actions = {};
    this.reveal = null;
    this.isLast = false;
    this.isEditing = false;
    this.isAged = false;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#aging);
  }

  willUpdate(changed) {
    if (!changed.has('turn') || this.turn.answer === changed.get('turn')?.answer) return;
    this.isAged = false;
    clearTimeout(this.#aging);
    if (this.turn.answer) this.#aging = setTimeout(() => { this.isAged = true; }, CURRENT_FOR_MS);
  }

  /** @returns {HTMLElement} what has to stay in view: the question, or the facts below one that fills the view */
  get anchor() {
    const section = this.renderRoot.querySelector('.turn');
    const question = section?.querySelector('.question');
    const isLong = question && question.offsetHeight > innerHeight / 4;
    return (isLong && section.querySelector('.found, .partial')) || (section ?? this);
  }

  async updated() {
    await Promise.all(this.#cards.map((card) => card.updateComplete));
    this.#records.refresh(); // a card renders its figures after this element
  }

  get #cards() {
    return [...this.renderRoot.querySelectorAll('rewards-cashback-card')];
  }

  render() {
    const { turn } = this;
    const lang = languageOf(turn);
    return html`<section class="turn ${this.isEditing ? 'editing' : ''}" data-state=${turn.state}
      aria-label=${text('turn.label')}>
      <div class="question"><span class="visually-hidden">${text('turn.asked')} </span><span lang=${lang}
        >${turn.question}</span></div>
      ${steps(turn)}
      ${this.#lead()}
      ${turn.text ? html`<div class="prose" lang=${lang} @keydown=${this.#figures.keydown}
        @focusin=${this.#figures.focusin}>${answerText({
          text: turn.text, figures: turn.answer?.figures ?? [], facts: turn.facts, isStreaming: turn.state === 'streaming',
        })}</div>` : nothing}
      ${turn.state === 'streaming' ? nothing : this.#afterText()}
    </section>`;
  }

  /** What is already known when the text begins; it stays as it was then. */
  #lead() {
    const { turn } = this;
    const { orders, fresh, same } = this.#leadSplit;
    const rows = fresh.flatMap(({ order, positions }) => positions.map((position) => ({ order, position })));
    return html`${foundRows(rows, { hasSeveralOrders: orders.length > 1 })}
      ${rows.length ? nothing : this.#cardGroup(unchanged(same, { reveal: this.#revealOfTurn }))}
      ${this.#gaps()}
      ${awaited(turn, rows.length)}`;
  }

  get #leadSplit() {
    const orders = positionsOfTurn({ ...this.turn, cashback: this.turn.lead ?? this.turn.cashback });
    return { orders, ...splitByNews(orders, this.isShownBefore) };
  }

  /** Sources that did not answer, and the age of an order that was read earlier and had to serve. */
  #gaps() {
    const { sources, facts } = this.turn;
    const gaps = gapSentences(sources);
    const since = isOutdated(sources) ? oldest(facts) : null;
    if (!gaps.length && !since) return nothing;
    return html`<div class="notice row ${gaps.length ? 'partial' : 'stale'}"><div>${gaps.map((gap) => html`<p>${gap}</p>`)}
      ${since ? html`<p class="as-of">${text('common.asOf', { when: dayAndTime(since) })}</p>` : nothing}</div>
      ${this.#lookAgain()}
    </div>`;
  }

  #lookAgain() {
    if (!this.isLast || !this.turn.answer) return nothing;
    return html`<button type="button" @click=${this.#again}>${text('turn.lookAgain')}</button>`;
  }

  #afterText() {
    const { turn } = this;
    return html`${turn.answer ? this.#help(turn.answer) : nothing}
      ${this.#cardList()}
      ${turn.answer && this.isLast ? this.#nextGroup(suggestions(turn.answer, this.actions.ask)) : nothing}
      ${turn.state === 'stopped' || turn.wasStopped ? this.#stopped() : nothing}
      ${turn.problem ? this.#problem() : nothing}
      ${turn.answer ? this.#foot(turn.answer) : nothing}`;
  }

  /** What the viewer needs first after the text: a choice, or the next step and the reply. The step is short: both are in view. */
  #help(answer) {
    const drafts = draftsOf(answer, this.actions.replyLocale);
    const isHolding = gapSentences(answer.sources).length > 0 || answer.outcome === 'unavailable';
    return html`${this.isLast ? this.#nextGroup(choices(answer, this.actions.ask)) : nothing}
      ${answer.nextStep ? html`<rewards-next-step .step=${answer.nextStep} .language=${answer.language}
        .conversationId=${answer.conversationId}></rewards-next-step>` : nothing}
      ${drafts.length ? html`<rewards-reply-draft .drafts=${this.#draftsOnce(answer, drafts)} .isHolding=${isHolding}
        @draft-used=${this.#draftUsed}></rewards-reply-draft>` : nothing}`;
  }

  /** The drafts of an answer as one value, so that edits outlive a new rendering. */
  #draftsOnce(answer, drafts) {
    if (this.#drafts?.answer !== answer) this.#drafts = { answer, drafts };
    return this.#drafts.drafts;
  }

  #nextGroup(content) {
    if (content === nothing) return nothing;
    return html`<div class="next-group" @keydown=${this.#next.keydown} @focusin=${this.#next.focusin}>${content}</div>`;
  }

  #cardList() {
    const { turn } = this;
    const orders = positionsOfTurn(turn);
    const isAsking = Boolean(turn.answer?.choices?.length);
    const { fresh, same } = splitByNews(orders, this.isShownBefore);
    const isFoldedAbove = !this.#leadSplit.fresh.length && this.#leadSplit.same.length > 0;
    const reveal = this.#revealOfTurn;
    if (isAsking) return this.#cardGroup(cards(orders, { reveal, isAsking }));
    return html`${this.#cardGroup(cards(fresh, { reveal, isAsking }))}
      ${isFoldedAbove ? nothing : this.#cardGroup(unchanged(same, { reveal }))}`;
  }

  #cardGroup(content) {
    if (content === nothing) return nothing;
    return html`<div class="cards" @keydown=${this.#records.keydown} @focusin=${this.#records.focusin}>${content}</div>`;
  }

  /** A number can be requested once the turn is stored: the service looks for its fact there. */
  get #revealOfTurn() {
    const { answer } = this.turn;
    if (!this.reveal || !answer || answer.kept === false) return null;
    return (factId) => this.reveal(answer.conversationId, factId);
  }

  #stopped() {
    const isRestored = Boolean(this.turn.answer);
    return html`<div class="row small muted"><span>${text(isRestored ? 'turn.stoppedKept' : 'turn.stopped')}</span>
      ${isRestored ? nothing : html`<button type="button" @click=${this.#again}>${text('turn.askAgain')}</button>`}</div>`;
  }

  #problem() {
    const { code, requestId } = this.turn.problem;
    const isFull = code === 'conversationFull';
    return html`<div class="problem row">
      <div>
        <p>${problemWords(this.turn.problem)}</p>
        <p class="small">${isForCustomers() ? nothing : code}${requestId
          ? html` · ${text('common.request')} <span class="mono">${requestId}</span>` : nothing}</p>
      </div>
      ${isFull
        ? html`<button type="button" @click=${() => this.actions.startNew(this.turn)}>${text('turn.askInNew')}</button>`
        : html`<button type="button" @click=${this.#again}>${text('common.retry')}</button>`}
    </div>`;
  }

  #foot(answer) {
    const since = this.isAged && this.isLast ? oldest(this.turn.facts) : null;
    return html`${since ? html`<div class="notice row aged"><span>${text('turn.aged', { when: dayAndTime(since) })}</span>
        ${this.#lookAgain()}</div>` : nothing}
      <div class="foot">
        <p class="meta">${remarks(answer).join(' · ')}</p>
        <rewards-turn-actions .canRate=${answer.kept !== false} .isLast=${this.isLast} @again=${this.#again}
          @edit=${() => this.actions.edit(this.turn)} @feedback=${({ detail }) => this.#report(detail)}
          ></rewards-turn-actions>
      </div>`;
  }

  #again = () => this.actions.again(this.turn);

  /** An edit is reported once, with the first use of the edited text. */
  #draftUsed = ({ detail: { use, isEdited } }) => {
    if (isEdited && this.#edited !== this.turn.answer) this.#report({ use: 'edited' });
    if (isEdited) this.#edited = this.turn.answer;
    this.#report({ use });
  };

  #report(detail) {
    const { conversationId, turn } = this.turn.answer;
    this.actions.feedback?.({ ...EMPTY_REPORT, conversationId, turn, ...detail });
  }
}

function remarks({ outcome, degraded, model, kept }) {
  const isOffline = model === OFFLINE_MODEL;
  return [
    outcomeWords(outcome), isOffline ? text('turn.offline') : text('turn.model', { model }),
    degraded && !isOffline && text('turn.degraded'), kept === false && text('turn.notSaved'),
  ].filter(Boolean);
}

/** @returns {string | null} the time of the oldest record; null without a dated fact */
function oldest(facts) {
  const times = [...facts.values()].map((fact) => fact.asOf).filter(Boolean);
  return times.sort((a, b) => new Date(a) - new Date(b))[0] ?? null;
}

customElements.define('rewards-turn', TurnView);
