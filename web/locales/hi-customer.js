/** Hindi: what reads differently where customers read it, and what only they read. An empty text is not shown. */
export const hiCustomer = {
  'sidebar.heading@customer': 'आपका कैशबैक',
  'sidebar.lead@customer': 'आपके कैशबैक में हम कैसे मदद करें?',
  'sidebar.sources@customer': 'पूछिए कि आपसे कितने का वादा था, आपको कितना मिला है और कितना आना बाकी है।',
  'sidebar.placeholder@customer': 'अपने ऑर्डर के बारे में पूछिए',

  'customer.person': 'किसी व्यक्ति से बात करें',
  'customer.askForPerson': 'मुझे किसी इंसान से बात करनी है',
  'customer.suggestionRest': 'मेरा कितना कैशबैक बाकी है?',
  'customer.suggestionWhen': 'मेरा बाकी कैशबैक कब मिलेगा?',
  'customer.suggestionCards': 'मेरा कैशबैक किन गिफ्ट कार्ड पर आया?',

  'turn.offline@customer': '',
  'turn.model@customer': '',
  'turn.degraded@customer': '',
  'fact.fromRecords@customer': 'आपके ऑर्डर के रिकॉर्ड से।',
  'history.none@customer': 'पहले की कोई बातचीत नहीं है।',

  'looking.get_promotion_execution_details@customer': 'आपका ऑर्डर देखा जा रहा है…',
  'looking.get_issuance_history@customer': 'देखा जा रहा है कि क्या-क्या मिला…',
  'looking.get_remaining_cashback@customer': 'देखा जा रहा है कि कितना बाकी है…',
  'looking.search@customer': 'आपके ऑर्डर खोजे जा रहे हैं…',
  'lookedUp.get_promotion_execution_details@customer': 'आपका ऑर्डर देखा गया',
  'lookedUp.get_issuance_history@customer': 'देखा गया कि क्या-क्या मिला',
  'lookedUp.get_remaining_cashback@customer': 'देखा गया कि कितना बाकी है',
  'lookedUp.search@customer': 'आपके ऑर्डर खोजे गए',

  'gap.timeout@customer': 'आपके रिकॉर्ड का एक हिस्सा समय पर पढ़ा नहीं जा सका',
  'gap.error@customer': 'आपके रिकॉर्ड का एक हिस्सा पढ़ा नहीं जा सका',
  'gap.circuitOpen@customer': 'आपके रिकॉर्ड का एक हिस्सा अभी पढ़ा नहीं जा सकता',
  'gap.other@customer': 'आपके रिकॉर्ड का एक हिस्सा पढ़ा नहीं जा सका',
  'outcome.refused@customer': 'यह काम इस चैट में नहीं हो सकता',
  'reason.SOURCE_UNAVAILABLE@customer': 'आपके रिकॉर्ड का एक हिस्सा पढ़ा नहीं जा सका',

  'problem.invalidIdentifier@customer': 'यह ऑर्डर नंबर सही नहीं है। देखिए कि लिखने में गलती तो नहीं हुई।',
  'problem.modelUnavailable@customer': 'सहायक अभी उपलब्ध नहीं है। थोड़ी देर में फिर कोशिश कीजिए।',
  'problem.stepLimit@customer': 'यह एक बार में बहुत ज़्यादा है। एक बार में एक ही ऑर्डर के बारे में पूछिए।',
  'problem.policyUnavailable@customer': 'यह अभी देखा नहीं जा सका। थोड़ी देर में फिर कोशिश कीजिए।',
  'problem.redactionFailed@customer': 'यह अभी दिखाया नहीं जा सका। थोड़ी देर में फिर कोशिश कीजिए।',
  'problem.guardFault@customer': 'यह अभी दिखाया नहीं जा सका। थोड़ी देर में फिर कोशिश कीजिए।',
  'problem.403@customer': 'यह यहाँ नहीं दिखाया जा सकता।',
};
