/**
 * The page's side of the bridge: shows the sidebar of `/embed` in a frame, and speaks with it.
 *
 *     import { embedSidebar } from 'https://rewards.example/web/v1/host.js';
 *     const sidebar = embedSidebar(document.querySelector('iframe'), { src: 'https://rewards.example/embed', ... });
 */

import { EVENTS, FROM_FRAME, VERSION, messageOf } from './bridge-messages.js';

/**
 * @typedef {object} EmbedOptions
 * @property {string} src the address of `/embed`
 * @property {(how: {isExpired: boolean, context: object}) => Promise<string | null>} tokenProvider
 * @property {object} [context] caseId, customerId, orderId, conversationId
 * @property {object} [settings] heading, locale, replyLocale, theme, audience, canReveal,
 *   forgetsOnReload, withoutSummary, suggestions
 */

/** The sidebar in a frame. Fires the events of the element, and `ready` whenever the frame has connected. */
export class EmbeddedSidebar extends EventTarget {
  #iframe;
  #origin;
  #tokenProvider;
  #context;
  #settings;
  #isLoaded = false;

  /** @param {HTMLIFrameElement} iframe without an address yet @param {EmbedOptions} options */
  constructor(iframe, { src, tokenProvider, context = {}, settings = {} }) {
    super();
    const address = new URL(src, document.baseURI);
    this.#iframe = iframe;
    this.#origin = address.origin;
    this.#tokenProvider = tokenProvider;
    this.#context = context;
    this.#settings = settings;
    addEventListener('message', this.#receive);
    iframe.addEventListener('load', this.#connect);
    iframe.src = address.href;
  }

  get context() {
    return this.#context;
  }

  /** Another context clears everything that is shown for the one before. */
  set context(context) {
    this.#context = context ?? {};
    this.#post('rewards:context', { context: this.#context });
  }

  /** Changes the settings that are named; the others stay. */
  set(settings) {
    this.#settings = { ...this.#settings, ...settings };
    this.#post('rewards:settings', { settings });
  }

  /** The viewer is signed in again: asks what could not be asked. */
  signedIn() {
    this.#post('rewards:signed-in');
  }

  newConversation() {
    this.#post('rewards:new-conversation');
  }

  /** Moves the focus into the frame, for a viewer who asked for it. */
  focus() {
    this.#iframe.focus();
    this.#post('rewards:focus');
  }

  /** Stops listening; removing the frame is up to the page. */
  disconnect() {
    removeEventListener('message', this.#receive);
    this.#iframe.removeEventListener('load', this.#connect);
  }

  #connect = () => {
    this.#isLoaded = true;
    this.#post('rewards:connect', { context: this.#context, settings: this.#settings });
  };

  /** Before the frame has loaded there is nothing to send: it is connected with what has been set by then. */
  #post(type, values = {}) {
    if (!this.#isLoaded) return;
    this.#iframe.contentWindow?.postMessage({ v: VERSION, type, ...values }, this.#origin);
  }

  #receive = ({ source, origin, data }) => {
    if (source !== this.#iframe.contentWindow || origin !== this.#origin) return;
    const message = messageOf(data, FROM_FRAME);
    if (message?.type === 'rewards:ready') this.#fire('ready', { version: VERSION });
    if (message?.type === 'rewards:event' && EVENTS.includes(message.name)) this.#fire(message.name, message.detail);
    if (message?.type === 'rewards:token-request') this.#provide(message);
  };

  async #provide({ nonce, isExpired, context }) {
    let token = null;
    try {
      token = await this.#tokenProvider({ isExpired, context });
    } catch (error) {
      reportError(error);
    }
    this.#post('rewards:token', { nonce, token: typeof token === 'string' ? token : null });
  }

  #fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** @param {HTMLIFrameElement} iframe without an address yet @param {EmbedOptions} options */
export function embedSidebar(iframe, options) {
  return new EmbeddedSidebar(iframe, options);
}
