/** The demo page: identity picker, support tool and sidebar, wired together. The token is kept in this module only. */

import './identity.js';
import './rewards-sidebar.js';
import { problemOf } from './service.js';
import './support-tool.js';
import { dayAndTime } from './format.js';

const picker = document.querySelector('demo-identity');
const sidebar = document.querySelector('rewards-sidebar');
const tool = document.querySelector('rewards-support-tool');
const toolNote = document.querySelector('#tool-note');
const notice = document.querySelector('#notice');

/** @returns {import('./service.js').TokenProvider} for one identity at one service; renews an expired token */
function providerFor({ role, caseId, reason }, audience) {
  let token = null;
  return async ({ isExpired }) => {
    if (token === null || isExpired) {
      const response = await fetch('/demo/token', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ role, caseId, audience, ...(reason && { reason }) }),
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
  sidebar.tokenProvider = identity && providerFor(identity, 'rewards-agent');
  sidebar.canReveal = identity?.role === 'support_lead';
  tool.tokenProvider = isStaff ? providerFor(identity, 'rewards-api') : null;
  tool.customerId = identity?.customerId ?? '';
  tool.hidden = !isStaff;
  toolNote.hidden = isStaff;
  toolNote.textContent = identity === null
    ? 'A support lead may look up any customer and must give a reason for the audit log. Enter it above.'
    : 'This is what a customer sees: the assistant only. The support tool is for staff.';
  sidebar.suggestions = picker.cases.find(({ caseId }) => caseId === identity?.caseId)?.questions ?? [];
  sidebar.newConversation();
  tool.reset();
}

async function start() {
  const response = await fetch('/demo/identities');
  if (!response.ok) throw await problemOf(response);
  const { cases, roles, now } = await response.json();
  Object.assign(picker, { cases, roles });
  tool.today = now;
  document.querySelector('#clock').textContent = `Demo data, as of ${dayAndTime(now)}`;
  picker.addEventListener('identity-change', ({ detail }) => become(detail));
  become({ role: roles[0], caseId: cases[0].caseId, customerId: cases[0].customerId });
}

start().catch(() => {
  notice.hidden = false;
  notice.textContent = 'The demo service cannot be reached. Start it again, then reload this page.';
});
