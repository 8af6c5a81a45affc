/**
 * The texts of the pages in the viewer's language.
 *
 * A page has one language at a time, as a document has one `lang`: `setLocale` changes it for every element, and
 * `LocaleController` renders an element again when it does. Catalogues are flat; a text may contain `{name}` slots, and
 * a text that depends on a number is an object of the plural categories of `Intl.PluralRules`, chosen by `count`. Where
 * the page is for customers, a text `area.name@customer` takes precedence over `area.name`.
 *
 * English is there at once; another language is loaded when it is chosen, as most viewers need one.
 */

import { en } from './en.js';

const CATALOGUES = { en };
const LOADERS = { hi: async () => (await import('./hi.js')).hi };
const FALLBACK = 'en';
const PLURALS = { en: new Intl.PluralRules('en'), hi: new Intl.PluralRules('hi') };
const changes = new EventTarget();
let current = FALLBACK;
let suffix = ''; // of the keys that take precedence
let chosen = FALLBACK; // and loading, if it is not the current one

export const LOCALES = [FALLBACK, ...Object.keys(LOADERS)];

/** @returns {string} the language of the page, "en" or "hi" */
export function locale() {
  return current;
}

/**
 * Sets the language of the page: at once if its texts are there, otherwise when they have been loaded. Texts that cannot
 * be loaded leave the page in its language.
 *
 * @param {string | null | undefined} wanted a language tag such as "hi" or "hi-IN"; an unknown one means English
 * @returns {Promise<void> | void} settled when the language is set
 */
export function setLocale(wanted) {
  const language = String(wanted ?? '').toLowerCase().split('-')[0];
  chosen = LOCALES.includes(language) ? language : FALLBACK;
  return Object.hasOwn(CATALOGUES, chosen) ? use(chosen) : load(chosen);
}

async function load(language) {
  try {
    CATALOGUES[language] = await LOADERS[language]();
  } catch (error) {
    reportError(error);
    return;
  }
  if (language === chosen) use(language); // unless another one was chosen in the meantime
}

function use(language) {
  if (language === current) return;
  current = language;
  changes.dispatchEvent(new Event('change'));
}

/**
 * Sets who reads the page.
 *
 * @param {string | null | undefined} wanted "customer"; anything else means staff
 */
export function setAudience(wanted) {
  const next = wanted === 'customer' ? '@customer' : '';
  if (next === suffix) return;
  suffix = next;
  changes.dispatchEvent(new Event('change'));
}

/** @returns {boolean} whether customers read the page */
export function isForCustomers() {
  return suffix !== '';
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
  return words.some((word) => /\p{L}{2}/u.test(word)) ? null : `${chosen}-IN`;
}

/** @returns {() => void} ends the calls of `listener`, which is called after each change of the page's language or audience */
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
  const wanted = hasText(key + suffix) ? key + suffix : key;
  const found = CATALOGUES[current][wanted] ?? CATALOGUES[FALLBACK][wanted];
  if (found === undefined) throw new RangeError(`no text "${key}"`);
  const template = typeof found === 'string' ? found : pluralForm(found, values.count);
  return template.replace(/\{(\w+)\}/g, (slot, name) => (Object.hasOwn(values, name) ? String(values[name]) : slot));
}

function pluralForm(forms, count) {
  return forms[PLURALS[current].select(count)] ?? forms.other;
}

/** Renders its element again when the language or the audience of the page changes, and keeps the element's `lang` attribute. */
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
