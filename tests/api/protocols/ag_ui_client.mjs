// What the AG-UI client makes of the service: each check prints what an application of it would see.
import { HttpAgent } from "@ag-ui/client";

const { url, token, question } = JSON.parse(process.argv[2]);

function agentOf(threadId, bearer = token) {
  return new HttpAgent({ url: `${url}/ag-ui`, headers: { Authorization: `Bearer ${bearer}` }, threadId });
}

async function run(agent, content) {
  agent.addMessage({ id: crypto.randomUUID(), role: "user", content });
  const seen = { events: [], custom: {}, error: null, failed: null, pending: null };
  const outcome = await agent
    .runAgent({}, {
      onEvent: ({ event }) => { seen.events.push(event.type); },
      onCustomEvent: ({ event }) => { seen.custom[event.name] = event.value; },
      onRunErrorEvent: ({ event }) => { seen.error = { code: event.code, message: event.message }; },
      onRunFailed: ({ error }) => { seen.failed = { status: error.status, payload: error.payload }; },
      onRunFinishedEvent: ({ pendingToolCallIds }) => { seen.pending = pendingToolCallIds; },
    })
    .catch((error) => ({ rejected: error.message.slice(0, 8) }));
  return { ...seen, outcome };
}

const agent = agentOf("chat-of-a-client");
const first = await run(agent, question);
const second = await run(agent, "and what is left?");
const failing = await run(agentOf("chat-that-fails"), question);
const unauthorised = await run(agentOf("chat-of-nobody", "no.valid.token"), question);
console.log(JSON.stringify({ first, second, failing, unauthorised, messages: agent.messages, state: agent.state }));
