"""The words that an answer may be made of: a closed set, for a word outside of it could state what no fact proves.

``FREE`` words state nothing of the cashback by themselves. ``BOUND`` words do, or may: they go out only where a check
has read them, as a claim that the facts prove, as the word for a figure, or in a phrase of ``phrases``. To let the
service say more, add a word to ``FREE`` only if it gives no sentence a new meaning; otherwise to ``BOUND``, with a
claim or a phrase that reads it. Words of places, other people, deadlines and means of payment belong in neither.
"""

_FUNCTION = """
a an the this that these those it its they them their theirs he she his her him we us our i me my myself you your
itself themselves who whom whose which what when where why how whether if once as than then there here so such thus
therefore hence and or but nor however while whereas although though also too either both each per only just even of
in on at to for from by with without within between among into onto about out up over under after before since until
till through via because like unlike be is am are was were been being do does did have has had having can could may
might cannot not isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't can't couldn't it's that's
there's here's what's i'm i've you've you're they've they're we've we're let's he's she's yet still already now far
currently presently actually overall altogether together separately respectively own more most less least much many
some any several one ones first second third last latest recent let whenever things event events free heading
headings result results model models very quite really rather please kindly well e g etc ie eg vs
"""
_COURTESY = """
hello hi hey dear sure okay ok certainly gladly happy glad pleased welcome thanks thank sorry apologise apologize
apologies inconvenience confusion patience understanding concern concerns unfortunately fortunately good news hope
hopes helpful help helps helping assist assistance useful question questions message messages feel kind regards
namaste sincerely
"""
_LOOKING_UP = """
know knows known unknown look looks looked looking lookup see seen find finds found check checks checked checking
search searched searches show shows shown showing list lists listed listing name names named mention mentions
mentioned mentioning say says said saying tell tells told ask asks asked asking note notes noted state states stated
describe describes described explain explains explained explanation mean means meant understand clear unclear unsure
certain uncertain correspond corresponds corresponding relate relates related observation suggested suggestion draft
remembers remember current summarise summarize afraid confirm confirms confirmed match matches matched matching
appear appears appeared seem seems read refer refers based according belong belongs want wanted wants wonder
wondering provide provides provided able unable record recorded records recording history log logs proven proved
information info detail details detailed summary overview breakdown answer answers answered reply data database
databases source sources tracker tool tools service ped concessions promotion execution line lookups access
accessible visible value values figure figures number numbers exact exactly total totals sum sums amount amounts
difference below above calendar side table row column rank ranks ranking reason reasons status statuses point points
part parts partly partially partial unavailable separate different instead otherwise rest change changes personal
language english hindi topic agent support case cases
"""
_CASHBACK = """
cashback cash cashbacks reward rewards promotions promotional offer offers benefit benefits gift card cards giftcard
giftcards scratch instant money rupee rupees paise order orders ordered ordering item items product products article
articles shipment shipments transaction transactions customer customers buyer user installment installments
instalment instalments issuance issuances payment payments promise promised promises promising eligible eligibility
entitled entitlement offered created remaining remainder balance position claim claims claimed word words report
reports reported right correct correctly true indeed yes longer shorter short brief older newer old attempt attempts
attempted carried placed worth customer's order's card's promotion's
"""
_HINGLISH = """
isme unme unmein un hoon aap aapko aapka aapki aapke aapne aapse main mera mujhe hum humein humare hamare hamein
unka unke unki unko unhe unhein unhone inka iske iska iski isko ismein usmein uska uske uski usko yeh ye yah woh wo
vo wahi yahan wahan yahi hai hain tha thi hun hua hue hui huye ho hone hota hote hoti raha rahi rahe rahega ka ki ke
ko mein par pe se ne tak aur ya bhi na nahi nahin nahii nahee mat kya kyun kyon kyunki kyonki kitna kitne kitni kab
kahan kaise kaun jo jab tab agar toh isliye lekin magar jabki phir fir ab abhi sirf bas keval pehle pehla pehli
doosra doosri dusra dusri dusre teesra teesri aakhri akhri baad saath sath kist kiston kishton kisht kishtein kisten
wada vaada waada vada kiya karein kare karke karne kijiye karo liye dwara hisaab jaankari jankari jaanna janna
sawaal sawal madad kar sakta sakti sakte sakun dekh dekha dekhne bata bataiye batayiye batayein batane batana bataye
kaha likha pucha poocha maaf maafi kshama khed shukriya dhanyavaad dhanyawad ji haan grahak rakam rashi paisa rupaye
vajah wajah karan kaaran tareekh tarikh din naam alag wala wale wali jaise jaisa anusaar kul baki baaki baqi shesh
gaya gayi gaye gai krupya kripya chahiye chahte chahenge samajh samjha pata maloom
"""
_HINDI = """
नमस्ते नमस्कार धन्यवाद शुक्रिया कृपया माफ़ माफ क्षमा खेद जी हाँ हां एक दो तीन चार पाँच पांच आप आपको आपका आपकी आपके
आपने मैं मुझे मेरा मेरे हम हमें हमारे हमारा वह वे वो यह ये इस इसे इसका इसकी इसके इसमें उस उसे उसका उसकी उसके उनका
उनके उनकी उनको उन्हें उन्होंने यहाँ यहां वहाँ वहां जो जब तब अगर तो भी ही न नहीं ना मत है हैं था थी थे हूँ हूं हो हुआ
हुई हुए होने होता होती रहा रही रहे का की के को में पर से ने तक और या एवं तथा क्या क्यों क्योंकि कितना कितने कितनी कब
कहाँ कहां कैसे कौन इसलिए लेकिन मगर जबकि फिर अब अभी सिर्फ़ सिर्फ केवल बस पहले पहला पहली दूसरा दूसरी दूसरे तीसरा तीसरी
आखिरी आख़िरी अंतिम बाद साथ लिए द्वारा अनुसार कुल अलग किस्त किस्तों किस्तें किश्त किश्तों किश्तें वादा वादे किया करें
करके करने कर सकता सकती सकते देख देखा बता बताइए बताएं बताने बताया कहा लिखा पूछा जानकारी जानना चाहेंगे चाहते सवाल मदद
ऑर्डर आर्डर आइटम कैशबैक कैशबैक़ प्रमोशन ऑफ़र ऑफर गिफ्ट गिफ़्ट कार्ड स्क्रैच ग्राहक राशि रकम पैसे रुपये रुपए रिकॉर्ड
रिकार्ड वजह कारण तारीख तारीख़ दिन नाम नंबर विवरण सारांश स्थिति बाकी बाक़ी शेष गया गई गए पता मालूम
"""
# What became of money and of items, how much of them, and when: a claim or a figure has to bear these.
_STATING = """
same hold holds you'd jaari honge hoga all every everything everyone anything something nothing none no never
neither whole entire entirely full fully complete completed completely completes twice again else other others
another further additional extra single issue issues issued issuing paid pay pays paying credited credits credit
sent given give gives giving disbursed released deposited transferred added distributed granted grant grants
received receive receives receiving got gotten get gets getting arrived arrive arrives came come comes went gone go
reached reach settled closed done unpaid unissued uncredited remain remains remained left leaves leave due dues
outstanding owed owing owe owes missing shortfall pending reserved awaiting waiting wait progress process processed
processing underway open opened reverse reversed reverses reversal reversals withdrawn recovered taken took back
deducted revoked cancel cancelled canceled cancellation cancelling expire expires expired expiring expiry lapsed
fail fails failed failure failures failing unsuccessful return returned returns reveal revealed reveals unrevealed
scratched unscratched ship ships shipped shipping unshipped dispatched dispatch dispatches delivered duplicate
duplicates overissued cap capped limit maximum disagree disagrees conflicting differ will would should day days date
dates time moment today try trying share sharing need soon yours started start starts begin began ended purchased
bought window period kuch koi sab sabhi poora poori pura puri poore pure saara sara saari sari kuchh mila mile mili
mil milna milne chuka chuke chuki diya diye di dein dena de jata jaata jati jaati aa aaya aayi aaye bacha bache
bachi wapas asafal radd jama khatam bheja bheji कुछ कोई सब सभी पूरा पूरी पूरे सारा सारी सारे मिला मिले मिली मिल
मिलना मिलने चुका चुके चुकी दिया दिए दिये दी दे जाता जाती बचा बचे बची बकाया वापस असफल रद्द जमा शिप आया आई आए समाप्त
लंबित भेजा send follow follows following followed expected available carry carries make makes made making applied
conflict conflicts type phone mail email address addresses
"""


def _words(*tables: str) -> frozenset[str]:
    return frozenset(" ".join(tables).split())


FREE = _words(_FUNCTION, _COURTESY, _LOOKING_UP, _CASHBACK, _HINGLISH, _HINDI)
BOUND = _words(_STATING)
