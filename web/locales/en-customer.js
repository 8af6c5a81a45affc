/** English: what reads differently where customers read it, and what only they read. An empty text is not shown. */
export const enCustomer = {
  'sidebar.heading@customer': 'Your cashback',
  'sidebar.lead@customer': 'How can we help with your cashback?',
  'sidebar.sources@customer': 'Ask what you were promised, what you have received and what is still to come.',
  'sidebar.placeholder@customer': 'Ask about your order',

  'customer.person': 'Talk to a person',
  'customer.askForPerson': 'I want to talk to a person',
  'customer.suggestionRest': 'What cashback is still to come?',
  'customer.suggestionWhen': 'When will I get the rest of my cashback?',
  'customer.suggestionCards': 'On which gift cards did my cashback arrive?',

  'turn.offline@customer': '',
  'turn.model@customer': '',
  'turn.degraded@customer': '',
  'fact.fromRecords@customer': 'From your order records.',
  'history.none@customer': 'There is no past conversation.',

  'looking.get_promotion_execution_details@customer': 'Looking at your order…',
  'looking.get_issuance_history@customer': 'Looking at what was paid…',
  'looking.get_remaining_cashback@customer': 'Looking at what is still to come…',
  'looking.search@customer': 'Looking for your orders…',
  'lookedUp.get_promotion_execution_details@customer': 'Looked at your order',
  'lookedUp.get_issuance_history@customer': 'Looked at what was paid',
  'lookedUp.get_remaining_cashback@customer': 'Looked at what is still to come',
  'lookedUp.search@customer': 'Looked for your orders',

  'gap.timeout@customer': 'A part of your records could not be read in time',
  'gap.error@customer': 'A part of your records could not be read',
  'gap.circuitOpen@customer': 'A part of your records cannot be read at the moment',
  'gap.other@customer': 'A part of your records could not be read',
  'outcome.refused@customer': 'Not something this chat can do',
  'reason.SOURCE_UNAVAILABLE@customer': 'A part of your records could not be read',

  'problem.invalidIdentifier@customer': 'This is not a valid order number. Check it for typing mistakes.',
  'problem.modelUnavailable@customer': 'The assistant is not available right now. Try again in a moment.',
  'problem.stepLimit@customer': 'That is a lot at once. Ask about one order at a time.',
  'problem.policyUnavailable@customer': 'This could not be looked up right now. Try again in a moment.',
  'problem.redactionFailed@customer': 'This could not be shown right now. Try again in a moment.',
  'problem.guardFault@customer': 'This could not be shown right now. Try again in a moment.',
  'problem.403@customer': 'This cannot be shown here.',
};
