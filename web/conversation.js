/**
 * The conversation that a sidebar shows: its turns, and the one that is running. A reactive controller of Lit: every
 * change renders its host again, and what the embedding page has to know is fired at the host as an event.
 */

import { announcementOf } from './announce.js';
import { localeForUndecided, text } from './locales/index.js';
import { ServiceProblem, turnEvents } from './service.js';
import { needsSignIn } from './token-requests.js';
import { applyEvent, endedWithoutAnswer, newTurn, replacedTurn } from './turn.js';

export class Conversation {
  /** @type {import('./turn.js').Turn[]} */
  turns = [];

  /** What a screen reader says next. */
  announcement = '';

  /** The code of the problem that the viewer solves by signing in; null for none. */
  signInCode = null;

  /** The key of the turn whose question is being edited; null for none. */
  edited = null;

  /** Where the running turn will be stored; null while none runs, and before its first event. */
  running = null;

  #host;
  #id = undefined;
  #abort = null; // of the running turn
  #nextKey = 1;

  /** @param {import('./rewards-sidebar.js').RewardsSidebar} host */
  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected() {
    this.stop();
  }

  /** @returns {string | undefined} the id under which the service stores it, once a turn is stored */
  get id() {
    return this.#id;
  }

  get isStreaming() {
    return this.#abort !== null;
  }

  /** Asks a question, or replaces the last one while that is edited. Does nothing while an answer is streaming. */
  async ask(question) {
    const message = question.trim();
    if (!message || this.isStreaming) return;
    const replaced = this.edited === null ? null : this.turns.at(-1);
    this.#change({ announcement: text('sidebar.sent'), edited: null });
    await this.#ask(message, replaced);
  }

  /** Asks the question of a turn again, in its place. */
  async again(turn) {
    if (this.isStreaming) return;
    if (turn.problem?.code === 'conversationNotFound') this.#identify(undefined);
    this.#change({ edited: null });
    await this.#ask(turn.question, turn);
  }

  /** The next question replaces the last turn; null keeps the turn. */
  edit(turn) {
    this.#change({ edited: turn?.key ?? null });
  }

  /** The turn whose answer is replaced stays until there is another one. */
  async #ask(question, replaced) {
    const turn = newTurn(this.#nextKey++, question, replaced?.answer ? replaced : null);
    await this.#run(turn, this.turns.filter((shown) => shown !== replaced));
  }

  /** Something besides a question could not be loaded without signing in. */
  needSignIn(code) {
    this.#change({ signInCode: code });
  }

  /** The viewer has signed in: asks again what could not be asked without. */
  async signedIn() {
    this.#change({ signInCode: null });
    const last = this.turns.at(-1);
    if (last?.problem && needsSignIn(last.problem)) await this.again(last);
  }

  /** Stops the streaming answer; what is already shown stays. */
  stop() {
    this.#abort?.abort();
  }

  /** Forgets the turns and what runs, and continues under another id; undefined begins a new conversation. */
  open(id) {
    this.stop();
    this.#abort = null;
    this.#change({ turns: [], announcement: '', signInCode: null, running: null, edited: null });
    this.#identify(id);
  }

  /** Shows the stored turns of the conversation that is open. */
  show(turns) {
    this.#change({ turns });
  }

  /** Runs a turn behind these ones to its end. What arrives after a change of conversation is ignored. */
  async #run(turn, before) {
    const abort = new AbortController();
    this.#abort = abort;
    this.#change({ turns: [...before, turn] });
    let current = turn;
    const show = (next) => {
      if (this.#abort !== abort) return;
      const isOver = next.state !== 'streaming';
      if (isOver) {
        this.#abort = null;
        this.running = null;
      }
      const turns = this.turns.map((shown) => (shown.key === turn.key ? next : shown));
      this.#change({ turns, announcement: announcementOf(current, next) ?? this.announcement });
      current = next;
      if (isOver) this.#ended(next);
    };
    const { endpoint, context: { caseId }, requestToken } = this.#host;
    const asked = {
      endpoint, message: turn.question, conversationId: this.#id, replacesTurn: replacedTurn(turn), caseId,
      locale: localeForUndecided(turn.question), signal: abort.signal,
    };
    try {
      for await (const event of turnEvents(asked, requestToken)) {
        if (event.type === 'run.started' && this.#abort === abort) this.running = placeOf(event);
        show(applyEvent(current, event));
      }
    } catch (error) {
      show(endedBy(error, current));
    }
  }

  #ended({ answer, problem, wasStopped }) {
    this.#change({ signInCode: problem && needsSignIn(problem) ? problem.code : null });
    if (problem) {
      const { code, status, requestId } = problem;
      this.#host.notify('error', { code, status, requestId });
    } else if (answer && !wasStopped) {
      const { conversationId, kept, turn, outcome, statements } = answer;
      // A first turn that was not saved has created no conversation to continue.
      if (kept !== false || turn > 1) this.#identify(conversationId);
      this.#host.notify('answer', { conversationId, turn, outcome });
      // The embedding page knows whether a person can take over, and how.
      if (statements?.some(({ kind }) => kind === 'handoff')) this.#host.notify('escalate', { conversationId });
    }
  }

  #identify(id) {
    if (id === this.#id) return;
    this.#id = id;
    this.#host.notify('conversation-changed', { conversationId: id ?? null });
  }

  #change(values) {
    Object.assign(this, values);
    this.#host.requestUpdate();
  }
}

const placeOf = ({ conversationId, turn }) => ({ conversationId, turn });

function endedBy(error, turn) {
  if (error.name === 'AbortError') return endedWithoutAnswer(turn, { state: 'stopped' });
  if (error instanceof ServiceProblem) return endedWithoutAnswer(turn, { state: 'failed', problem: error });
  reportError(error); // a bug in this page: report it, and let the viewer continue
  return endedWithoutAnswer(turn, { state: 'failed', problem: new ServiceProblem({ code: 'pageError' }) });
}
