"""Set sentences in Hinglish: Hindi in Latin letters."""

from rewards.contract import Reason
from tools.result import Label
from tools.set_sentences.fixed import Fixed, SetSentences

_FIXED = Fixed(
    write="Main sirf dekh sakta hoon: main cashback jaari nahi kar sakta.",
    personal_data="Main phone number, e-mail address ya full card number nahi dikha sakta.",
    off_topic="Main sirf order ke cashback aur rewards ke sawal mein madad kar sakta hoon.",
    greeting="Namaste! Order ka cashback jaanna hai to order number ya transaction ka din batayein.",
    thanks="Shukriya. Aur koi order ho to bata dijiye.",
    no_order="Please order number ya transaction ka din batayein, phir main dekh kar batata hoon.",
    malformed="Ye order number jaisa nahi lagta. Please check karke phir se likhiye.",
    not_found=(
        "Yahan jo order dikhte hain unmein ye nahi hai. Please order number check karein, ya transaction ka din "
        "batayein."
    ),
    no_such_order="Yahan jo order dikhte hain unmein aisa order nahi hai. Please order number batayein.",
    impossible_day="Aisa din calendar mein nahi hai. Please check karke phir se likhiye.",
    whose="Please batayein kaun sa customer hai, ya order number dijiye.",
    unavailable=(
        "Records abhi dekhe nahi ja sake, isliye is order ke baare mein abhi kuch nahi keh sakte. Please thodi der "
        "baad phir puchhiye."
    ),
    no_day="Baaki kis din milega, ye pata nahi hai; kisi record mein aisa din nahi hai.",
    more_orders="Ek baar mein itne order nahi dekhte; please baaki order alag se puchhiye:",
    more_history="Is order ke saare records yahan nahi dikh rahe.",
    more_found="Yahan sab nahi dikh raha. Please chhota time ya order number batayein.",
    which_order="Kaun sa order? In par cashback hai:",
    older_order="Un dinon ka cashback kisi purane order ka ho sakta hai; uska order number batayein.",
    not_of_those_days="Ye kab bana, ye record mein nahi hai, isliye ho sakta hai ki ye puchhe gaye dinon ka na ho.",
)
HINGLISH = SetSentences(
    fixed=_FIXED,
    reasons={
        Reason.ISSUANCE_PENDING: "Baaki cashback abhi process mein hai.",
        Reason.ISSUANCE_FAILED: "Pichli koshish fail hui, isliye ye rakam abhi baaki hai.",
        Reason.SCRATCH_CARD_UNREVEALED: (
            "Scratch card abhi reveal nahi hua hai; uska cashback reveal hone par diya jata hai."
        ),
        Reason.EXPIRED: "Ye expired hai.",
        Reason.ITEM_RETURNED: "Ek item return hua tha.",
        Reason.CAP_REACHED: "Promotion ka cap reached tha.",
        Reason.CANCELLED: "Ek part cancel ho gaya.",
        Reason.OVER_ISSUED: "Wade se zyada diya gaya hai; please isko check karwaiye.",
        Reason.DUPLICATE_ISSUANCE: "Ek kist duplicate lagti hai; please isko check karwaiye.",
    },
    cancelled="{amount} cancel ho gaya.",
    expired="{amount} expired hai.",
    unrevealed="Scratch card reveal nahi hua hai.",
    as_they_ship="Baaki cashback items ship hone par diya jata hai.",
    conflicts={
        "eligibleDiffers": (
            "Wade ki rakam par records alag hain: line item tracker mein {trackedPromised} hai; yahan promotion record "
            "(PED) ki figure hai."
        ),
        "issuedDiffers": (
            "Di gayi rakam par records alag hain: line item tracker mein {trackedIssued} hai; yahan Concessions "
            "database ki figure hai."
        ),
        "pedRowMissing": "Records aapas mein alag hain: promotion record (PED) mein ye wada nahi hai.",
        "itemClosedWithoutEvent": (
            "Ek item par records alag hain: line item tracker mein wo band hai, par kisi event mein aisa nahi hai; "
            "yahan ki figures events ki hain."
        ),
        "ownerDiffers": (
            "Is order ke ek record mein kisi doosre customer ka naam hai; is customer ka kitna hai, ye pakka nahi hai."
        ),
        "eventTypeUnknown": (
            "Record mein ek event aise type ka hai jo yahan pehchana nahi jata; usse kya badalta hai, ye pata nahi hai."
        ),
        "eventContentDiffers": "Ek hi event do tarah se record mein hai; please isko check karwaiye.",
        "reversalWithoutIssuance": (
            "Ek reversal aisa hai jiski kist pata nahi hai; usse yahan ki koi figure nahi badalti."
        ),
        "reversalAboveIssuance": (
            "Ek reversal apni kist mein bachi rakam se zyada ka hai; utna hi wapas gina gaya jitna bacha tha."
        ),
        "currencyDiffers": ("Record mein do currency ki rakam hain, jo jodi nahi jaati; please isko check karwaiye."),
        "remainingBelowZero": "Wade se zyada ghataya gaya hai; please isko check karwaiye.",
    },
    older_records="Ye order purane record ka hai: jo recorded dikhta hai, uska koi alag event nahi hai.",
    unproven="Jo recorded dikhta hai, uska koi alag event nahi hai.",
    older_amounts="Ye order purana hai; jo mila, uski rakam pata nahi hai.",
    hello="Namaste, hamein likhne ke liye dhanyavaad. Hamne aapke liye ye dekh liya hai.",
    sorry="Asuvidha ke liye khed hai.",
    patience="Aapke dhairya ke liye dhanyavaad.",
    claim_unknown="Aapne jo {amount} bataya, wo record mein nahi hai.",
    no_cashback="Order {order} par koi cashback record mein nahi hai.",
    unknown={
        Label.PROMISED: "Kitne ka wada tha, ye pata nahi hai.",
        Label.GRANTED: "Kitna mila, ye pata nahi hai.",
        Label.REMAINING: "Kitna baaki hai, ye pata nahi hai.",
    },
    source_missing="Please note: {source} ne jawab nahi diya, isliye ye answer poora nahi hai.",
    sources={
        "ped": "promotion record (PED)",
        "lineItems": "line item tracker",
        "concessions": "Concessions database",
        "records": "hamare ek record",
    },
    one_source="ek source",
    on=" {day} ko",
    of_amount="{amount} ",
    failed="{of_amount}dene ki koshish{on} fail hui.",
    all_reversed=" Ye poora{on} wapas liya gaya.",
    revealed="- {day} ko reveal hua.",
    created_on="Ye order {day} ko bana tha.",
    promotion_is="Promotion {name} hai.",
    expired_on="Ye {day} ko expired ho gaya.",
    expires_on="Iski expiry {day} hai.",
    part_reversed=" Ismein se {amount}{on} wapas liya gaya.",
    window_day="{first} ko",
    window_days="{first} se {last} tak",
    bare_day="{first}",
    bare_days="{first} se {last}",
    created="{days} created cashback:",
    none_created="{days} created koi cashback nahi mila.",
    none_of_days="{days} ka koi cashback nahi mila.",
    about_order="Order {order} ke baare mein:",
    issued_heading="Jo din pucha gaya, uske liye order {order} ke record mein ye hai:",
    none_issued="{days} order {order} par kuch nahi mila; record mein ye hai:",
    other_days="Jo din pucha gaya, wo order {order} ke record mein nahi hai:",
)
