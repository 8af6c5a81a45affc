"""Names that a cue introduces: "my name is ...", "Mr ...", "regards, ...", "mera naam ... hai"."""

import re

from guardrails.pii.ascii_fold import Folded
from guardrails.pii.lexicon import lines_of, words, words_of
from guardrails.pii.names_before_cues import find_names_before_cues
from guardrails.pii.pii_types import PiiType, Span

_MOST_WORDS = 4
_MOST_TITLES = 3  # before one name: "Shri Prof. Dr."
# Each cue with what follows it up to the name. After a strong cue a name is accepted in any case, after a title any
# word that is not a common one; the others need capitals or a usual name, and those of ``_USUAL`` a usual name.


def _each(cues: str, rest: str) -> dict[str, str]:
    return dict.fromkeys(cues.split(","), rest)


_HOLDERS = (
    "account holder,accountholder,a/c holder,card holder,cardholder,beneficiary,payee,recipient,receiver,consignee"
    ",contact person,nominee"
)
_NAMED = (
    "customer,cust,cx,caller,client,buyer,sender,contact,holder,nominee,full,first,last,father,mother,mummy,papa"
    ",husband,wife,agent,owner,guest,member,person,employee"
)
_RELATIONS = "माँ,मां,माता,पिता,पापा,पति,पत्नी,बेटे,बेटी,भाई,बहन,ग्राहक,खाताधारक"
_SIGN = r"[\"']? ?[:=-] ?[\"']?"
_STRONG = {
    **_each("my,his,her,the", r" (?:full |good )?name(?:'s| is\.?)? ?[:-]?[ \n]?"),
    **_each("mera,apna,uska,unka", r" naa?m ?[:-]? ?"),
    **_each(_NAMED, rf"(?:(?:'s)?[ _.-]?name(?: is| \([^()\n]{{1,24}}\))?(?:{_SIGN}\n?| )| ka naa?m ?[:-]? ?)"),
    **_each(_HOLDERS, rf"(?:(?:'s)?[ _.-]?name(?: is)?(?:{_SIGN}| )| ?[:=-] ?)"),
    "name": (
        r"(?<![a-z][ _.-]name)(?: (?:on|in|as per|as on) (?:the |my )?[a-z]{3,8}| \([^()\n]{1,24}\))?" + _SIGN + r"\n?"
    ),
    "naam": " ?[:-] ?",
    **_each("account name,a/c name,user name", _SIGN),
    **_each(_RELATIONS, " का नाम ?[:-]? ?"),
    "मेरा नाम": " ", "नाम": " ?[:-] ?",
}  # fmt: skip
_TITLES = words("mr mrs ms shri sri smt shrimati shreemati kumari mister prof")
_TITLE = dict.fromkeys(_TITLES, r"\b\.? ?") | {"श्रीमती": " ", "श्री": " ", "सुश्री": " ", "डॉ": r"\.? (?=[ऀ-ॿ])"}
_SIGNED = (
    "thanks and regards,thanks & regards,thanks,thank you,regards,rgds,best wishes,sincerely,yours truly"
    ",yours faithfully,cheers"
)
_CAPITALS = {
    **_each("i am,i'm,iam,this is,it's,main,mai", " "),
    "मैं": " (?=[ऀ-ॣ]+ (?:[ऀ-ॣ]+ )?बोल)",
    **_each("spoke,spoken,speaking,speak,talked,talking,chatted", " (?:to|with) "),
    **_each(_SIGNED, r"[,.!]?(?: ?\n{1,2} ?| |,)"),
    "best": r",(?: ?\n{1,2} ?| )",
    "in the name of": " ",
    "myself": " ",
    "yours": ", ",
    **_each("himself as,herself as,बात कर रहा हूँ,बात कर रही हूँ", " "),
    "attn": " ?: ?",
    **_each("s/o,d/o,w/o,c/o", r" ?:? ?"),
    **_each("from,to,cc", r" ?: ?[\"']?(?=[^<>\n]{2,48}<)"),  # of a mail
    **_each("dr,sir,madam,miss", r"\b\.? "),
}
_USUAL = _each(
    "dear,hi,hello,hey,namaste,namaskar,customer,cust,cx,caller,client,buyer,agent,executive,signed by,on behalf of"
    ",delivered to,handed to,received by,ask for,asked for,assisted by,attended by,helped by,call from,called by"
    ",sent by,ordered by,booked by,placed by,belongs to,naam hai,naam,wife,husband,brother,sister,son,daughter"
    ",mother,father,friend"
    f",{_HOLDERS}",
    "(?: ?: ?| )",
) | {"name": r"(?<![a-z][ _.-]name)(?: is)? "}
_ABOUT_ONESELF = ("i am", "i'm", "iam", "this is", "it's", "main", "mai")


def _by_first_letter(*cues: dict[str, str]) -> str:
    """Return all cues as one expression in which a letter that begins none of them fails at once.

    Of two cues that begin alike the one that is given first is tried first.
    """
    rests: dict[str, list[str]] = {}
    for group in cues:
        for words_, rest in group.items():
            rests.setdefault(words_[0], []).append(re.escape(words_[1:]) + rest)
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items())


