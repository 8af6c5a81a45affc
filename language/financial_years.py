"""Financial years and quarters (they begin in April), and bare years."""

from datetime import date

from language.date_atoms import RANK_PERIOD, Atom, DateText, atom
from language.days import Days, month_of
from language.vocabulary import TimeRole, vocabulary

R = TimeRole
_FIRST_MONTH = 4
_CENTURY = 2000


def read_fiscal(text: DateText, place: int) -> Atom | None:
    """Read "Q2", "Q2 of FY27", "FY 26-27", "last quarter", "this financial year"."""
    begins = text.today.year - (text.today.month < _FIRST_MONTH)
    quarter, after = _quarter_at(text, place)
    if quarter is not None:
        year, end = _year_at(text, text.after_filling(after))
        days = _quarter(begins if year is None else year, quarter)
        if year is None and days.first > text.today:
            days = _quarter(begins - 1, quarter)
        return atom(days, place, end if year is not None else after, RANK_PERIOD)
    year, end = _year_at(text, place)
    if year is not None:
        return atom(_fiscal_year(year), place, end, RANK_PERIOD)
    if text.has(place, R.THIS, R.PREVIOUS) and text.unit(place + 1) in ("fiscalYear", "quarter"):
        back = text.has(place, R.PREVIOUS)
        if text.unit(place + 1) == "fiscalYear":
            return atom(_fiscal_year(begins - back), place, place + 2, RANK_PERIOD)
        index = begins * 4 + (text.today.month - _FIRST_MONTH) % 12 // 3 - back
        return atom(_quarter(index // 4, index % 4 + 1), place, place + 2, RANK_PERIOD)
    return None


def read_year(text: DateText, place: int) -> Atom | None:
    """Read "in 2025", "2025 ka": four digits that a word of time stands beside."""
    piece = text.at(place)
    if piece is None or not piece.is_digits or len(piece.text) != 4 or not 2015 <= (piece.number or 0) <= 2035:
        return None
    before, after = text.at(place - 1), text.at(place + 1)
    is_cued = text.has(place - 1, R.OF, R.SINCE, R.BEFORE, R.AFTER, R.TILL) or text.unit(place - 1) == "year"
    if not is_cued and not (after is not None and after.has(R.OF_AFTERWARDS)):
        return None
    if after is not None and after.text in vocabulary().currencies:
        return None
    if (before is not None and before.text in ("-", "/", ".")) or text.is_sign(place + 1, "-", "/", "."):
        return None
    year = int(piece.text)
    return atom(Days(date(year, 1, 1), date(year, 12, 31)), place, place + 1, RANK_PERIOD)


def _quarter_at(text: DateText, place: int) -> tuple[int | None, int]:
    number = text.at(place + 1)
    if text.is_sign(place, "q") and number is not None and number.is_glued and number.number in (1, 2, 3, 4):
        return number.number, place + 2
    if (which := text.value(place, R.ORDINAL)) in (1, 2, 3, 4) and text.unit(place + 1) == "quarter":
        return which, place + 2
    return None, place


def _year_at(text: DateText, place: int) -> tuple[int | None, int]:
    """Return the year in which a named financial year begins: FY27, FY2027 and FY26-27 all begin in April 2026."""
    if text.unit(place) != "fiscalYear":
        return None, place
    after = place + 1 + text.is_sign(place + 1, "-", "'")
    year = text.at(after)
    if year is None or not year.is_digits or len(year.text) not in (2, 4) or year.number is None:
        return None, place
    number, after = year.number % 100 + _CENTURY, after + 1
    second = text.at(after + 1)
    if text.is_sign(after, "-", "/") and second is not None and second.is_digits and second.is_glued:
        return number, after + 2
    return number - 1, after


def _fiscal_year(begins: int) -> Days:
    return Days(date(begins, _FIRST_MONTH, 1), date(begins + 1, 3, 31))


def _quarter(begins: int, quarter: int) -> Days:
    month = 3 * quarter + 1
    year, month = (begins, month) if month <= 12 else (begins + 1, month - 12)
    return Days(date(year, month, 1), month_of(year, month + 2).last)
