/** English. */
export const en = {
  'sidebar.heading': 'Cashback assistant',
  'sidebar.newConversation': 'New conversation',
  'sidebar.send': 'Send',
  'sidebar.stop': 'Stop',
  'signIn.required': 'Sign in to ask questions.',
  'signIn.timedOut': 'Signing in is taking too long.',
  'signIn.failed': 'Signing in failed.',
  'signIn.ended': 'Your session has ended.',
  'signIn.button': 'Sign in',
};