_CUE = re.compile(rf"(?<![a-z0-9ऀ-ॣ])(?:{_by_first_letter(_STRONG, _TITLE, _CAPITALS, _USUAL)})")
_IS_STRONG = re.compile(_by_first_letter(_STRONG))
_IS_TITLE = re.compile(_by_first_letter(_TITLE))
_IS_CAPITALS = re.compile(_by_first_letter(_CAPITALS))
# "Mr. DIY" and "Dr. Reddy's" are shops and makers; so is an unusual name between a title and what is sold.
_BRANDS = lines_of("brands")
_SOLD = re.compile(
    r" (?:cashback|offers?|store|voucher|shampoo|mayo|shares?|labs?|laboratories|pack|combo|kit"
    r"|[0-9]{1,4} ?(?:g|gm|kg|ml|l|pcs?))(?![a-z])"
)
_PARTICIPLE = re.compile("..(?:ed|ing|ly)$")
_BRAND_TITLES = _TITLES | {"dr", "sir", "miss"}
# A text without one of these and without a usual name has no name in it that a cue introduces.
_CUE_WORDS = words_of("name_cues")
_CUE_PARTS = ("name", "i am ", "i'm ", "नाम", "best,", "/o ", "@")
_WORD = re.compile(r"[ ]{0,2}(?P<word>[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’][A-Za-z]+|\.(?=[ ]?[A-Z]))?|[ऀ-ॣ]+)")
_ENDS = re.compile(r"[A-Za-z]?['’]s$")
# Words after a cue that are no name.
_COMMON = words_of("not_names")


_NAMES = words_of("given_names") | words_of("family_names")


def find_names(text: Folded) -> list[Span]:
    """Return the names that a cue introduces, in order. Titles and cues are not part of them."""
    if not _may_hold_names(text):
        return []
    spans: list[Span] = []
    spans += find_names_before_cues(text)
    is_shouted = text.text.isupper()
    for cue in _CUE.finditer(text.lower):
        span = _name_after(cue, text, is_shouted=is_shouted)
        if span is not None:
            spans.append(span)
    return spans


def _may_hold_names(text: Folded) -> bool:
    """Whether a text has a cue that needs no usual name after it, or a usual name."""
    lower = text.lower
    if not text.words.isdisjoint(_CUE_WORDS) or any(cue in lower for cue in _CUE_PARTS):
        return True
    return not text.words.isdisjoint(_NAMES)


def _name_after(cue: re.Match[str], text: Folded, *, is_shouted: bool) -> Span | None:
    words = _words(text.text, cue.end())
    if not words:
        return None
    taken = _taken(cue, words, is_shouted=is_shouted)
    if not any(len(match["word"]) > 1 and match["word"][1] != "." for match in taken):
        return None
    end = taken[-1].end("word")
    if possessive := _ENDS.search(taken[-1]["word"]):
        end -= len(possessive.group().lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return Span(taken[0].start("word"), end, PiiType.NAME)


def _words(text: str, at: int) -> list[re.Match[str]]:
    """Return the words from a place that could be a name: up to a sign, a common word or the maximum of a name."""
    words: list[re.Match[str]] = []
    titles = 0
    while len(words) < _MOST_WORDS and (match := _WORD.match(text, at)):
        word = match["word"].lower().partition("'")[0].partition("’")[0].rstrip(".")
        if not words and titles < _MOST_TITLES and (word in _TITLES or word in ("dr", "miss")):
            titles += 1
            at = match.end() + (text[match.end() : match.end() + 1] == ".")
            continue
        if word in _COMMON:
            break
        words.append(match)
        at = match.end()
    return words


def _taken(cue: re.Match[str], words: list[re.Match[str]], *, is_shouted: bool) -> list[re.Match[str]]:
    """Return those of the words that are the name."""
    is_strong = _IS_STRONG.match(cue.string, cue.start()) is not None
    usual = [match["word"].lower().partition("'")[0].rstrip(".") in _NAMES for match in words]
    named = [match["word"][:1].isupper() or not match["word"].isascii() for match in words]
    if is_shouted and not is_strong:
        named = usual
    count = next((i for i in range(len(words)) if not (usual[i] or named[i])), len(words))
    if is_strong:
        return words[:count] or _unusual(words)
    if _is_brand(cue, words[0], is_usual=usual[0]):
        return []
    if _IS_TITLE.match(cue.string, cue.start()):
        return words[: max(count, 1)]
    if any(usual[:count]):
        return words[:count]
    if _IS_CAPITALS.match(cue.string, cue.start()) is None:
        return []
    who = cue.group().strip()
    is_believed = who not in _ABOUT_ONESELF or (count >= 2 and who in ("i am", "i'm", "iam"))
    return words[:count] if is_believed else []


def _is_brand(cue: re.Match[str], word: re.Match[str], *, is_usual: bool) -> bool:
    title = cue.group().strip(" .")
    if title not in _BRAND_TITLES:
        return False
    named = word["word"].lower().replace("'", "").replace("’", "")
    return f"{title} {named}" in _BRANDS or (not is_usual and _SOLD.match(cue.string, word.end()) is not None)


def _unusual(words: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return the words in small letters that are no usual name, up to a participle, which ends a name."""
    end = next((i for i, match in enumerate(words) if _PARTICIPLE.search(match["word"])), len(words))
    return words[:end][:2]
