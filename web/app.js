/** The demo page: identity picker, support tool and sidebar, wired together. The token is kept in this module only. */

import './identity.js';
import './rewards-sidebar.js';
import { problemOf } from './service.js';
import './lead-views.js';
import './support-tool.js';
import { dayAndTime } from './format.js';
import { orderOfLink } from './order-link.js';
import { locale, onLocaleChange, setLocale, text } from './locales/index.js';

const picker = document.querySelector('demo-identity');
const sidebar = document.querySelector('rewards-sidebar');
const tool = document.querySelector('rewards-support-tool');
const views = document.querySelector('rewards-lead-views');
const toolNote = document.querySelector('#tool-note');
const notice = document.querySelector('#notice');

const LABEL = 'data-label'; // the key of an aria-label
const TEXT = 'data-text';
const valuesOf = new WeakMap();

/** Shows a text in an element, now and after each change of the page's language. */
function say(element, key, values = () => ({})) {
  element.setAttribute(TEXT, key);
  valuesOf.set(element, values);
  element.textContent = text(key, values());
}

/** Puts the parts of the document that are no elements of ours into the language of the page. */
function translate() {
  document.documentElement.lang = locale();
  for (const one of document.querySelectorAll(`[${TEXT}]`)) say(one, one.getAttribute(TEXT), valuesOf.get(one));
  for (const one of document.querySelectorAll(`[${LABEL}]`)) one.ariaLabel = text(one.getAttribute(LABEL));
}

/** @returns {import('./service.js').TokenProvider} for one identity; renews an expired token */
function providerFor({ role, caseId, reason }) {
  let token = null;
  return async ({ isExpired }) => {
    if (token === null || isExpired) {
      const response = await fetch('/demo/token', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ role, caseId, ...(reason && { reason }) }),
      });
      if (!response.ok) throw await problemOf(response);
      ({ token } = await response.json());
    }
    return token;
  };
}

/** Switches both panels to another identity, and clears everything shown to the previous one. */
function become(identity) {
  const isStaff = identity !== null && identity.role !== 'customer';
  const tokenProvider = identity && providerFor(identity);
  sidebar.tokenProvider = tokenProvider;
  sidebar.audience = identity?.role === 'customer' ? 'customer' : 'staff';
  sidebar.canReveal = identity?.role === 'support_lead';
  tool.tokenProvider = isStaff ? tokenProvider : null;
  views.isLead = identity?.role === 'support_lead';
  views.tokenProvider = views.isLead ? tokenProvider : null;
  views.reset();
  tool.customerId = identity?.customerId ?? '';
  tool.hidden = !isStaff;
  toolNote.hidden = isStaff;
  say(toolNote, identity === null ? 'demo.needsReason' : 'demo.customerView');
  sidebar.context = identity && { caseId: identity.caseId, customerId: identity.customerId };
  sidebar.newConversation(); // the role may be another one
  const ofCase = picker.cases.find(({ caseId }) => caseId === identity?.caseId);
  sidebar.suggestions = (isStaff && ofCase?.questions) || []; // a customer gets those of the sidebar
  tool.reset();
}

async function start() {
  const response = await fetch('/demo/identities');
  if (!response.ok) throw await problemOf(response);
  const { cases, roles, now } = await response.json();
  Object.assign(picker, { cases, roles });
  tool.today = now;
  views.today = now;
  views.addEventListener('open-order', ({ detail }) => tool.openOrder(detail.order));
  say(document.querySelector('#clock'), 'demo.clockAsOf', () => ({ when: dayAndTime(now) }));
  picker.addEventListener('identity-change', ({ detail }) => become(detail));
  become({ role: roles[0], caseId: cases[0].caseId, customerId: cases[0].customerId });
  sidebar.context = { ...sidebar.context, orderId: orderOfLink(location) };
  await sidebar.updateComplete;
  sidebar.focus({ preventScroll: true }); // the demo is there to ask questions
}

onLocaleChange(translate);
setLocale(new URLSearchParams(location.search).get('locale'));
start().catch(() => {
  notice.hidden = false;
  say(notice, 'demo.unreachable');
});
