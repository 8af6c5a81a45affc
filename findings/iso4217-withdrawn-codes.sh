#!/bin/sh
# Expected: a table of currency codes grows; a code that was valid when a record was written can always be read.
# Observed (iso4217 1.14.20250512 and 1.16.20260101): the package is the list as of its date. Bulgaria adopted the euro on 1 January
# 2026: the release of that day raises ValueError for BGN, which the release before it reads. ANG disappeared in the same way a
# release earlier. Upgrading the package makes records of last year unreadable.
# Consequence: validate with the table when money comes in, and read stored codes with an additional list of withdrawn ones.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
for release in 1.14.20250512 1.16.20260101; do
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "iso4217==$release" --target "$folder/$release"
done
FOLDER=$folder "$folder/venv/bin/python" - <<'PY'
import os
import subprocess
import sys

PROGRAM = """
from iso4217 import Currency
for code in ("BGN", "ANG", "EUR"):
    try:
        print(code, Currency(code).exponent, end="; ")
    except ValueError as error:
        print(code, "ValueError", end="; ")
"""
results = {}
for release in ("1.14.20250512", "1.16.20260101"):
    environment = {**os.environ, "PYTHONPATH": os.path.join(os.environ["FOLDER"], release)}
    run = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    results[release] = run.stdout.strip()
    print(release, "->", run.stdout)
assert results["1.14.20250512"] == "BGN 2; ANG ValueError; EUR 2;", results
assert results["1.16.20260101"] == "BGN ValueError; ANG ValueError; EUR 2;", results
PY
