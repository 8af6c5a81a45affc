// Completions of one small model, one at a time: it has a single context, whose evaluated beginning is used again.

import { LlamaGrammarEvaluationState } from "node-llama-cpp";

import { promptOf } from "./chat_prompt.mjs";

const PIECE = 256; // tokens

/** The prompt leaves no room for an answer. */
export class PromptTooLong extends Error {}

export class Completions {
  #last = Promise.resolve();

  constructor({ llama, model, sequence }) {
    this.llama = llama;
    this.model = model;
    this.sequence = sequence;
  }

  /**
   * Yield the texts of a completion, and return its finish reason and usage. `schema` is a JSON schema that the answer
   * must follow, or undefined. Sampling is greedy at temperature 0, and seeded above it, so a run can be repeated.
   */
  async *stream({ messages, maxTokens, temperature = 0, seed = 0, schema, signal }) {
    const before = this.#last;
    let release;
    this.#last = new Promise((resolve) => (release = resolve));
    await before;
    try {
      return yield* this.#stream({ messages, maxTokens, temperature, seed, schema, signal });
    } finally {
      release();
    }
  }

  async *#stream({ messages, maxTokens, temperature, seed, schema, signal }) {
    if (signal?.aborted) return { finish: "stop", promptTokens: 0, cachedTokens: 0, completionTokens: 0 };
    const prompt = promptOf(this.model, messages);
    const room = this.sequence.contextSize - prompt.length;
    if (room < 16) throw new PromptTooLong(`${prompt.length} tokens of ${this.sequence.contextSize}`);
    // The last token is evaluated in any case: its evaluation yields the first one of the answer.
    await this.sequence.adaptStateToTokens(prompt.slice(0, -1), false);
    const cachedTokens = this.sequence.nextTokenIndex;
    const options = { temperature, seed };
    if (schema) {
      const grammar = await this.llama.createGrammarForJsonSchema(schema);
      options.grammarEvaluationState = new LlamaGrammarEvaluationState({ model: this.model, grammar });
    }
    const most = Math.min(maxTokens ?? room, room);
    const tokens = [];
    let finish = "length";
    let sent = "";
    if (!(await this.#evaluate(prompt.slice(cachedTokens, -1), signal))) {
      return { finish: "stop", promptTokens: prompt.length, cachedTokens, completionTokens: 0 };
    }
    const generated = this.sequence.evaluate(prompt.slice(-1), { ...options, yieldEogToken: true });
    for await (const token of generated) {
      if (signal?.aborted || this.model.isEogToken(token)) {
        finish = "stop";
        break;
      }
      tokens.push(token);
      const text = this.model.detokenize(tokens);
      // A character of several bytes may be split over tokens; until it is whole it reads as U+FFFD.
      if (!text.endsWith("\ufffd")) {
        yield text.slice(sent.length);
        sent = text;
      }
      // The grammar demands newlines after the value and allows any number of them: a small model goes on to its limit.
      if (schema && isJson(text)) {
        finish = "stop";
        break;
      }
      if (tokens.length >= most) break;
    }
    return { finish, promptTokens: prompt.length, cachedTokens, completionTokens: tokens.length };
  }

  /** Evaluate a prompt in pieces, and return whether its client is still there: a long one takes a minute. */
  async #evaluate(tokens, signal) {
    for (let place = 0; place < tokens.length; place += PIECE) {
      if (signal?.aborted) return false;
      await this.sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(place, place + PIECE));
    }
    return true;
  }
}

function isJson(text) {
  try {
    return JSON.parse(text) !== null;
  } catch {
    return false;
  }
}
