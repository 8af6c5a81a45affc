"""The words by which people ask about cashback, in English, Hinglish and Hindi, and what each speaks of.

A phrase may have up to three words. Words are in small letters, Devanagari without dots under its letters.
"""

from enum import StrEnum


class Concept(StrEnum):
    CASHBACK = "cashback"
    ORDER = "order"
    CUSTOMER = "customer"
    CREATED = "created"
    PROMISED = "promised"
    GRANTED = "granted"
    REMAINING = "remaining"
    HOW_MUCH = "howMuch"
    WHY = "why"
    WHEN = "when"
    TO_COME = "toCome"
    WHERE = "where"
    WHICH = "which"
    GIFT_CARD = "giftCard"
    SCRATCH_CARD = "scratchCard"
    INSTANT = "instant"
    ITEM = "item"
    INSTALLMENT = "installment"
    EXPIRY = "expiry"
    REVERSED = "reversed"
    FAILED = "failed"
    CAP = "cap"
    EXCESS = "excess"
    HISTORY = "history"
    STATUS = "status"
    TO_TELL = "toTell"
    OTHER = "other"
    LATEST = "latest"
    BOTH = "both"
    SO_FAR = "soFar"
    GREETING = "greeting"
    THANKS = "thanks"
    ACKNOWLEDGED = "acknowledged"


