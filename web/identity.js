/** `<demo-identity>`: the demo's choice of an identity and of the page's language. Fires `identity-change`. */

import { LitElement, css, html, nothing } from './vendor/lit.js';
import { LOCALES, LocaleController, locale, setLocale, text } from './locales/index.js';
import { controls, tokens } from './styles.js';
import { roleWords } from './words.js';

const LEAD = 'support_lead';

export class DemoIdentity extends LitElement {
  static properties = {
    cases: { attribute: false }, roles: { attribute: false }, role: { state: true }, caseId: { state: true },
  };

  static styles = [tokens, controls, css`
    :host { display: block; background: transparent; }
    form { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; justify-content: flex-end; }
    label { display: flex; gap: 0.375rem; align-items: center; min-width: 0; font-size: 0.8125rem; }
    label span { color: var(--rw-muted); flex: none; }
    select, input { min-height: 2rem; padding-block: 0.125rem; font-size: 0.8125rem; }
    select { max-width: 22rem; text-overflow: ellipsis; }
    form[data-lead] select { max-width: 14rem; }
    .reason input { width: 10rem; }
  `];

  constructor() {
    super();
    new LocaleController(this);
    this.cases = [];
    this.roles = [];
    this.role = '';
    this.caseId = '';
  }

  willUpdate(changed) {
    if (changed.has('roles') && !this.role) [this.role = ''] = this.roles;
    if (changed.has('cases') && !this.caseId) this.caseId = this.cases[0]?.caseId ?? '';
  }

  render() {
    return html`<form ?data-lead=${this.role === LEAD} @submit=${this.#applyReason}>
      <label><span>${text('demo.role')}</span><select name="role" @change=${this.#changeRole}>
        ${this.roles.map((role) => html`
          <option value=${role} ?selected=${role === this.role}>${roleWords(role)}</option>`)}
      </select></label>
      <label><span>${text('demo.case')}</span><select name="case" @change=${this.#changeCase}>
        ${this.cases.map(({ caseId, title }) => html`
          <option value=${caseId} ?selected=${caseId === this.caseId}>${caseId}: ${title}</option>`)}
      </select></label>
      ${this.role === LEAD ? this.#reasonField() : nothing}
      <label><span>${text('demo.language')}</span><select name="language"
          @change=${({ target }) => setLocale(target.value)}>
        ${LOCALES.map((name) => html`
          <option value=${name} lang=${name} ?selected=${name === locale()}>${text(`language.${name}`)}</option>`)}
      </select></label>
    </form>`;
  }

  #reasonField() {
    return html`<label class="reason"><span>${text('demo.reason')}</span><input name="reason" required maxlength="200"
        placeholder=${text('demo.reasonHint')} autocomplete="off" /></label>
      <button class="primary">${text('demo.use')}</button>`;
  }

  async #changeRole(event) {
    this.role = event.target.value;
    await this.updateComplete;
    if (this.role === LEAD) this.renderRoot.querySelector('.reason input').focus();
    this.#notify('');
  }

  #changeCase(event) {
    this.caseId = event.target.value;
    this.#notify(this.renderRoot.querySelector('.reason input')?.value ?? '');
  }

  #applyReason(event) {
    event.preventDefault();
    const reason = this.renderRoot.querySelector('.reason input')?.value.trim();
    if (reason) this.#notify(reason);
  }

  /** A lead without a reason has no identity yet: the detail is null then. */
  #notify(reason) {
    const { role, caseId } = this;
    const isComplete = role !== LEAD || reason.trim() !== '';
    const { customerId } = this.cases.find((one) => one.caseId === caseId);
    const detail = isComplete ? { role, caseId, customerId, ...(role === LEAD && { reason: reason.trim() }) } : null;
    this.dispatchEvent(new CustomEvent('identity-change', { detail }));
  }
}

customElements.define('demo-identity', DemoIdentity);
