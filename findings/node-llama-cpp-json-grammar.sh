#!/bin/sh
# Expected: the grammar that createGrammarForJsonSchema makes of a schema accepts exactly the JSON of that schema, so that
# a model may end its answer after the last brace.
# Observed (node-llama-cpp 3.22.1): the grammar demands four newlines after the value and allows any number of them. Only
# LlamaChatSession knows: it stops at the four newlines. With a sequence's own evaluate() a model cannot end after the
# value, and a small one (SmolLM2-135M) writes newlines to its limit; the finish reason is then "length".
# Consequence: with evaluate(), stop at the grammar's stopGenerationTriggers, or as soon as the text is whole JSON.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
platform=$(node -p 'process.platform + "-" + process.arch')
npm install --silent --no-save --no-fund --no-audit --ignore-scripts --omit=optional \
  'node-llama-cpp@3.22.1' "@node-llama-cpp/$platform@3.22.1" >/dev/null
cat > check.mjs <<'JS'
import { strict as assert } from 'node:assert';
import { getLlama } from 'node-llama-cpp';

const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true });
const grammar = await llama.createGrammarForJsonSchema({ type: 'object', properties: { id: { type: 'integer' } } });
const [root] = grammar.grammar.split('\n');
console.log(root);
assert.ok(root.endsWith(String.raw`"}" "\n\n\n\n" [\n]*`));
JS
node check.mjs
