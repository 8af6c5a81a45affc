/** Hindi, in Devanagari. */
export const hi = {
  'sidebar.heading': 'कैशबैक सहायक',
  'sidebar.newConversation': 'नई बातचीत',
  'sidebar.send': 'भेजें',
  'sidebar.stop': 'रोकें',
};
