"""The hand-off of a customer's conversation to a person: the note, its outbox, its delivery to a webhook."""
