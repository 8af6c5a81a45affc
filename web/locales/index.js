/**
 * The texts of the pages in the viewer's language.
 *
 * A page has one language at a time, as a document has one `lang`: `setLocale` changes it for every element, and
 * `LocaleController` renders an element again when it does. Catalogues are flat; a text may contain `{name}` slots, and
 * a text that depends on a number is an object of the plural categories of `Intl.PluralRules`, chosen by `count`.
 */

import { en } from './en.js';
import { hi } from './hi.js';

const CATALOGUES = { en, hi };
const FALLBACK = 'en';
const PLURALS = { en: new Intl.PluralRules('en'), hi: new Intl.PluralRules('hi') };
const changes = new EventTarget();
let current = FALLBACK;

export const LOCALES = Object.keys(CATALOGUES);

/** @returns {string} the language of the page, "en" or "hi" */
export function locale() {
  return current;
}

/**
 * Sets the language of the page.
 *
 * @param {string | null | undefined} wanted a language tag such as "hi" or "hi-IN"; an unknown one means English
 */
export function setLocale(wanted) {
  const language = String(wanted ?? '').toLowerCase().split('-')[0];
  const next = Object.hasOwn(CATALOGUES, language) ? language : FALLBACK;
  if (next === current) return;
  current = next;
  changes.dispatchEvent(new Event('change'));
}

/**
 * Returns the locale to send with a question whose words do not show its language, such as a bare order number; null
 * for every other question, as the service answers in the language of the question.
 *
 * @param {string} question
 * @returns {string | null} "hi-IN"
 */
export function localeForUndecided(question) {
  const words = question.split(/\s+/).filter((word) => !/\d/.test(word));
  return words.some((word) => /\p{L}{2}/u.test(word)) ? null : `${current}-IN`;
}

/** @returns {() => void} ends the calls of `listener`, which is called after each change of the page's language */
export function onLocaleChange(listener) {
  changes.addEventListener('change', listener);
  return () => changes.removeEventListener('change', listener);
}

/** @returns {boolean} whether the catalogues have a text */
export function hasText(key) {
  return Object.hasOwn(CATALOGUES[FALLBACK], key);
}

/**
 * Returns a text in the language of the page.
 *
 * @param {string} key
 * @param {Record<string, string | number>} [values] of the slots; `count` also chooses the plural form
 * @throws {RangeError} for a key that no catalogue has
 */
export function text(key, values = {}) {
  const found = CATALOGUES[current][key] ?? CATALOGUES[FALLBACK][key];
  if (found === undefined) throw new RangeError(`no text "${key}"`);
  const template = typeof found === 'string' ? found : pluralForm(found, values.count);
  return template.replace(/\{(\w+)\}/g, (slot, name) => (Object.hasOwn(values, name) ? String(values[name]) : slot));
}

function pluralForm(forms, count) {
  return forms[PLURALS[current].select(count)] ?? forms.other;
}

/** Renders its element again when the language of the page changes, and keeps the element's `lang` attribute. */
export class LocaleController {
  #host;
  #stop = null;

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  #update = () => {
    this.#host.lang = current;
    this.#host.requestUpdate();
  };

  hostConnected() {
    this.#stop = onLocaleChange(this.#update);
    if (this.#host.lang !== current) this.#update();
  }

  hostDisconnected() {
    this.#stop?.();
  }
}
