#!/bin/sh
# Expected: a UI message stream that ends without "finish" and "[DONE]" is an error, or at least a disconnect.
# Observed (ai 7.0.173): the chat that useChat is built on becomes "ready", without an error, and onFinish reports neither
# isError nor isDisconnect. Only the missing finishReason, and the text part that stays in the state "streaming", show
# that half an answer has come. A proxy that times out and ends a response properly has this effect.
# Consequence: take an answer for whole when onFinish has a finishReason.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-fund --no-audit 'ai@7.0.173' >/dev/null
cat > check.mjs <<'JS'
import { createServer } from 'node:http';
import { AbstractChat, DefaultChatTransport } from 'ai';

class State {
  status = 'ready';
  error = undefined;
  messages = [];
  pushMessage = (message) => { this.messages = [...this.messages, message]; };
  popMessage = () => { this.messages = this.messages.slice(0, -1); };
  replaceMessage = (index, message) => { this.messages = this.messages.with(index, message); };
  snapshot = (thing) => structuredClone(thing);
}
class Chat extends AbstractChat {
  constructor(options) { super({ ...options, state: new State() }); }
}
const half = [
  { type: 'start', messageId: 'm' },
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta: 'Do not' },
];
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-vercel-ai-ui-message-stream': 'v1' });
  response.end(half.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(''));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const finishes = [];
const chat = new Chat({
  transport: new DefaultChatTransport({ api: `http://127.0.0.1:${server.address().port}` }),
  onFinish: ({ isError, isDisconnect, finishReason }) => finishes.push({ isError, isDisconnect, finishReason }),
});
await chat.sendMessage({ text: 'Shall I?' });
server.close();
const [part] = chat.messages.at(-1).parts;
console.log(chat.status, chat.error, finishes, part);
const [finish] = finishes;
const isSilent = chat.status === 'ready' && chat.error === undefined && !finish.isError && !finish.isDisconnect;
if (!isSilent || finish.finishReason !== undefined || part.state !== 'streaming') process.exit(1);
JS
node check.mjs
