"""Words for days, weeks and months in Hindi, in both scripts, and short or wrong spellings: put into plain English.

So every pattern of dates is written once. The table is of whole words; longer phrases come before shorter ones.
"""

import re

_MONTHS = {
    "january": "jan janvari januari janwari janury जनवरी",
    "february": "feb farvari februari farwari februry feburary फरवरी फ़रवरी",
    "march": "mar मार्च",
    "april": "apr aprail apirl अप्रैल",
    "may": "mai मई",
    "june": "jun joon जून",
    "july": "jul julai जुलाई",
    "august": "aug agast augst अगस्त",
    "september": "sep sept sitambar sitamber sptember septmber setember सितंबर सितम्बर",
    "october": "oct aktubar aktoobar octobar ocotber अक्टूबर अक्तूबर",
    "november": "nov navambar navamber novembar novmber नवंबर नवम्बर",
    "december": "dec disambar disamber decembar decmber दिसंबर दिसम्बर",
}
_WEEKDAYS = {
    "monday": "somvar somwar सोमवार",
    "tuesday": "tues tue mangalvar mangalwar mangal मंगलवार",
    "wednesday": "wed budhvar budhwar wednsday बुधवार",
    "thursday": "thurs thu guruvar guruwar brihaspativar गुरुवार",
    "friday": "fri shukravar shukrawar शुक्रवार",
    "saturday": "shanivar shaniwar शनिवार",
    "sunday": "ravivar raviwar itvaar itwar रविवार इतवार",
}
_PHRASES = {
    "day before yesterday": "parso, parson, परसों, परसो",
    "yesterday": "kal, कल, yday, ystrday, yesterdy",
    "today": "aaj, आज, tdy",
    "last week": "pichle hafte, pichhle hafte, pichle saptah, pichla hafta, last wk, पिछले हफ्ते, पिछले सप्ताह, guzre hafte",
    "this week": "is hafte, iss hafte, इस हफ्ते, इस सप्ताह, this wk",
    "last month": "pichle mahine, pichhle mahine, pichle month, पिछले महीने, पिछले माह, last mnth",
    "this month": "is mahine, iss mahine, is month, इस महीने, इस माह, current month",
    "last year": "pichle saal, पिछले साल",
    "this year": "is saal, इस साल",
    "last": "aakhri, akhri, aakhiri, pichle, pichhle, pichla, आखिरी, अंतिम, पिछले, past, previous",
    "first": "pehle, pehla, pahle, pehli, पहले, पहला",
    "week": "hafte, hafta, haftey, saptah, हफ्ते, हफ्ता, सप्ताह, wk",
    "month": "mahine, mahina, maah, महीने, महीना, माह, mnth",
    "days": "din, dino, dinon, दिन, दिनों",
    "afterwards": "ke baad, ke bad, के बाद",
    "to": "se lekar, se, से",
    "and": "aur, और, &, n",
    "of": "ke, ka, ki, का, के, की",
    "ago": "days pehle, din pehle, दिन पहले",  # the word before is put back by ``_AGO``
}
_AGO = re.compile(r"\b(?P<number>\d{1,3}|ek|do|teen)\s+(?:din|days|दिन)\s+(?:pehle|pahle|pehele|पहले|back)(?!\w)")
_SMALL = {"ek": "1", "do": "2", "teen": "3"}
# "Till today" is no day.
_SO_FAR = re.compile(
    r"(?:\b(?:till|until|upto|up\s+to|as\s+of)\s+(?:today|date|now)|\bso\s+far|\b(?:aaj|abhi|ab)\s+tak)\b|(?:आज|अब|अभी)\s+तक(?!\w)"
)
_TOMORROW = re.compile(
    r"\b(?:will|[a-z]+(?:ega|egi|enge)|tak)\b|(?:ेगा|ेगी|ेंगे|एगा|एगी)(?!\w)|\btomorrow\b|तक(?!\w)", re.IGNORECASE
)
# A letter or a vowel sign of Devanagari may not follow: ``\b`` does not know the signs.
_END = r"(?![\w\u0900-\u0963])"


def _table() -> dict[str, str]:
    words = {word: name for names in (_MONTHS, _WEEKDAYS) for name, forms in names.items() for word in forms.split()}
    phrases = {form: plain for plain, forms in _PHRASES.items() for form in forms.split(", ")}
    return words | phrases


_TABLE = _table()
_WORD = re.compile(
    r"(?<![\w\u0900-\u0963])(?:" + "|".join(sorted(map(re.escape, _TABLE), key=len, reverse=True)) + ")" + _END
)
_RELATIVE = {"yesterday", "day before yesterday"}


def plain_days(text: str) -> str:
    """Give a folded text in small letters with its words for days in plain English, digits and joins as they were.

    "Kal" is yesterday and tomorrow alike: of what is still to come it is no day that could be looked up.
    """
    lowered = _SO_FAR.sub(" ", _unjoined(text.lower()))
    lowered = _AGO.sub(lambda m: f"{_SMALL.get(m['number'], m['number'])} days ago", lowered)
    is_to_come = _TOMORROW.search(lowered) is not None

    def plain(match: re.Match[str]) -> str:
        found = _TABLE[match.group()]
        return "tomorrow" if is_to_come and found in _RELATIVE and match.group() not in found else found

    return _WORD.sub(plain, lowered)


def _unjoined(text: str) -> str:
    """Put a space between a day and a month that were written together: "26sept"."""
    return re.sub(r"(?<![\w.-])(\d{1,2}(?:st|nd|rd|th)?)(?=[a-z\u0900-\u097f]{3,})(?!(?:st|nd|rd|th)\b)", r"\1 ", text)
