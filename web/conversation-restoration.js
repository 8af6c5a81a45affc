/**
 * Brings back the turns of a stored conversation: after a reload of the page, and when one of the history is opened. A
 * reactive controller of Lit beside the conversation it fills.
 *
 * A turn that ran while the page was reloaded is among the stored turns if it was finished; otherwise the service has
 * stopped it when the connection was lost, and that is said. It is never asked again without the viewer.
 */

import { ConversationMemory, memoryKey } from './conversation-memory.js';
import { readConversation } from './conversations-service.js';
import { ServiceProblem } from './service.js';

/** A turn may be stored in the moment in which the page loads again. */
const SECOND_LOOK_MS = 1000;

export class ConversationRestoration {
  /** @type {'idle' | 'loading' | 'failed' | 'missing' | 'interrupted'} */
  state = 'idle';

  /** Whether the tab had kept a conversation of this case when it was opened. */
  isKept = false;

  /** Settles when nothing is being loaded: a question that is asked before that belongs behind the loaded turns. */
  settled = Promise.resolve();

  #host;
  #conversation;
  #memory;
  #key = null;
  #kept = null; // what the memory held when this case was opened, until it is looked up
  #wanted = null; // what was requested last: {conversationId, turn, isKept}
  #abort = new AbortController();

  /**
   * @param host a sidebar: `endpoint`, `context`, `tokenProvider`, `requestToken`, `forgetsOnReload`
   * @param conversation `id`, `running`, `turns`, `isStreaming`, `open(id)`, `show(turns)`
   */
  constructor(host, conversation, memory = new ConversationMemory()) {
    this.#host = host;
    this.#conversation = conversation;
    this.#memory = memory;
    host.addController(this);
  }

  hostDisconnected() {
    this.#abort.abort();
  }

  hostUpdate() {
    this.#followContext();
    const { tokenProvider, forgetsOnReload } = this.#host;
    if (!tokenProvider) return;
    const { id, running, turns, isStreaming } = this.#conversation;
    const isEmpty = !turns.length && !isStreaming;
    if (isEmpty && id && id !== this.#wanted?.conversationId) {
      this.#load({ conversationId: id, turn: null, isKept: false });
    } else if (isEmpty && this.#kept) {
      this.#load({ ...this.#kept, isKept: true });
    }
    this.#kept = null;
    if (isStreaming && this.state !== 'loading') this.state = 'idle'; // the viewer goes on: what was said is past
    if (this.state === 'loading' || this.state === 'failed') return;
    const place = running ?? (id ? { conversationId: id, turn: null } : null);
    this.#memory.write(this.#key, forgetsOnReload ? null : place);
  }

  /** Loads again what could not be loaded. */
  retry() {
    this.#load(this.#wanted);
    this.#host.requestUpdate();
  }

  /** Nothing that was requested is shown any more. */
  cancel() {
    this.#abort.abort();
    this.#wanted = this.#kept = null;
    this.state = 'idle';
  }

  #followContext() {
    const { endpoint, context, forgetsOnReload } = this.#host;
    const key = memoryKey(endpoint, context.caseId);
    if (key === this.#key) return;
    if (this.#key !== null) this.#memory.write(this.#key, null);
    this.cancel();
    this.#key = key;
    this.#kept = forgetsOnReload ? null : this.#memory.read(key);
    this.isKept = this.#kept !== null;
  }

  #load(wanted) {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#wanted = wanted;
    this.state = 'loading';
    this.settled = this.#loading(wanted, abort.signal).then((state) => {
      if (abort.signal.aborted) return;
      this.state = state;
      this.#host.requestUpdate();
    });
  }

  /** @returns {Promise<string>} the state after it */
  async #loading({ conversationId, turn, isKept }, signal) {
    try {
      const found = await this.#read(conversationId, turn, signal);
      if (signal.aborted) return 'idle';
      this.#conversation.open(found ? conversationId : undefined);
      if (found) this.#conversation.show(found.turns);
      if (turn && (found?.last ?? 0) < turn) return 'interrupted';
      return found || isKept ? 'idle' : 'missing';
    } catch (error) {
      if (!(error instanceof ServiceProblem) && !signal.aborted) reportError(error);
      return 'failed';
    }
  }

  /** @returns its turns; null if there is no such conversation of this viewer */
  async #read(conversationId, turn, signal) {
    const what = { endpoint: this.#host.endpoint, conversationId, signal };
    const found = await readOrNull(what, this.#host.requestToken);
    if (!turn || (found?.last ?? 0) >= turn) return found;
    await new Promise((resolve) => { setTimeout(resolve, SECOND_LOOK_MS); });
    return signal.aborted ? found : readOrNull(what, this.#host.requestToken);
  }
}

async function readOrNull(what, tokenProvider) {
  try {
    return await readConversation(what, tokenProvider);
  } catch (error) {
    if (error instanceof ServiceProblem && error.status === 404) return null;
    throw error;
  }
}
