"""Hindi number words, to be recognised as numbers: one of them is a figure that no reference stands behind.

Those up to nine, and words that mean something else as well ("do", "saath"), are left out; a count of things spells
them with a noun, and is read there.
"""

import re

_ROMAN = (
    "das gyarah barah terah chaudah pandrah solah satrah atharah athara unnis bees ikkis bais teis "
    "chaubis pachis pachchis chhabbis chabbis sattais athais atthais untis tees ikatis ikattis "
    "battis taintis chauntis paintis chhattis chattis saintis adtis artis untalis chalis chaalis "
    "iktalis bayalis byalis taintalis chavalis chauvalis paintalis chhiyalis saintalis adtalis "
    "artalis unchas pachas pachaas ikyavan bavan baavan tirpan chauvan pachpan chhappan sattavan "
    "atthavan unsath iksath basath tirsath chausath chaunsath painsath chhiyasath sadsath adsath "
    "unhattar sattar ikhattar bahattar tihattar chauhattar pachhattar chhihattar sathattar athhattar "
    "unasi assi ikyasi bayasi tirasi chaurasi pachasi chhiyasi sattasi atthasi navasi nabbe ikyanve "
    "banve tiranve chauranve pachanve chhiyanve sattanve atthanve ninyanve sau hazar hazaar dedh "
    "dhai adha aadha"
)
_DEVANAGARI = (
    "दस ग्यारह बारह तेरह चौदह पंद्रह पन्द्रह सोलह सत्रह अठारह उन्नीस बीस इक्कीस बाईस तेईस चौबीस "
    "पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस "
    "उनतालीस चालीस इकतालीस बयालीस तैंतालीस चवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास पचास "
    "इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ "
    "सड़सठ अड़सठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उनासी "
    "अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे "
    "तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे सौ हज़ार हजार लाख करोड़ डेढ़ ढाई आधा"
)
_NUMBERS = frozenset(re.split(r"\s+", f"{_ROMAN} {_DEVANAGARI}"))
_WORD = re.compile(r"[A-Za-z]+|[\u0900-\u097f]+")


def number_words_in(text: str) -> list[tuple[int, int]]:
    """Give where the number words of a text stand."""
    return [match.span() for match in _WORD.finditer(text) if match.group().lower() in _NUMBERS]
