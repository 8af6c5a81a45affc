/**
 * Amounts, instants and gift cards as people read them. Amounts come in minor units and are never divided as floats;
 * days are those of Asia/Kolkata, whatever the zone of the browser.
 */

import { text } from './locales/index.js';

/** @typedef {{amountMinor: number, currency: string}} Money */

const LOCALE = 'en-IN'; // grouping of digits and order of the parts; both languages of the pages share them
const ZONE = 'Asia/Kolkata';
const ZONE_OFFSET = '+05:30';
const DAY_MS = 86_400_000;

/** ISO 4217 currencies whose minor unit is not a hundredth; the browser's own table differs for some of them. */
const EXPONENTS = {
  JPY: 0, KRW: 0, VND: 0, CLP: 0, ISK: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, OMR: 3, TND: 3,
};

const dayFormat = new Intl.DateTimeFormat(LOCALE, {
  timeZone: ZONE, day: 'numeric', month: 'numeric', year: 'numeric', numberingSystem: 'latn',
});
const timeFormat = new Intl.DateTimeFormat(LOCALE, {
  timeZone: ZONE, hour: 'numeric', minute: '2-digit', hour12: true,
});
const moneyFormats = new Map();

/** @param {Money} amount @returns {string} "₹1,00,000.00" */
export function money({ amountMinor, currency }) {
  const digits = EXPONENTS[currency] ?? 2;
  if (!moneyFormats.has(currency)) {
    const style = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
    moneyFormats.set(currency, new Intl.NumberFormat(LOCALE, style));
  }
  return moneyFormats.get(currency).format(decimal(amountMinor, digits));
}

/** Writes minor units as a decimal string, which Intl formats exactly. */
function decimal(amountMinor, digits) {
  const sign = amountMinor < 0 ? '-' : '';
  const all = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const whole = all.slice(0, all.length - digits);
  return digits ? `${sign}${whole}.${all.slice(-digits)}` : `${sign}${whole}`;
}

/** @param {string} instant ISO 8601 @returns {string} "8 Nov 2026", the month in the language of the page */
export function day(instant) {
  const parts = Object.fromEntries(dayFormat.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return `${parts.day} ${text(`month.${parts.month}`)} ${parts.year}`;
}

/** @param {string} instant ISO 8601 @returns {string} "8 Nov 2026, 3:05 pm IST" */
export function dayAndTime(instant) {
  return `${day(instant)}, ${timeFormat.format(new Date(instant))} IST`;
}

/**
 * Returns the last four characters of a gift card, the most that a masked card shows.
 *
 * @param {string | null | undefined} giftCard an id, or an id already shortened by the service
 * @returns {string | null} "•••• 1111"; null if there is none, or if the value is not a card that may be shown
 */
export function lastFour(giftCard) {
  const tail = /([A-Za-z0-9]{4})$/.exec(giftCard ?? '');
  return tail ? `•••• ${tail[1].toUpperCase()}` : null;
}

/**
 * Returns the half-open window of whole days in Asia/Kolkata, both days included.
 *
 * @param {string} firstDay "2026-09-26"
 * @param {string} lastDay "2026-09-26" or later
 * @returns {{from: string, to: string}} instants with their offset, `from <= t < to`
 */
export function dayWindow(firstDay, lastDay) {
  const next = new Date(Date.parse(`${lastDay}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return { from: `${firstDay}T00:00:00${ZONE_OFFSET}`, to: `${next}T00:00:00${ZONE_OFFSET}` };
}

/** @returns {number} number of days in the window of these two days; not positive if they are in the wrong order */
export function daysBetween(firstDay, lastDay) {
  return (Date.parse(`${lastDay}T00:00:00Z`) - Date.parse(`${firstDay}T00:00:00Z`)) / DAY_MS + 1;
}

/** @param {string} instant @returns {string} its calendar day in Asia/Kolkata as a date input holds it, "2026-11-08" */
export function dateInputValue(instant) {
  const at = new Date(Date.parse(instant) + 5.5 * 3_600_000);
  return at.toISOString().slice(0, 10);
}
