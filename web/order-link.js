/** The order that a page was opened for: `?order=` of its address. */

/** As the service accepts identifiers without configuration: letters, digits and a few signs, never markup or spaces. */
const ORDER = /^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,79}$/;

/** @returns {string | null} a text that may be an order; null for everything else */
export const validOrder = (given) => (typeof given === 'string' && ORDER.test(given.trim()) ? given.trim() : null);

/** @returns {string | null} the order of a link, if it is a valid one */
export const orderOfLink = ({ search }) => validOrder(new URLSearchParams(search).get('order'));

/**
 * Whether the page was not opened by its viewer just now, but loaded again: what a link asks for was asked before then.
 *
 * @param {boolean} isKept whether the tab has kept a conversation of the case: a frame is opened anew whenever its page is
 *   loaded, so that the browser does not say it
 * @param {{performance: Performance, parent: Window}} page
 */
export function isLoadedAgain(isKept, page = window) {
  if (page.parent !== page) return isKept;
  const [navigation] = page.performance.getEntriesByType('navigation');
  return navigation !== undefined && navigation.type !== 'navigate' && navigation.type !== 'prerender';
}
