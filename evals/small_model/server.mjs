// A small real model as an OpenAI-compatible server on the loopback:
//
//     node server.mjs --model FILE.gguf [--port 8081] [--threads 1] [--context 8192] [--with-parent]
//
// It answers POST /v1/chat/completions, streamed or not, and GET /v1/models, which lists two names for the one model:
// NAME answers freely, and NAME:selection, as a server that is set up to constrain its output does, with a JSON object
// of one to six statement ids from the request's menu. A `response_format` of the type json_schema constrains both.

import { createServer } from "node:http";
import { basename } from "node:path";
import { parseArgs } from "node:util";

import { getLlama } from "node-llama-cpp";

import { Completions, PromptTooLong } from "./completions.mjs";
import { selectionSchema } from "./selection_schema.mjs";

const LARGEST = 4_000_000; // bytes of a request

const { values: options } = parseArgs({
  options: {
    model: { type: "string" },
    port: { type: "string", default: "8081" },
    threads: { type: "string", default: "1" }, // more of them wait for each other busily
    context: { type: "string", default: "8192" },
    "with-parent": { type: "boolean", default: false }, // end when stdin does
  },
});
if (!options.model) {
  console.error("--model names the GGUF file of the model");
  process.exit(2);
}

if (options["with-parent"]) process.stdin.on("end", () => process.exit(0)).resume();

// A runtime that is not in node_modules is neither built nor fetched.
const llama = await getLlama({ gpu: false, build: "never", skipDownload: true });
const model = await llama.loadModel({ modelPath: options.model });
const context = await model.createContext({ contextSize: Number(options.context), threads: Number(options.threads) });
const completions = new Completions({ llama, model, sequence: context.getSequence() });
const name = basename(options.model, ".gguf");
const constrained = `${name}:selection`;

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error.message);
    if (response.headersSent) response.destroy();
    else refuse(response, 500, "internal", "the model could not answer");
  });
}).listen(Number(options.port), "127.0.0.1", function listening() {
  console.log(`${name} on http://127.0.0.1:${this.address().port}/v1`);
});

async function answer(request, response) {
  if (request.method === "GET" && request.url === "/v1/models") {
    const data = [name, constrained].map((id) => ({ id, object: "model" }));
    return send(response, 200, { object: "list", data });
  }
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") {
    return refuse(response, 404, "not_found", "no such route");
  }
  let body;
  try {
    body = JSON.parse(await read(request));
  } catch {
    return refuse(response, 400, "invalid_request", "the body is not JSON, or too large");
  }
  if (!Array.isArray(body.messages) || !body.messages.length) {
    return refuse(response, 400, "invalid_request", "messages is missing");
  }
  if (![name, constrained].includes(body.model)) return refuse(response, 404, "model_not_found", "no such model");
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const stream = completions.stream({
    messages: body.messages,
    maxTokens: body.max_completion_tokens ?? body.max_tokens,
    temperature: body.temperature,
    seed: body.seed,
    schema: schemaOf(body),
    signal: gone.signal,
  });
  return body.stream ? streamed(response, body, stream) : whole(response, stream);
}

function schemaOf(body) {
  const format = body.response_format;
  if (format?.type === "json_schema") return format.json_schema.schema;
  return body.model === constrained ? selectionSchema(body.messages) : undefined;
}

async function streamed(response, body, stream) {
  let next;
  try {
    next = await stream.next(); // a prompt that is too long still gets a status
  } catch (error) {
    return refuseTooLong(response, error);
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const frame = (fields) => response.write(`data: ${JSON.stringify({ ...chunk(), ...fields })}\n\n`);
  const delta = (content, finish = null) => frame({ choices: [{ index: 0, delta: content, finish_reason: finish }] });
  delta({ role: "assistant", content: "" });
  for (; !next.done; next = await stream.next()) delta({ content: next.value });
  delta({}, next.value.finish);
  if (body.stream_options?.include_usage) frame({ choices: [], usage: usageOf(next.value) });
  response.end("data: [DONE]\n\n");
}

async function whole(response, stream) {
  let text = "";
  let next;
  try {
    for (next = await stream.next(); !next.done; next = await stream.next()) text += next.value;
  } catch (error) {
    return refuseTooLong(response, error);
  }
  const choice = { index: 0, message: { role: "assistant", content: text }, finish_reason: next.value.finish };
  return send(response, 200, { ...chunk("chat.completion"), choices: [choice], usage: usageOf(next.value) });
}

function refuseTooLong(response, error) {
  if (!(error instanceof PromptTooLong)) throw error;
  return refuse(response, 400, "context_length_exceeded", "the prompt exceeds the context size");
}

function chunk(object = "chat.completion.chunk") {
  return { id: "chatcmpl-small", object, created: Math.floor(Date.now() / 1000), model: name };
}

function usageOf({ promptTokens, cachedTokens, completionTokens }) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
}

async function read(request) {
  let body = "";
  for await (const data of request.setEncoding("utf8")) {
    body += data;
    if (body.length > LARGEST) throw new Error("too large");
  }
  return body;
}

function send(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function refuse(response, status, code, message) {
  send(response, status, { error: { message, type: "invalid_request_error", code } });
}
