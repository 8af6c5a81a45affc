"""The days of Indian festivals, as a table: they move with the moon, and no rule of ours works them out.

A season begins and ends with days of its own (Dhanteras to Bhai Dooj); most festivals are one day. Days that differ by
region or by the sighting of the moon are those of the central government's list of holidays where it is out, else those
of the common almanac.

Checked against the central government's list for 2025 and, for all years, against the tables of vacanza/holidays, which
go by timeanddate.com; Karwa Chauth, Bhai Dooj and Eid after 2026 against other published lists. Where no second source
was found, ``unchecked`` names the years. Eid goes by the moon: a day that is still to come may move by one.
"""

from dataclasses import dataclass
from datetime import date

FIRST_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Festival:
    """``names`` as people write them; per year from ``FIRST_YEAR`` on its day, and its season where it has one."""

    names: str
    days: tuple[str, ...]
    seasons: tuple[str, ...] = ()
    unchecked: tuple[int, ...] = ()  # years that rest on one source


FESTIVALS: tuple[Festival, ...] = (
    Festival(
        "dhanteras|dhanatrayodashi|धनतेरस",
        ("10-29", "10-18", "11-06", "10-27", "10-15"),
        unchecked=(2027, 2028),
    ),
    Festival("bhai ?dooj|bhai ?duj|भाई ?दूज", ("11-03", "10-23", "11-11", "10-31", "10-19")),
    Festival("karwa ?chauth|karva ?chauth|करवा ?चौथ", ("10-20", "10-10", "10-29", "10-18", "10-07")),
    Festival(
        "diwali|deepavali|deepawali|divali|dipawali|दिवाली|दीवाली|दीपावली",
        ("10-31", "10-20", "11-08", "10-29", "10-17"),
        ("10-29/11-03", "10-18/10-23", "11-06/11-11", "10-27/10-31", "10-15/10-19"),
    ),
    Festival(  # the evening and the morning after it
        "chhath(?: puja)?|छठ(?: पूजा)?",
        ("11-07", "10-27", "11-15", "11-04", "10-23"),
        ("11-07/11-08", "10-27/10-28", "11-15/11-16", "11-04/11-05", "10-23/10-24"),
    ),
    Festival(
        "dussehra|dusshera|dasara|dasera|vijayadashami|दशहरा|विजयादशमी", ("10-12", "10-02", "10-20", "10-09", "09-27")
    ),
    Festival(
        "navratri|navaratri|navratra|नवरात्रि",
        ("10-03", "09-22", "10-11", "09-30", "09-19"),
        ("10-03/10-11", "09-22/10-01", "10-11/10-19", "09-30/10-08", "09-19/09-26"),
    ),
    Festival(
        "durga ?puja|pujo|दुर्गा ?पूजा",
        ("10-11", "09-30", "10-19", "10-07", "09-26"),
        ("10-09/10-12", "09-28/10-02", "10-17/10-20", "10-05/10-09", "09-24/09-27"),
    ),
    Festival(
        "holi|होली",
        ("03-25", "03-14", "03-04", "03-22", "03-11"),
        ("03-24/03-25", "03-13/03-14", "03-03/03-04", "03-21/03-22", "03-10/03-11"),
    ),
    Festival("raksha ?bandhan|rakhi|rakshabandhan|राखी|रक्षा ?बंधन", ("08-19", "08-09", "08-28", "08-17", "08-05")),
    Festival("janmashtami|janmasthami|जन्माष्टमी", ("08-26", "08-16", "09-04", "08-25", "08-13")),
    Festival("ganesh ?chaturthi|ganpati|गणेश ?चतुर्थी", ("09-07", "08-27", "09-14", "09-04", "08-23")),
    Festival("onam|thiruvonam|ओणम", ("09-15", "09-05", "08-26", "09-12", "09-01")),
    Festival("pongal|makar ?sankranti|sankranti|पोंगल|मकर ?संक्रांति", ("01-15", "01-14", "01-14", "01-15", "01-15")),
    Festival("ugadi|gudi ?padwa|गुड़ी ?पड़वा", ("04-09", "03-30", "03-19", "04-07", "03-27")),
    Festival("baisakhi|vaisakhi|बैसाखी", ("04-13", "04-13", "04-14", "04-14", "04-13")),
    Festival(
        "akshaya ?tritiya|अक्षय ?तृतीया",
        ("05-10", "04-30", "04-19", "05-09", "04-27"),
        unchecked=(2024, 2025, 2026, 2027, 2028),
    ),
    Festival("maha ?shivratri|shivratri|महाशिवरात्रि", ("03-08", "02-26", "02-15", "03-06", "02-23")),
    Festival("ram ?navami|राम ?नवमी", ("04-17", "04-06", "03-26", "04-15", "04-03")),
    Festival("guru ?nanak ?jayanti|gurpurab|गुरु ?नानक ?जयंती", ("11-15", "11-05", "11-24", "11-14", "11-02")),
    Festival(
        "bakrid|bakr ?eid|eid ?(?:al|ul)[ -]?(?:adha|zuha)|बकरीद",
        ("06-17", "06-07", "05-27", "05-17", "05-05"),
        unchecked=(2028,),
    ),
    Festival(
        "(?:eid|ramzan eid)(?: ?(?:al|ul)[ -]?fitr)?|ईद",
        ("04-11", "03-31", "03-21", "03-10", "02-27"),
        unchecked=(2028,),
    ),
    Festival("independence day|swatantrata diwas|स्वतंत्रता दिवस", ("08-15",) * 5),
    Festival("republic day|gantantra diwas|गणतंत्र दिवस", ("01-26",) * 5),
    Festival("gandhi ?jayanti|गांधी ?जयंती", ("10-02",) * 5),
    Festival("teacher'?s'? ?day|शिक्षक दिवस", ("09-05",) * 5),
    Festival("children'?s'? ?day|bal diwas|बाल दिवस", ("11-14",) * 5),
    Festival("valentine'?s?'?(?: ?day)?", ("02-14",) * 5),
    Festival("christmas|xmas|x-mas|क्रिसमस", ("12-25",) * 5),
    Festival("new year'?s?'? ?eve", ("12-31",) * 5),
    Festival("new year(?:'?s'? day)?|naya saal|नया साल", ("01-01",) * 5),
)


def days_of(festival: Festival, year: int, *, whole_season: bool) -> tuple[date, date] | None:
    """Give the first and last day in a year, None for a year that the table does not hold."""
    index = year - FIRST_YEAR
    if not 0 <= index < len(festival.days):
        return None
    season = festival.seasons[index] if whole_season and festival.seasons else festival.days[index]
    first, _, last = season.partition("/")
    return _day(year, first), _day(year, last or first)


def _day(year: int, text: str) -> date:
    month, _, day = text.partition("-")
    return date(year, int(month), int(day))
