/** Types of `rewards-sidebar.js`, version 1: the element, what a page sets, and the events that it receives. */

/** What the viewer works on. Another context clears everything that is shown for the one before. */
export interface SidebarContext {
  caseId?: string;
  customerId?: string;
  orderId?: string;
  conversationId?: string;
}

/**
 * Returns a bearer token of the viewer for this context; it is called for each request, and once more with `isExpired`
 * when the service has refused the token. No token within ten seconds leads to the sign-in state.
 */
export type TokenProvider = (how: {
  isExpired: boolean;
  context: Readonly<SidebarContext>;
}) => string | null | undefined | Promise<string | null | undefined>;

export interface SidebarEvents {
  ready: { version: 1 };
  answer: { conversationId: string; turn: number; outcome: string };
  'insert-reply': { text: string; language: string };
  copy: { text: string; language: string };
  escalate: { conversationId: string; note?: string };
  'auth-required': { code: string };
  'conversation-changed': { conversationId: string | null };
  error: { code: string; status: number; requestId: string };
}

export class RewardsSidebar extends HTMLElement {
  /** Base URL of the chat service; empty for the origin of the page. */
  endpoint: string;
  /** The title; empty for the usual one. */
  heading: string;
  get context(): Readonly<SidebarContext>;
  set context(context: SidebarContext | null);
  /** Language of the texts, such as "hi" or "en-IN"; empty leaves the language of the page's other elements. */
  locale: string;
  /** Language of the reply for the customer; empty for the language of the question. */
  replyLocale: string;
  theme: 'light' | 'dark' | 'auto';
  audience: 'staff' | 'customer';
  suggestions: string[];
  tokenProvider: TokenProvider | null;
  /** Whether to offer full gift card numbers; the service decides for each. */
  canReveal: boolean;
  /** Whether a reload of the page begins a new conversation; otherwise the tab keeps the id of the open one. */
  forgetsOnReload: boolean;
  /** Whether the orders of the case are not shown before a question, for a page that shows them itself. */
  withoutSummary: boolean;
  readonly isStreaming: boolean;

  ask(question: string): Promise<void>;
  stop(): void;
  newConversation(): void;
  openConversation(conversationId: string | undefined): void;
  /** The viewer has signed in: asks again what could not be asked without a token. */
  signedIn(): Promise<void>;

  addEventListener<Name extends keyof SidebarEvents>(
    name: Name,
    listener: (event: CustomEvent<SidebarEvents[Name]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'rewards-sidebar': RewardsSidebar;
  }
}
