/**
 * The page of the support tool alone, with the lead views beside it where the token provider's module says that the
 * viewer is a lead. The language is that of `?locale=`, or of the browser.
 */

import './lead-views.js';
import { locale, onLocaleChange, setLocale, text } from './locales/index.js';
import './support-tool.js';

const tool = document.querySelector('rewards-support-tool');
const views = document.querySelector('rewards-lead-views');

function translate() {
  document.documentElement.lang = locale();
  document.title = text('support.title');
}

/** Shows the views of leads. The tool reports a module that cannot be used; the service decides what a lead is shown. */
async function showLeadViews() {
  const url = new URL(tool.tokenProviderModule, document.baseURI);
  if (url.origin !== location.origin) return;
  const provided = await import(url.href);
  views.today = new Date().toISOString();
  views.tokenProvider = provided.default;
  views.isLead = provided.isLead === true;
}

onLocaleChange(translate);
setLocale(new URLSearchParams(location.search).get('locale') ?? navigator.language);
translate();
views.addEventListener('open-order', ({ detail }) => tool.openOrder(detail.order));
showLeadViews().catch(() => undefined);
