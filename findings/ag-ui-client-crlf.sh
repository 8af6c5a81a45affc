#!/bin/sh
# Expected: an event stream may end its lines with LF, CR or CRLF (WHATWG HTML, 9.2.5), and a client reads each.
# Observed (@ag-ui/client 1.0.0): events are split at "\n\n" only. A stream with CRLF is one event to the client: its
# data lines are joined, that is no JSON, and the run is rejected. CRLF is what sse-starlette sends by default.
# Consequence: an AG-UI server ends lines with LF (sse-starlette: sep="\n").
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-fund --no-audit '@ag-ui/client@1.0.0' >/dev/null
cat > check.mjs <<'JS'
import { createServer } from 'node:http';
import { HttpAgent } from '@ag-ui/client';

const events = [
  { type: 'RUN_STARTED', threadId: 't', runId: 'r' },
  { type: 'RUN_FINISHED', threadId: 't', runId: 'r', result: 'whole' },
];
const server = createServer((request, response) => {
  const end = request.url === '/crlf' ? '\r\n' : '\n';
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(events.map((event) => `data: ${JSON.stringify(event)}${end}${end}`).join(''));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const seen = {};
for (const path of ['/lf', '/crlf']) {
  const agent = new HttpAgent({ url: `http://127.0.0.1:${server.address().port}${path}` });
  seen[path] = await agent.runAgent().then(({ result }) => result, () => 'rejected');
}
server.close();
console.log(seen);
if (seen['/lf'] !== 'whole' || seen['/crlf'] !== 'rejected') process.exit(1);
JS
node check.mjs 2>/dev/null
