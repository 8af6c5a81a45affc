"""The ends of UPI addresses that banks and payment apps use, and which of them are no other word."""

from guardrails.pii.lexicon import words

KNOWN_HANDLES = words(
    "okaxis okhdfcbank okicici oksbi ybl ibl axl paytm ptsbi ptaxis pthdfc ptyes pthsbc apl yapl rapl upi "
    "jupiteraxis ikwik freecharge airtel postbank postpay sbi hdfcbank icici axisbank axis kotak kotak811 kmbl "
    "idfcbank idfcfirst idfcnetc yesbank yespay yes rbl indus indusind federal fbl fbpe dbs dlb kvb kbl csbpay "
    "cnrb cboi cub equitas aubank dcb barodampay mahb pnb unionbank unionbankofindia uco ubi obc idbi iob "
    "indianbank allbank andb abfspay axisb axisgo hsbc citi citigold sc scb payzapp pingpay pockets eazypay "
    "ezeepay ok-axis slice superyes naviaxis tapicici timecosmos waaxis wahdfcbank waicici wasbi yescred yescurie "
    "yesg amazonpay goaxb oneyes niyoicici fam yesfam shriramhdfcbank utbi vijb syndicate syndbank srcb psb nsdl "
    "myicici lime jsb jkb hdfcbankjd finobank dhanlaxmi corporation centralbank boi bob trans zoicici mbk omni "
    "ptys icicipay pty sib tjsb uboi"
)
# Of ABHA addresses (National Health Authority), which look the same: "abdm", on the sandbox "sbx", earlier "ndhm".
ABHA_HANDLES = words("abdm sbx ndhm")
# Used for nothing but UPI addresses, so they are accepted after a spoken "at" as well.
UNMISTAKABLE_HANDLES = words(
    "okaxis okhdfcbank okicici oksbi ybl ibl axl ptsbi ptaxis pthdfc ptyes apl yapl rapl jupiteraxis ikwik "
    "hdfcbank axisbank idfcbank barodampay payzapp waaxis wahdfcbank waicici wasbi naviaxis superyes tapicici"
)
