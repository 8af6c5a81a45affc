/**
 * The frame's side of the bridge: connects the sidebar of `/embed` to the page that shows it.
 *
 * Only the parent window is listened to, and only if its origin is one of those that the service has listed. Nothing is
 * sent before such a page has connected, and everything then goes to its exact origin.
 */

import { EVENTS, FROM_HOST, VERSION, isRecord, messageOf } from './bridge-messages.js';
import { orderOfLink } from './order-link.js';

const MOST_SUGGESTIONS = 10;
const LONGEST_TEXT = 300;

const isText = (value) => typeof value === 'string' && value.length <= LONGEST_TEXT;
const isOneOf = (...values) => (value) => values.includes(value);

/** What a page may set, and which values are used; others are ignored. */
const SETTINGS = {
  heading: isText,
  locale: isText,
  replyLocale: isText,
  theme: isOneOf('light', 'dark', 'auto'),
  audience: isOneOf('staff', 'customer'),
  canReveal: isOneOf(true, false),
  forgetsOnReload: isOneOf(true, false),
  withoutSummary: isOneOf(true, false),
  suggestions: (value) => Array.isArray(value) && value.length <= MOST_SUGGESTIONS && value.every(isText),
};

/** Tokens that were requested and not answered yet, by the nonce of the request. */
class TokenRequests {
  #waiting = new Map();

  /** @returns {[string, Promise<string | null>]} the nonce, and the token once the page has answered */
  open() {
    const nonce = crypto.randomUUID();
    const { promise, resolve } = Promise.withResolvers();
    this.#waiting.set(nonce, resolve);
    return [nonce, promise];
  }

  /** Takes an answer once; one to no request is ignored. The element checks the token itself. */
  answer({ nonce, token }) {
    this.#waiting.get(nonce)?.(token ?? null);
    this.#waiting.delete(nonce);
  }

  /** Forgets all requests: their answers would be those of another context. */
  drop() {
    this.#waiting.clear();
  }
}

/**
 * @param {import('./rewards-sidebar.js').RewardsSidebar} sidebar
 * @param {string[]} hosts the origins that may connect
 */
export function connectFrame(sidebar, hosts) {
  const requests = new TokenRequests();
  let linked = null; // the order of the frame's address and the case that it belongs to
  let host = null; // the origin of the page that has connected

  const post = (type, values = {}) => window.parent.postMessage({ v: VERSION, type, ...values }, host);

  const tokenProvider = (how) => {
    const [nonce, token] = requests.open();
    post('rewards:token-request', { nonce, ...how });
    return token;
  };

  /** Adds the order of the frame's address to a context of the case that the frame was opened for. */
  const withLinkedOrder = (context) => {
    linked ??= { caseId: context?.caseId, orderId: orderOfLink(location) };
    return linked.orderId && context?.caseId === linked.caseId ? { orderId: linked.orderId, ...context } : context;
  };

  const setContext = (context) => {
    requests.drop();
    sidebar.context = withLinkedOrder(context);
  };

  const received = {
    'rewards:connect': ({ context, settings }) => {
      apply(sidebar, settings);
      setContext(context);
      sidebar.tokenProvider = tokenProvider;
      post('rewards:ready');
    },
    'rewards:settings': ({ settings }) => apply(sidebar, settings),
    'rewards:context': ({ context }) => setContext(context),
    'rewards:token': (message) => requests.answer(message),
    'rewards:signed-in': () => sidebar.signedIn(),
    'rewards:new-conversation': () => sidebar.newConversation(),
    'rewards:focus': () => sidebar.focus(),
  };

  addEventListener('message', ({ source, origin, data }) => {
    if (source !== window.parent || !hosts.includes(origin)) return;
    const message = messageOf(data, FROM_HOST);
    if (message === null || (host === null && message.type !== 'rewards:connect')) return;
    host ??= origin;
    if (origin === host) received[message.type](message);
  });

  for (const name of EVENTS) {
    sidebar.addEventListener(name, (event) => {
      // The browser's own event `copy` is not one of the element.
      if (host !== null && event instanceof CustomEvent) post('rewards:event', { name, detail: event.detail });
    });
  }
}

function apply(sidebar, settings) {
  if (!isRecord(settings)) return;
  for (const [name, isUsable] of Object.entries(SETTINGS)) {
    if (Object.hasOwn(settings, name) && isUsable(settings[name])) sidebar[name] = settings[name];
  }
}

/** Makes the document that of the sidebar. A style sheet of the page would be one more request. */
function fill(sidebar) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('html, body { height: 100%; margin: 0; } rewards-sidebar { min-height: 0; }');
  document.adoptedStyleSheets = [sheet];
  // The language of the document is that of the element, which may have to load its texts first.
  new MutationObserver(() => { document.documentElement.lang = sidebar.lang; })
    .observe(sidebar, { attributeFilter: ['lang'] });
  sidebar.endpoint = location.pathname.replace(/\/embed\/?$/, ''); // the path of a proxy, if there is one
}

await customElements.whenDefined('rewards-sidebar');
const sidebar = document.querySelector('rewards-sidebar');
fill(sidebar);
connectFrame(sidebar, document.querySelector('meta[name=rewards-hosts]').content.split(' ').filter(Boolean));
