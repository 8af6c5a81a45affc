"""Completes PED rows from before the event log with the fields that ingest writes into new rows."""
