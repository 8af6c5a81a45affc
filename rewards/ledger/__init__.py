"""The pure fold: concession events, tracker rows and PED rows in, the cashback position of an order out."""
