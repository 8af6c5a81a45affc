"""The words that no name of a promotion or an item may hold, as they make it a claim, an order or a way to somebody.

English, Hindi, Hindi in Latin letters and Marathi: the languages that the service answers in. A name in another script
is refused for its characters (``record_names``), so it needs no list.
"""

_STATUS = """
paid unpaid refund refunds refunded refunding cancelled canceled cancel approved unapproved expired expires expiring
granted issued reversed due overdue owed owing pending credited debited credit debit rejected declined denied failed
blocked suspended processed processing settled received successful success eligible ineligible withheld revoked deducted
released won winner winners verified promised reimbursed disbursed dispatched delivered shipped returned payable payment
payments payout guaranteed remaining nothing balance confirmed unclaimed finalised finalized completed
"""
_DIRECTIVES = """
call click clicking pay paying share send visit contact whatsapp verify scan claim login logon signin signup sms
redeem submit deposit ignore disregard forget please kindly pls plz urgent urgently immediately hurry must should shall
subscribe unsubscribe reply telegram helpline tollfree hotline otp cvv password passcode kyc upi vpa account accounts
customercare qr prize lottery jackpot congratulations congrats
"""
_SENTENCE = (
    "is are was were will has have had been cannot you your yours we our ours they their i'll you'll we'll isn't"
)
_MONEY = """
rs inr rupee rupees rupaye rupaya rupaiya rupiya rupye usd eur gbp aed dollar dollars euro euros dirham dirhams paise
paisa lakh lakhs lac lacs crore crores hundred thousand sau hazaar hazar hajar
"""
_HOSTS = """
http https ftp www www2 com org html url urls weblink website okaxis oksbi okicici okhdfcbank ybl ibl axl apl tinyurl
bitly
"""
_HINDI_LATIN = """
mila mili milega milegi milenge gaya gayi gaye gya gyi hua hui hue chuka chuki hai hain tha thi hoga hogi honge
nahi nahin radd wapas vapas vaapas waapas wapsi jama bakaya baaki baki manzoor manjoor khatam khatm samapt bhugtan poora
pura poori bhej bheja bhejo bhejen bhejein bhejiye aayega ayega
karo kro karen karein krein kre krdo kare kijiye kijie kariye karna karke
dijiye dijie bhejna batao bataen bataiye dabao dabaen dabaiye daalo dalo jao jaiye jaen jayen kholo kholen likho likhen
lijiye yahan yaha yahaan turant abhi jaldi aap aapka aapki aapke apka apki apke apna apni hamara hamari humara humein
khata paisa paise sampark
"""
_HINDI = """
है हैं था थी थे गया गई गयी गए होगा होगी चुका चुकी चुके मिल मिला मिली मिले मिलेगा मिलेगी करें करो कीजिए कीजिये करिए करना
दें दीजिए दीजिये भेजें भेजो भेजिए भेजा बताएं बताएँ बताओ बताइए दबाएं दबाएँ दबाओ जाएं जाएँ जाओ खोलें खोलो लिखें डालें कॉल
क्लिक पे पेमेंट भुगतान शेयर रद्द वापस रिफंड रिफ़ंड जमा बाकी बाक़ी बकाया मंजूर मंज़ूर स्वीकृत अस्वीकृत समाप्त खत्म ख़त्म जारी
पूरा पूरी हुआ हुई हुए आप आपका आपकी आपके हमारा हमारी अभी तुरंत यहां यहाँ लिंक ओटीपी पासवर्ड खाता खाते नहीं रुपये रुपए
रुपया रूपये रु पैसे लाख करोड़ सौ हजार हज़ार डॉट कॉम व्हाट्सएप फोन फ़ोन संपर्क डायल यूपीआई
"""
_MARATHI = """
आहे आहेत झाला झाले झाली मिळाला मिळाले मिळाली मिळेल परत केला केले केली करा द्या पाठवा दाबा उघडा तुमचा तुमची तुमचे आमचा
भरा देय बाकी रक्कम रुपयांचे
"""
_VERBS = """
dial tap open enter text tell say ask give transfer install download press push buy order get take follow reveal
show see use go join win email mail message write log sign
"""
_OBJECTS = """
here now this that these those us me him them it the my below above today immediately link links all to everything
money number details info form page app code codes
"""
# Refused wherever they stand.
REFUSED = frozenset(" ".join((_STATUS, _DIRECTIVES, _SENTENCE, _MONEY, _HOSTS, _HINDI_LATIN, _HINDI, _MARATHI)).split())

# Verbs that are nouns of trade as well (blue dial, water tap, open toe): refused before something to act on only.
VERBS = frozenset(_VERBS.split())
OBJECTS = frozenset(_OBJECTS.split())
JOINED = frozenset(
    f"{verb}{end}"
    for verb in ("click", "call", "pay", "tap", "visit", "dial", "scan", "open", "buy")
    for end in ("here", "now", "us", "me", "this", "link", "today")
) - {"callus"}

# Titles of trade that hold one of the words above.
TRADE_PHRASES = (
    "call of duty",
    "call bell",
    "video call",
    "video calls",
    "contact lens",
    "contact lenses",
    "contact paper",
    "contact cleaner",
    "amazon pay gift card",
    "amazon pay e-gift card",
    "amazon pay icici",
    "rupay",
    "new balance",
    "balance bike",
    "balance board",
    "credit card holder",
    "credit card wallet",
)
