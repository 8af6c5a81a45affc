"""Completes the PED rows of before the event log: what ingest writes into new rows, added to the old ones."""
