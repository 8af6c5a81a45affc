/**
 * `<rewards-audit-log>`: who looked up what, by customer and account, with exports, for support leads. Customers are
 * hashes in the log. Properties: `endpoint`, `tokenProvider`, `today`.
 */

import { html, nothing } from './vendor/lit.js';
import { saveFile } from './file-download.js';
import { dayAndTime } from './format.js';
import { LeadList } from './lead-list.js';
import { auditExport } from './lead-service.js';
import { hasText, text } from './locales/index.js';
import { roleWords } from './words.js';

const FORMATS = ['csv', 'jsonl'];

export class AuditLog extends LeadList {
  static properties = { isExporting: { state: true } };

  view = 'audit';

  constructor() {
    super();
    this.isExporting = false;
  }

  filters() {
    return html`${this.field('customer', text('lead.customer'))} ${this.field('agent', text('lead.agent'))} ${this.period()}`;
  }

  actions() {
    return FORMATS.map((format) => html`<button type="button" ?disabled=${!this.tokenProvider || this.isExporting}
      @click=${() => this.#export(format)}>${text(`lead.export.${format}`)}</button>`);
  }

  above() {
    const chain = this.result.page?.chain;
    if (!chain) return nothing;
    const words = text(`lead.chain.${chain.status}`, { count: chain.records });
    return html`<p class=${chain.status === 'damaged' ? 'problem' : 'small muted'}>${words}</p>`;
  }

  entry({ at, account, role, caseId, reason, tool, decision, status }) {
    return html`
      <div class="head">
        <span class="kind">${hasText(`lead.tool.${tool}`) ? text(`lead.tool.${tool}`) : tool}</span>
        ${decision === 'deny' ? html`<span class="badge alert">${text('lead.denied')}</span>` : nothing}
        ${status === 'unavailable' ? html`<span class="badge notice">${text('lead.failed')}</span>` : nothing}
        <span class="when muted small">${dayAndTime(at)}</span>
      </div>
      <div class="facts">
        <span>${role === 'customer' ? roleWords(role) : account}</span>
        <span class="muted small">${roleWords(role)}${caseId ? ` · ${caseId}` : ''}</span>
      </div>
      ${reason ? html`<p class="small">${text('lead.because', { reason })}</p>` : nothing}`;
  }

  async #export(format) {
    this.isExporting = true;
    try {
      const request = { endpoint: this.endpoint, parameters: { ...this.parameters, format } };
      saveFile(await auditExport(request, this.tokenProvider), `audit.${format}`);
    } catch (error) {
      this.fail(error);
    } finally {
      this.isExporting = false;
    }
  }
}

customElements.define('rewards-audit-log', AuditLog);
