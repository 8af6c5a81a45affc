/** The display names of every closed set of codes in the APIs. An unlisted code is shown in readable form. */

const STATUS = {
  PENDING: 'Not issued yet',
  RESERVED: 'Reserved',
  PARTIALLY_ISSUED: 'Partly issued',
  ISSUED: 'Issued',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
  UNKNOWN: 'Not known',
  PARTIALLY_REVERSED: 'Partly reversed',
  REVERSED: 'Reversed',
  RECORDED: 'Recorded only',
  SHIPPED: 'Shipped',
  RETURNED: 'Returned',
};

const REVERSAL = { PARTIAL: 'Partly reversed', FULL: 'Fully reversed' };

const REASON = {
  AWAITING_SHIPMENT: 'Waiting for shipment',
  ISSUANCE_PENDING: 'Not issued yet',
  ISSUANCE_FAILED: 'The issuance failed',
  SCRATCH_CARD_UNREVEALED: 'Scratch card not revealed yet',
  ITEM_RETURNED: 'Item returned',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
  CAP_REACHED: 'Promotion limit reached',
  REVERSED: 'Reversed',
  OVER_ISSUED: 'More was issued than promised',
  DUPLICATE_ISSUANCE: 'May have been issued twice',
  ROUNDING: 'A rounding difference; nothing more is due',
  SOURCE_CONFLICT: 'The records disagree',
  SOURCE_UNAVAILABLE: 'A source did not answer',
  MALFORMED_ROW: 'A record cannot be read',
  COMPLETE: 'Complete',
};

const BENEFIT = {
  INSTANT_CASHBACK: 'Instant cashback',
  SCRATCH_CARD: 'Scratch card',
  GIFT_CARD: 'Gift card',
  POINTS: 'Points',
};

const SOURCE = {
  ped: 'promotion record (PED)',
  lineItems: 'line item tracker',
  concessions: 'Concessions database',
  ledger: 'derived from all records',
  records: 'record needed for part of this', // shown to a customer instead of the name of a database
};

/** What is unknown while a source does not answer. */
const UNKNOWN_WITHOUT = {
  ped: 'what was promised is not known',
  lineItems: 'the status of the individual items is not known',
  concessions: 'what was granted and what remains is not known',
};

const SOURCE_STATUS = {
  ok: 'answered',
  empty: 'answered, no records',
  timeout: 'did not answer in time',
  error: 'could not be read',
  circuitOpen: 'failed repeatedly and is skipped for now',
  stale: 'answered with older data',
  notRequested: 'was not needed',
};

const LABEL = {
  promised: 'Promised',
  granted: 'Granted',
  remaining: 'Remaining',
  issued: 'Issued, before reversals',
  reversed: 'Reversed',
  pending: 'Reserved, not issued yet',
  cancelled: 'Cancelled',
  expired: 'Expired',
  closed: 'No longer due',
  overIssued: 'Issued in excess',
  difference: 'Difference',
  installment: 'Installment',
  attempted: 'Attempted, not issued',
  recorded: 'Recorded, without an event',
  itemPromised: 'Promised for the item',
  itemIssued: 'Issued for the item',
  trackedPromised: 'Promised by the line item tracker',
  trackedIssued: 'Issued by the line item tracker',
  claimed: 'Claimed in the question',
  issuedOn: 'Issued on',
  attemptedOn: 'Attempted on',
  recordedOn: 'Recorded on',
  reversedOn: 'Reversed on',
  closedOn: 'No longer due since',
  createdOn: 'Created on',
  revealedOn: 'Revealed on',
  expiresOn: 'Expires on',
  windowFrom: 'Searched from',
  windowTo: 'Searched to (inclusive)',
  askedFrom: 'Asked about, from',
  askedTo: 'Asked about, to',
  giftCard: 'Gift card',
  order: 'Order',
  installmentCount: 'Number of installments',
  openItemCount: 'Number of open items',
  cardCount: 'Number of gift cards',
  orderCount: 'Number of orders',
  benefitCount: 'Number of benefits',
  installmentsLeftOut: 'Installments not listed',
  daysLeft: 'Days left',
  status: 'Status',
  reversalStatus: 'Reversal status',
  reason: 'Reason',
  conflict: 'Conflict',
  itemTitle: 'Item',
  promotionName: 'Promotion',
};

