// The prompt of a small instruct model in ChatML: the tokens of a chat completion request's messages.
//
// Only the marks are tokenised as special tokens. A mark in a message's text stays text and cannot open a message.
//
// The model was not trained on tools, so their descriptions are left out. The lookups that the agent has already made
// are in the messages: a call is left out, and its result is shown as a message of the user, before the question.

const OPENS = "<|im_start|>";
const CLOSES = "<|im_end|>";

/** Return the tokens of a prompt that ends where the assistant's answer begins. */
export function promptOf(model, messages) {
  const mark = (text) => model.tokenize(text, true);
  const tokens = shown(messages).flatMap(({ role, text }) => [
    ...mark(OPENS),
    ...model.tokenize(`${role}\n${text}`, false),
    ...mark(CLOSES),
    ...model.tokenize("\n", false),
  ]);
  return [...tokens, ...mark(OPENS), ...model.tokenize("assistant\n", false)];
}

/** Return the messages as role and text: results of lookups first, then the question that they belong to. */
export function shown(messages) {
  const out = [];
  for (const message of messages) {
    const text = textOf(message.content);
    if (message.role === "tool") {
      const question = out.findLastIndex((each) => each.isQuestion);
      out.splice(question < 0 ? out.length : question, 0, { role: "user", text });
    } else if (text || message.role === "user") {
      out.push({ role: message.role, text, isQuestion: message.role === "user" });
    }
  }
  return out;
}

function textOf(content) {
  if (typeof content === "string") return content;
  return Array.isArray(content) ? content.map((part) => part.text ?? "").join("") : "";
}
