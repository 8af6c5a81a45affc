// What both generations of the TypeScript SDK make of the service: each prints what an application of it would see.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as FirstClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as FirstTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const { url, token, order, missing } = JSON.parse(process.argv[2]);
const about = { name: "test", version: "1" };
const TOOL = "get_promotion_execution_details";

function transportOf(Transport, bearer) {
  return new Transport(new URL(`${url}/mcp`), { requestInit: { headers: { Authorization: `Bearer ${bearer}` } } });
}

async function lookups(client, Transport) {
  await client.connect(transportOf(Transport, token));
  const { tools } = await client.listTools();
  const found = await client.callTool({ name: TOOL, arguments: { businessReferenceId: order } });
  const nothing = await client.callTool({ name: TOOL, arguments: { businessReferenceId: missing } });
  const wrong = await client.callTool({ name: TOOL, arguments: { order } });
  const seen = { tools, found, nothing, wrong, capabilities: client.getServerCapabilities() };
  await client.close();
  return seen;
}

async function unauthorised(client, Transport) {
  return client.connect(transportOf(Transport, "no.valid.token")).then(() => "connected", (error) => error.constructor.name);
}

const newest = new Client(about, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
console.log(JSON.stringify({
  newest: await lookups(newest, StreamableHTTPClientTransport),
  standard: await lookups(new Client(about), StreamableHTTPClientTransport),
  first: await lookups(new FirstClient(about), FirstTransport),
  unauthorised: [
    await unauthorised(new Client(about), StreamableHTTPClientTransport),
    await unauthorised(new FirstClient(about), FirstTransport),
  ],
}));
