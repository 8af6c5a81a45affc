#!/bin/sh
# Expected: a run that fails (RUN_ERROR), and a stream that ends before RUN_FINISHED, reject the promise of the run.
# Observed (@ag-ui/client 1.0.0): runAgent resolves in both cases, and newMessages holds the half message like a whole
# one. An HTTP error rejects; its payload is parsed when it is application/json, and left as text when it is
# application/problem+json.
# Consequence: subscribe to onRunErrorEvent and to onRunFinishedEvent, and take an answer for whole after the second only.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-fund --no-audit '@ag-ui/client@1.0.0' >/dev/null
cat > check.mjs <<'JS'
import { createServer } from 'node:http';
import { HttpAgent } from '@ag-ui/client';

const half = [
  { type: 'RUN_STARTED', threadId: 't', runId: 'r' },
  { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' },
  { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'Do not' },
];
const streams = { '/error': [...half, { type: 'RUN_ERROR', message: 'failed', code: 'failed' }], '/cut-off': half };
const server = createServer(({ url }, response) => {
  if (!(url in streams)) {
    response.writeHead(429, { 'content-type': url.slice(1) }).end('{"code":"rateLimited"}');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(streams[url].map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const seen = {};
for (const path of [...Object.keys(streams), '/application/json', '/application/problem+json']) {
  const agent = new HttpAgent({ url: `http://127.0.0.1:${server.address().port}${path}` });
  seen[path] = await agent.runAgent().then(
    ({ newMessages }) => `resolved: ${newMessages[0].content}`,
    ({ payload }) => `rejected: ${typeof payload}`,
  );
}
server.close();
console.log(seen);
const expected = {
  '/error': 'resolved: Do not',
  '/cut-off': 'resolved: Do not',
  '/application/json': 'rejected: object',
  '/application/problem+json': 'rejected: string',
};
if (JSON.stringify(seen) !== JSON.stringify(expected)) process.exit(1);
JS
node check.mjs 2>/dev/null
