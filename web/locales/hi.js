/** Hindi, in Devanagari. */
import { hiShell } from './hi-shell.js';

export const hi = {
  ...hiShell,
  'sidebar.heading': 'कैशबैक सहायक',
  'sidebar.newConversation': 'नई बातचीत',
  'sidebar.send': 'भेजें',
  'sidebar.stop': 'रोकें',
};
