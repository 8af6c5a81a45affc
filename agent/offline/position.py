"""What was promised, granted and remains, in one sentence, with what was asked for first."""

from collections.abc import Mapping

from agent.offline.focus import Asked, Focus
from agent.offline.wording.wording import Wording
from tools.result import Label, ModelBenefit, reference

_LABELS = (Label.PROMISED, Label.GRANTED, Label.REMAINING)
_ASKED = {Focus.PROMISED: Label.PROMISED, Focus.GRANTED: Label.GRANTED, Focus.REMAINING: Label.REMAINING}


def in_order(asked: Asked) -> tuple[Label, ...]:
    """Give the figures of a position, the one that alone is asked for first."""
    wanted = [_ASKED[focus] for focus in asked.focus if focus in _ASKED]
    if len(wanted) != 1:
        return _LABELS
    return (wanted[0], *(label for label in _LABELS if label is not wanted[0]))


def single_lines(figures: Mapping[Label, str], asked: Asked, name: str, say: Wording) -> list[str]:
    """Give a sentence for each figure that is asked for by itself; nothing where one of them is not known."""
    wanted = [label for label in _LABELS if any(_ASKED.get(focus) is label for focus in asked.focus)]
    if not wanted or any(label not in figures for label in wanted):
        return []
    return [say.single[label].format(x=reference(figures[label]), name=name) for label in wanted]


def total_position(figures: Mapping[Label, str], asked: Asked, name: str, say: Wording) -> str:
    """Write the position of a whole order."""
    parts = dict(say.position_parts) | {Label.PROMISED: say.total_promised}
    written = [parts[label].format(x=reference(figures[label]), count="") for label in in_order(asked)]
    return _position(written, asked, name, "", say)


def _position(parts: list[str], asked: Asked, name: str, unknown: str, say: Wording) -> str:
    if in_order(asked) == _LABELS or len(parts) == 1:
        return say.position.format(name=name, parts=say.join(parts), unknown=unknown)
    return say.position_asked.format(name=name, first=parts[0], rest=say.join(parts[1:]), unknown=unknown)


class PositionText:
    """Writes the position of one benefit, and says what of it is not known."""

    def __init__(
        self, benefit: ModelBenefit, values: Mapping[str, str], *, wording: Wording, is_withheld: bool
    ) -> None:
        self._figures = benefit.figures
        self._benefit = benefit
        self._values = values
        self._say = wording
        self._is_withheld = is_withheld

    def alone(self, name: str, asked: Asked) -> str:
        """Give the position of the only benefit of an order, with the order's name."""
        known = [label for label in in_order(asked) if label in self._figures]
        if not known:
            return self._say.position_unknown.format(name=name, unknown=self._unknown())
        parts = [
            self._say.position_parts[label].format(x=reference(self._figures[label]), count=self._count())
            for label in known
        ]
        return _position(parts, asked, name, self._unknown(), self._say)

    def among_others(self) -> str:
        """Give the position of one benefit of several, with the benefit's name."""
        say = self._say
        known = [
            say.short_parts[label].format(x=reference(self._figures[label]))
            for label in _LABELS
            if label in self._figures
        ]
        parts = f" {say.comma.join(known)}{say.stop}" if known else ""
        return say.short_position.format(title=self._title(), parts=parts, unknown=self._unknown())

    def _title(self) -> str:
        say = self._say
        name = say.benefit_names.get(self._benefit.benefit_type, say.benefit_names["OTHER"])
        promotion = self._figures.get(Label.PROMOTION_NAME)
        return say.benefit_with_name.format(benefit=name, name=reference(promotion)) if promotion else name

    def _unknown(self) -> str:
        unknown = tuple(label for label in _LABELS if label not in self._figures)
        if not unknown or self._is_withheld:
            return ""
        together = self._say.unknown_of_several.get(unknown)
        return f" {together or ' '.join(self._say.unknown[label] for label in unknown)}"

    def _count(self) -> str:
        fact_id = self._figures.get(Label.INSTALLMENT_COUNT)
        if fact_id is None:
            return ""
        is_one = self._values.get(fact_id) == "1"
        return (self._say.in_one_installment if is_one else self._say.in_installments).format(n=reference(fact_id))
