"""A run of digits with the spaces, dashes, dots and brackets that people put into a number."""

import re
from dataclasses import dataclass

# At least nine digits. The repeat is possessive, so a run is read once.
RUN = re.compile(r"[0-9](?<![0-9][0-9])(?:[ ().\-_]{0,3}[0-9]){8,}+")
_GROUP = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class DigitRun:
    """The groups of one run; ``starts`` and ``ends`` are places in ``lower``, the whole text in lower case."""

    lower: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, lower: str, start: int, end: int) -> "DigitRun":
        places = [match.span() for match in _GROUP.finditer(lower, start, end)]
        return cls(lower, tuple(a for a, _ in places), tuple(b for _, b in places))

    def window(self, first: int, last: int) -> "DigitWindow":
        """Return the groups from ``first`` up to ``last``, which is not among them."""
        lower, starts, ends = self.lower, self.starts, self.ends
        groups = tuple(lower[starts[i] : ends[i]] for i in range(first, last))
        return DigitWindow(
            digits="".join(groups),
            sizes=tuple(map(len, groups)),
            groups=groups,
            separators=frozenset(lower[ends[i] : starts[i + 1]] for i in range(first, last - 1)),
        )

    def size(self, first: int, last: int) -> int:
        """Return how many digits these groups have."""
        return sum(self.ends[i] - self.starts[i] for i in range(first, last))

    def stands_alone(self, first: int, last: int) -> bool:
        """Whether no further digits are joined to these groups by a dash or a dot (as in a tracking number)."""
        before = self.lower[self.ends[first - 1] : self.starts[first]] if first else ""
        after = self.lower[self.ends[last - 1] : self.starts[last]] if last < len(self.starts) else ""
        return before not in {"-", "."} and after not in {"-", "."}

    def has_plus(self, first: int) -> bool:
        """Whether a plus stands before a group, perhaps with a bracket between."""
        return "+" in self.lower[max(0, self.starts[first] - 2) : self.starts[first]].lstrip("0123456789")

    def start_of(self, first: int) -> int:
        """Return where a number begins: with its plus, and with a bracket if that is closed within the number."""
        start = self.starts[first]
        signs = "+(" if ")" in self.lower[start : self.ends[-1]] else "+"
        while start and self.lower[start - 1] in signs:
            start -= 1
        return start


@dataclass(frozen=True, slots=True)
class DigitWindow:
    """Some neighbouring groups, read as one number."""

    digits: str
    groups: tuple[str, ...]
    sizes: tuple[int, ...]
    separators: frozenset[str]

    @property
    def is_even(self) -> bool:
        """Whether one and the same separator stands between all groups."""
        return len(self.separators) <= 1

    @property
    def is_dotted(self) -> bool:
        return any("." in separator for separator in self.separators)

    @property
    def is_spelled(self) -> bool:
        """Whether each digit stands alone."""
        return len(self.sizes) > 1 and max(self.sizes) == 1

    @property
    def is_date(self) -> bool:
        """Whether it begins with a day, month and year in one of the usual orders."""
        if len(self.groups) < 3:
            return False
        first, second, third = self.groups[:3]
        if len(first) == 4:
            first, third = third, first
        return (
            len(third) == 4 and third[:2] in ("19", "20") and 1 <= int(first) <= 31 and 1 <= int(second) <= 12
            and len(second) <= 2 and len(first) <= 2
        )  # fmt: skip

    @property
    def is_round(self) -> bool:
        """Whether its groups are as prices are: 65000 75000, or 699 799 8999."""
        return len(self.groups) > 1 and len({group[-2:] for group in self.groups} | {"00", "99"}) == 2

    @property
    def is_network_address(self) -> bool:
        return self.separators == {"."} and len(self.groups) == 4 and all(int(group) < 256 for group in self.groups)
