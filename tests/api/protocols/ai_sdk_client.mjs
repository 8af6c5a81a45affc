// What the AI SDK makes of the service: the transport and the chat that its `useChat` is built on.
import { AbstractChat, DefaultChatTransport, readUIMessageStream } from "ai";

const { url, token, question } = JSON.parse(process.argv[2]);

class State {
  status = "ready";
  error = undefined;
  messages = [];
  pushMessage = (message) => { this.messages = [...this.messages, message]; };
  popMessage = () => { this.messages = this.messages.slice(0, -1); };
  replaceMessage = (index, message) => { this.messages = this.messages.with(index, message); };
  snapshot = (thing) => structuredClone(thing);
}

class Chat extends AbstractChat {
  constructor(options) {
    super({ ...options, state: new State() });
  }
}

function transportOf(bearer = token) {
  return new DefaultChatTransport({ api: `${url}/ai-sdk`, headers: { Authorization: `Bearer ${bearer}` } });
}

async function chatted(id, texts, bearer) {
  const data = [];
  const finishes = [];
  const chat = new Chat({
    id,
    transport: transportOf(bearer),
    onData: (part) => data.push(part.type),
    onFinish: ({ finishReason, isError }) => finishes.push({ finishReason, isError }),
    onError: () => {},
  });
  for (const text of texts) await chat.sendMessage({ text });
  return { status: chat.status, error: chat.error?.message ?? null, messages: chat.messages, data, finishes };
}

const chat = await chatted("chat-of-a-client", [question, "and what is left?"]);
const failing = await chatted("chat-that-fails", [question]);
const unauthorised = await chatted("chat-of-nobody", [question], "no.valid.token");
const stream = await transportOf().sendMessages({
  trigger: "submit-message",
  chatId: "chat-read-by-hand",
  messages: [{ id: "m1", role: "user", parts: [{ type: "text", text: question }] }],
});
let last;
for await (const message of readUIMessageStream({ stream })) last = message;
console.log(JSON.stringify({ chat, failing, unauthorised, read: last }));
