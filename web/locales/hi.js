/** Hindi, in Devanagari. */
export const hi = {
  'sidebar.heading': 'कैशबैक सहायक',
  'sidebar.newConversation': 'नई बातचीत',
  'sidebar.send': 'भेजें',
  'sidebar.stop': 'रोकें',
  'signIn.required': 'सवाल पूछने के लिए साइन इन करें।',
  'signIn.timedOut': 'साइन इन में बहुत समय लग रहा है।',
  'signIn.failed': 'साइन इन नहीं हो पाया।',
  'signIn.ended': 'आपका सत्र समाप्त हो गया है।',
  'signIn.button': 'साइन इन करें',
};
