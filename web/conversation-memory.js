/**
 * Which conversation a page shows, kept over a reload: the id of the conversation, and while a turn runs its number. It
 * is kept in the `sessionStorage` of the tab, by endpoint and case; nothing that anybody wrote or that a record holds is
 * stored. The id grants nothing: the service decides on every request whose conversation it is.
 */

/** @typedef {{conversationId: string, turn: number | null}} Place `turn` is the number of the turn that was running */

const PREFIX = 'rewards-sidebar:';
const PLACE = /^([A-Za-z0-9_-]{1,64})(?:\/([1-9]\d{0,6}))?$/;

export class ConversationMemory {
  #storage;

  /** @param {() => Storage} storage throws where the browser denies it, as in some frames of another origin */
  constructor(storage = () => sessionStorage) {
    this.#storage = storage;
  }

  /** @returns {Place | null} what was kept; null for none, and for anything that this class has not written */
  read(key) {
    const [, conversationId, turn] = PLACE.exec(this.#attempt((storage) => storage.getItem(PREFIX + key)) ?? '') ?? [];
    return conversationId ? { conversationId, turn: turn ? Number(turn) : null } : null;
  }

  /** Keeps a place; null forgets it. */
  write(key, place) {
    const kept = place && (place.turn ? `${place.conversationId}/${place.turn}` : place.conversationId);
    this.#attempt((storage) => (kept ? storage.setItem(PREFIX + key, kept) : storage.removeItem(PREFIX + key)));
  }

  #attempt(use) {
    try {
      return use(this.#storage());
    } catch {
      return null; // denied or full: the conversation does not survive a reload, and works otherwise
    }
  }
}

/** @returns {string} the key of a case at a service; it names neither the viewer nor the customer */
export const memoryKey = (endpoint, caseId) => JSON.stringify([endpoint, caseId ?? '']);
