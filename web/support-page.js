/** The page of the support tool alone. Its language is that of `?locale=`, or of the browser. */

import './lead-views.js';
import { locale, onLocaleChange, setLocale, text } from './locales/index.js';
import './support-tool.js';

const tool = document.querySelector('rewards-support-tool');
const views = document.querySelector('rewards-lead-views');

function translate() {
  document.documentElement.lang = locale();
  document.title = text('support.title');
}

/** Shows the lead views if the site's module of tokens says that its viewer is a lead. The service decides by itself. */
async function offerLeadViews() {
  const url = new URL(tool.getAttribute('token-provider'), document.baseURI);
  if (url.origin !== location.origin) return;
  const { default: tokenProvider, isLead } = await import(url.href);
  views.isLead = Boolean(await isLead?.());
  views.tokenProvider = tokenProvider;
}

views.addEventListener('open-order', ({ detail }) => tool.openOrder(detail.order));
offerLeadViews().catch(() => {}); // the tool says that the module cannot be used
onLocaleChange(translate);
setLocale(new URLSearchParams(location.search).get('locale') ?? navigator.language);
translate();
