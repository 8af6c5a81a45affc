#!/bin/sh
# Expected: a stream of a chat completion that ends without a finish reason and without "[DONE]" raises an error.
# Observed (openai 3.54.0): iterating ends as after a whole answer, and the helper for streams returns a final completion
# with the half text, its finish_reason None against its type.
# Consequence: check that finish_reason is set before an answer is used.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'openai==3.54.0' 'httpx2==2.16.2'
"$folder/venv/bin/python" - <<'PY'
import json

import httpx2
import openai

choice = {"index": 0, "delta": {"role": "assistant", "content": "Do not"}, "finish_reason": None}
chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
half = f"data: {json.dumps(chunk)}\n\n"


def answer(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=half)


client = openai.OpenAI(
    api_key="none", base_url="http://model.test/v1", http_client=httpx2.Client(transport=httpx2.MockTransport(answer))
)
question = {"model": "m", "messages": [{"role": "user", "content": "Shall I?"}]}
texts = [each.choices[0].delta.content for each in client.chat.completions.create(**question, stream=True)]
with client.chat.completions.stream(**question) as stream:
    final = stream.get_final_completion().choices[0]
print(texts, final.message.content, final.finish_reason)
assert (texts, final.message.content, final.finish_reason) == (["Do not"], "Do not", None)
PY
