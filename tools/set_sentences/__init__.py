"""Sentences that the sentence check cannot read by itself, as whole sentences with what proves each."""
