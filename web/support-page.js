/** The page of the support tool alone. Its language is that of `?locale=`, or of the browser. */

import { locale, onLocaleChange, setLocale, text } from './locales/index.js';
import './support-tool.js';

function translate() {
  document.documentElement.lang = locale();
  document.title = text('support.title');
}

onLocaleChange(translate);
setLocale(new URLSearchParams(location.search).get('locale') ?? navigator.language);
translate();
