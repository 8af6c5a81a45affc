/** English. */
import { enShell } from './en-shell.js';

export const en = {
  ...enShell,
  'sidebar.heading': 'Cashback assistant',
  'sidebar.newConversation': 'New conversation',
  'sidebar.send': 'Send',
  'sidebar.stop': 'Stop',
};
