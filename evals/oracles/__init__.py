"""Naive restatements of the design, which share no code with the product: what a run of it is compared with."""