C = Concept
WORDS: dict[Concept, str] = {
    C.CASHBACK: (
        "cashback, cashbacks, cash back, cb, cbk, cashbk, cash bk, reward, rewards, promo, promos, promotion, "
        "promotions, offer, offers, benefit, benefits, points, money, rupee, rupees, rs, inr, paisa, paise, "
        "rupaye, rupay, कैशबैक, कैश बैक, रिवॉर्ड, रिवार्ड, ऑफर, पैसा, पैसे, रुपये, रुपए, रुपया, राशि, रकम, "
        "issuance, issuances"
    ),
    C.ORDER: (
        "order, orders, ord, ords, ordr, odr, oder, txn, txns, trx, trxn, transaction, transactions, purchase, "
        "purchases, brf, ऑर्डर, आर्डर, लेनदेन, लेन देन, खरीद, खरीदारी, kharid, kharida, kharidari"
    ),
    C.CUSTOMER: "cx, cust, customer, customers, client, buyer, user, caller, grahak, ग्राहक",
    C.CREATED: (
        "placed, created, ordered, purchased, bought, order date, txn date, transaction date, order kiya, kharida, "
        "ऑर्डर किया, खरीदा, बना"
    ),
    C.PROMISED: (
        "promised, promise, promises, eligible, eligibility, entitled, offered, supposed to get, wada, vada, "
        "vaada, waada, wade, वादा, वादे, मिलना था, मिलने थे, मिलना चाहिए, milna tha, milne the, milna chahiye, "
        "milne wala tha"
    ),
    C.GRANTED: (
        "granted, grant, got, get, gets, gotten, receive, received, receives, recvd, rcvd, recd, credited, "
        "credit, crdtd, paid, payout, issued, given, came, come, comes, loaded, deposited, disbursed, keep, "
        "keeps, kept, mila, mile, mili, mil, milla, aaya, aya, aaye, aye, aayi, ayi, aa, diya, diye, jama, मिला, "
        "मिले, मिली, मिल, आया, आए, आये, आई, दिया, दिए, जमा, money received"
    ),
    C.REMAINING: (
        "left, remaining, remains, remain, remainder, rest, balance, bal, pending, pndng, pend, due, dues, owed, "
        "outstanding, unpaid, yet to be, yet to come, still to come, stuck, missing, held, short, shortfall, "
        "still due, baaki, baki, baqi, baakee, bacha, bache, bachi, bakaya, shesh, reh gaya, reh gaye, rah gaya, "
        "ruka, ruki, atka, बाकी, बचा, बचे, बची, बकाया, शेष, लंबित, रुका, रुकी, अटका, रह गया"
    ),
    C.HOW_MUCH: (
        "how much, how many, hw much, amount, amounts, amt, amts, amnt, total, value, worth, kitna, kitne, kitni, "
        "ktna, kitnaa, कितना, कितने, कितनी, कुल, kul, sum"
    ),
    C.WHY: (
        "why, y, reason, reasons, how come, what happened, wht happened, what happen, happened, kyu, kyun, kyon, "
        "kyoon, kyo, q nahi, wajah, karan, kya hua, kyaa hua, क्यों, क्यूं, क्यो, कारण, वजह, क्या हुआ, explain, "
        "explanation, issue kya, compare, comparison"
    ),
    C.WHEN: "when, kab, कब, date, dates, which day, what day, kis din, tarikh, tareekh, तारीख, किस दिन",
    C.TO_COME: (
        "will, eta, expected, aayega, aaega, ayega, aayegi, aaegi, aayenge, aa jayega, milega, milegi, milenge, "
        "hoga, jayega, how long, how soon, by when, kab tak, कब तक, मिलेगा, मिलेगी, मिलेंगे, आएगा, आयेगा, आएगी, "
        "आएंगे, होगा, coming back, tomorrow, tat"
    ),
    C.WHERE: "where, kahan, kaha, kidhar, कहां, कहाँ, किधर",
    C.WHICH: "which, kaunsa, kaunse, kaunsi, konsa, konse, konsi, kis, किस, कौन, कौनसा, whch",
    C.GIFT_CARD: ("gift card, gift cards, giftcard, giftcards, gc, gcs, card, cards, गिफ्ट कार्ड, कार्ड, gift"),
    C.SCRATCH_CARD: (
        "scratch card, scratch cards, scratchcard, scratchcards, scratch, sc, स्क्रैच कार्ड, स्क्रैच, scrach, skrach card"
    ),
    C.INSTANT: "instant cashback, instant cb, instant",
    C.ITEM: (
        "item, items, itms, product, products, article, articles, shipment, shipments, shipped, unshipped, saman, "
        "saamaan, cheez, आइटम, सामान, उत्पाद, शिप"
    ),
    C.INSTALLMENT: (
        "installment, installments, instalment, instalments, inst, instl, kist, kisht, kiston, kishton, part, "
        "parts, tranche, किस्त, किश्त, किस्तों, किस्तें"
    ),
    C.EXPIRY: (
        "expire, expired, expires, expiry, expiring, expiration, exp, valid, validity, lapsed, lapse, still "
        "claim, can claim, still use, still get, khatam, एक्सपायर, एक्सपायरी, समाप्त, वैध, खत्म"
    ),
    C.REVERSED: (
        "reversed, reverse, reversal, reversals, taken back, took back, take back, clawed back, clawback, "
        "deducted, recovered, wapas, waapas, vapas, vapis, wapis, returned, return, वापस, वापसी, कटा, कट"
    ),
    C.FAILED: ("failed, fail, failure, failing, unsuccessful, declined, attempt, attempts, asafal, फेल, असफल, विफल"),
    C.CAP: "cap, capped, limit, maximum, सीमा",
    C.EXCESS: (
        "excess, extra, more than promised, more than, over issued, overissued, overpaid, duplicate, twice, "
        "double, do baar, zyada, jyada, ज्यादा, दो बार, डबल"
    ),
    C.HISTORY: "history, timeline, all events, every issuance, log, इतिहास",
    C.STATUS: (
        "status, sts, chk, check, chck, position, details, detail, dtls, breakup, break up, breakdown, update, "
        "confirm, conf, verify, summary, story, batao, bata, btao, bataiye, bataye, bataen, dekho, dekh, बताओ, "
        "बताइए, बताइये, बताएं, बता, देखो, देखिए, स्थिति, जानकारी, विवरण"
    ),
    C.TO_TELL: (
        "tell him, tell her, tell them, tell cx, tell the customer, tell customer, simple words, to the customer, "
        "inform cx, reply to cx"
    ),
    C.OTHER: (
        "other, another, else, dusra, doosra, dusre, doosre, dusri, doosri, dusara, dosra, दूसरा, दूसरे, दूसरी, "
        "previous, earlier, pehle wala, पहले वाला, अन्य"
    ),
    C.LATEST: (
        "latest, most recent, recent, newest, last order, last one, last txn, last transaction, aakhri order, "
        "pichla order, pichhla order, naya order, नया ऑर्डर, पिछला ऑर्डर, आखिरी ऑर्डर, last purchase, current "
        "order"
    ),
    C.BOTH: "of these, of them, these two, inme se, inmein se, both, dono, donon, each, दोनों, दोनो",
    C.SO_FAR: (
        "till date, till today, till now, to date, so far, as of now, as of today, aaj tak, abhi tak, ab tak, अब तक, "
        "आज तक"
    ),
    C.GREETING: (
        "hi, hii, hiii, hello, helo, hlo, hey, heya, namaste, namaskar, namaskaram, good morning, good afternoon, "
        "good evening, gm, नमस्ते, नमस्कार, हेलो, हैलो, who are you, what can you, how are you, kaise ho, help, "
        "help me, मदद, madad"
    ),
    C.THANKS: (
        "thanks, thank you, thank, thx, thnx, thanx, tnx, ty, tysm, dhanyavaad, dhanyavad, dhanyawad, shukriya, "
        "धन्यवाद, शुक्रिया, great, perfect, awesome, super"
    ),
    C.ACKNOWLEDGED: (
        "ok, okay, okk, k, kk, got it, fine, theek hai, thik hai, theek, thik, accha, acha, achha, noted, cool, "
        "done, sure, alright, wow, nice, good, hmm, ठीक है, ठीक, अच्छा, ok ji, haan, हां, हाँ, yes, no problem"
    ),
}
# By themselves these do not make a message one about cashback.
WEAK = frozenset(
    {
        C.CUSTOMER,
        C.CREATED,
        C.WHEN,
        C.WHERE,
        C.WHICH,
        C.WHY,
        C.TO_COME,
        C.OTHER,
        C.LATEST,
        C.BOTH,
        C.GREETING,
        C.THANKS,
        C.ACKNOWLEDGED,
        C.TO_TELL,
        C.SO_FAR,
    }
)
# Of these one alone is not enough either: "what is the status of my flight", "send money to my friend".
VAGUE = frozenset({C.STATUS, C.HOW_MUCH, C.GRANTED, C.REMAINING, C.CAP, C.EXCESS, C.FAILED, C.ITEM})
# Words without a meaning of their own that people fill their questions with, besides those of the answers' vocabulary.
_FILLERS = """
1st 2nd 3rd ab abey abhi about abt after again also and angry anything apna apne are arre asap ask asked asking at
back bas be been before between bhai bhaiya bhi bol bola bole bolo bro but call called can claim claims complete
confirm confirmed correct could cud d da date dated day de dear dedo dena did digits dila do does dt end ending ends
everything final find first for from full fully gaya gaye gayi give go going gone gya h haan had hai hain happen has
have he her here hi him his hit ho hoga how hs hua hue hui hv hw i id ids in insisting insists is iska iske it itna
itni its jaldi ji just ka kaise kar karein karke karna karo ke keval ki kind kindly know ko krdo krna kya last let lo
look maam madam mat may me mein mera mere meri month mujhe my n na nahi nahin nai ne need needs never nhi no not
nothing num number of on one only or our par pe please pls plz poora poori pura puri put r raha rahe rahi re reached
rha rhi right saara sab said say saying says se second see shd she should show shud since sir sirf so something still
tak team tell tha that the their them there these they thi third this those till tk to today toh told true two u unka
unke until ur urgent urgently uska uske wala wale wali walo want wants was wat wats we week were what whats who whole
wht will with would wrong wud yaar year yesterday yet you अभी इतना इस उस एक और कब कर करो कह का की कृपया के केवल को
क्या गई गए गया ग्राहक जी तक तो था थी थे दो नहीं ने पर पूरा पूरे बस भाई भी मुझे में मेरा मेरी मेरे मैडम यह ये रहा रही
रहे लिए लिया वह वो सर सिर्फ से ही है हैं हो
"""
FILLERS = frozenset(_FILLERS.split())