const CONFLICT = {
  eligibleDiffers: 'The sources disagree on what was promised',
  issuedDiffers: 'The sources disagree on what was issued',
  pedRowMissing: 'The promotion record (PED) does not hold this promise',
  itemClosedWithoutEvent: 'An item is closed in the line item tracker, without an event',
  issuedWithoutEvents: 'An issuance is recorded, without any event',
  issuedEventMissing: 'The event of a recorded issuance is missing',
  statusWithoutEvents: 'The promotion record (PED) has a final status, and there are no events',
  statusEventMissing: 'The promotion record (PED) has a final status that the events do not show',
  ownerDiffers: 'A record names another customer',
  eventTypeUnknown: 'An event has an unknown type',
  eventContentDiffers: 'Two different events have the same id',
  reversalWithoutIssuance: 'A reversal of an unknown issuance',
  reversalAboveIssuance: 'A reversal exceeds what was left of its issuance',
  equalIssuances: 'Two issuances are equal',
  currencyDiffers: 'Amounts in two currencies',
  eventInFuture: 'An event is dated in the future',
  reversalBeforeIssuance: 'A reversal is dated before its issuance',
  remainingBelowZero: 'More was deducted than was promised',
  remainingDiffers: 'The remaining amount differs from what the open items are due',
  itemOverIssued: 'An item received more than it was due',
  itemClosedTwice: 'More was issued and closed for an item than it was due',
};

const TOOL = {
  get_promotion_execution_details: { now: 'Looking up the order', done: 'Looked up the order' },
  get_issuance_history: { now: 'Looking up the issuances', done: 'Looked up the issuances' },
  get_remaining_cashback: { now: 'Looking up what remains', done: 'Looked up what remains' },
};
const SEARCH = { now: "Searching the customer's orders", done: "Searched the customer's orders" };

const TOOL_STATUS = {
  ok: '',
  empty: 'found nothing',
  notFound: 'found nothing',
  unavailable: 'no answer',
  invalidArguments: 'needs another detail',
};

const OUTCOME = {
  partial: 'Part of this could not be looked up',
  refused: 'Not something this assistant does',
  unavailable: 'Could not be looked up right now',
  needsInput: 'One more detail is needed',
};

const ROLE = { support_agent: 'Support agent', support_lead: 'Support lead', customer: 'Customer' };

/** "SOME_NEW_CODE" or "someNewCode" -> "Some new code". */
function readable(code) {
  return capitalised(String(code).replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ').trim().toLowerCase());
}

function capitalised(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const lookUp = (table) => (code) => (Object.hasOwn(table, code) ? table[code] : readable(code));

export const statusWords = lookUp(STATUS);
export const reversalWords = (code) => (code === 'NONE' || code === 'UNKNOWN' ? '' : lookUp(REVERSAL)(code));
export const reasonWords = lookUp(REASON);
export const conflictWords = lookUp(CONFLICT);
export const benefitWords = lookUp(BENEFIT);
export const sourceWords = (name) => capitalised(lookUp(SOURCE)(name));
export const sourceStatusWords = lookUp(SOURCE_STATUS);
export const labelWords = lookUp(LABEL);
export const roleWords = lookUp(ROLE);
export const toolStatusWords = lookUp(TOOL_STATUS);
export const outcomeWords = (outcome) => (outcome === 'answered' ? '' : lookUp(OUTCOME)(outcome));

/** @returns {string} what a lookup does, while it runs or once it is done */
export function toolWords(name, argumentsGiven, { isDone }) {
  const byOrder = Object.keys(argumentsGiven).some((key) => /^business_?reference_?id$/i.test(key));
  const isSearch = name === 'get_promotion_execution_details' && !byOrder;
  const words = isSearch ? SEARCH : (TOOL[name] ?? { now: readable(name), done: readable(name) });
  return isDone ? words.done : `${words.now}…`;
}

const NO_GAP = new Set(['ok', 'empty', 'stale', 'notRequested']);

/** @returns {string[]} one sentence for each source that did not answer; empty if none */
export function gapSentences(sources) {
  return sources
    .filter(({ status }) => !NO_GAP.has(status))
    .map(({ source, status }) => {
      const loss = UNKNOWN_WITHOUT[source];
      return `The ${SOURCE[source] ?? source} ${sourceStatusWords(status)}${loss ? `, so ${loss}` : ''}.`;
    });
}

/**
 * Whether a cached order was used because a source did not answer. An order that is merely being read again in the
 * background is as fresh as any other, and nothing is said about it.
 */
export function isOutdated(sources) {
  return sources.some(({ status, code }) => status === 'stale' && code !== 'revalidating');
}
