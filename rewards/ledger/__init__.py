"""The pure fold from concession events, tracker rows and PED rows to the cashback position of an order."""
