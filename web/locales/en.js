/** English. */
export const en = {
  'sidebar.heading': 'Cashback assistant',
  'sidebar.newConversation': 'New conversation',
  'sidebar.send': 'Send',
  'sidebar.stop': 'Stop',
};
