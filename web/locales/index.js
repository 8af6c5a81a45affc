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
  return template.replace(/\{(\w+)\}/g, (slot, name) => (name in values ? String(values[name]) : slot));
}

function pluralForm(forms, count) {
  return forms[new Intl.PluralRules(current).select(count)] ?? forms.other;
}

/** Renders its element again when the language of the page changes. */
export class LocaleController {
  #host;

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  #update = () => this.#host.requestUpdate();

  hostConnected() {
    changes.addEventListener('change', this.#update);
  }

  hostDisconnected() {
    changes.removeEventListener('change', this.#update);
  }
}
