#!/bin/sh
# Expected: DynamoDB Local reports the consumed capacity that DynamoDB documents: one write unit for a put of an item of up to
# 1 KB, two for the same put in a transaction.
# Observed (DynamoDB Local 1.25.1, in amplify-dynamodb-simulator 2.9.30): one for the put, and four for the put in a transaction,
# for the table and again for each index.
# Consequence: halve what it reports for transactions before estimating a bill from it.
# Needs Java, npm, and boto3 from a package index.
set -eu
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
server=
cd "$folder"
npm pack --silent amplify-dynamodb-simulator@2.9.30 >/dev/null
tar xzf amplify-*.tgz
${PYTHON:-python3} -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "boto3==1.43.117"
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
(cd package/emulator && exec java -Djava.library.path=./DynamoDBLocal_lib -jar DynamoDBLocal.jar -inMemory -port "$port") >/dev/null 2>&1 &
server=$!
PORT=$port venv/bin/python - <<'PY'
import os
import socket
import time

import boto3

port = int(os.environ["PORT"])
while socket.socket().connect_ex(("127.0.0.1", port)):
    time.sleep(0.2)
client = boto3.client(
    "dynamodb",
    endpoint_url=f"http://127.0.0.1:{port}",
    region_name="us-east-1",
    aws_access_key_id="local",
    aws_secret_access_key="local",
)
client.create_table(
    TableName="items",
    BillingMode="PAY_PER_REQUEST",
    KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
)
put = {"TableName": "items", "Item": {"k": {"S": "a"}}}
single = client.put_item(**put, ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]["CapacityUnits"]
together = client.transact_write_items(TransactItems=[{"Put": put}], ReturnConsumedCapacity="TOTAL")
units = together["ConsumedCapacity"][0]["CapacityUnits"]
print("a put:", single, "- the same put in a transaction:", units)
assert (single, units) == (1.0, 4.0), (single, units)
PY
