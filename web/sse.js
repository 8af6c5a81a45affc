/**
 * Server-sent events over `fetch`. `EventSource` cannot send a POST or an Authorization header, so the frames are
 * parsed here, by the rules of the HTML standard (chapter "Server-sent events"). There is no automatic reconnection: a
 * turn is not repeatable.
 */

/** @typedef {{event: string, id: string, data: string}} Frame */

const LINE = /\r\n|\n|\r/g;

/** Parses text that arrives in arbitrary pieces into frames. A frame without its closing blank line is dropped. */
export class SseParser {
  #rest = '';
  #data = [];
  #event = '';
  #id = '';
  #started = false;

  /**
   * @param {string} text the next piece, of any length
   * @returns {Frame[]} the frames that this piece completed
   */
  feed(text) {
    this.#rest += this.#started ? text : text.replace(/^\uFEFF/, '');
    this.#started ||= text.length > 0;
    const completed = [];
    for (const line of this.#lines()) {
      const frame = line === '' ? this.#dispatch() : this.#field(line);
      if (frame) completed.push(frame);
    }
    return completed;
  }

  /** Removes the complete lines from the buffer. A CR at its end may be half of a CRLF, so it waits for more text. */
  #lines() {
    const lines = [];
    let from = 0;
    for (const match of this.#rest.matchAll(LINE)) {
      const end = match.index + match[0].length;
      if (match[0] === '\r' && end === this.#rest.length) break;
      lines.push(this.#rest.slice(from, match.index));
      from = end;
    }
    this.#rest = this.#rest.slice(from);
    return lines;
  }

  #field(line) {
    const colon = line.indexOf(':');
    if (colon === 0) return null; // a comment: the keep-alive
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#event = value;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
    return null;
  }

  #dispatch() {
    const frame = this.#data.length
      ? { event: this.#event || 'message', id: this.#id, data: this.#data.join('\n') }
      : null;
    this.#data = [];
    this.#event = '';
    return frame;
  }
}

/** The body sent nothing for too long, not even a keep-alive. */
export class StreamSilent extends Error {}

/**
 * Yields the frames of a response body as they arrive.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @param {number} [silenceMs] how long the body may send nothing
 * @returns {AsyncGenerator<Frame>}
 * @throws {StreamSilent}
 */
export async function* frames(body, silenceMs = Infinity) {
  const parser = new SseParser();
  const decoder = new TextDecoder(); // buffers the bytes of a character split across chunks
  const reader = body.getReader();
  const next = () => within(silenceMs, reader.read());
  try {
    for (let read = await next(); !read.done; read = await next()) {
      yield* parser.feed(decoder.decode(read.value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => undefined); // the consumer stopped early: cancel the request
  }
}

/**
 * @template T
 * @param {number} ms
 * @param {Promise<T>} awaited
 * @returns {Promise<T>}
 * @throws {StreamSilent} when it takes longer
 */
export async function within(ms, awaited) {
  if (ms === Infinity) return awaited;
  let timer;
  const silence = new Promise((_, reject) => { timer = setTimeout(() => reject(new StreamSilent()), ms); });
  try {
    return await Promise.race([awaited, silence]);
  } finally {
    clearTimeout(timer);
  }
}
