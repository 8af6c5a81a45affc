"""The sentences about one order: its position first, then its benefits."""

from collections.abc import Iterator, Mapping

from agent.offline.benefit import BenefitText, Section, installment_line, sections_of
from agent.offline.focus import Asked
from agent.offline.position import single_lines, total_position
from agent.offline.selection import of_days
from agent.offline.understand import Understanding
from agent.offline.wording.wording import Wording
from tools.result import Label, ModelBenefit, ModelOrder

_POSITION = {Label.PROMISED, Label.GRANTED, Label.REMAINING}


class OrderText:
    """Writes one order. ``values`` are the shown values of all facts of its look-up."""

    def __init__(
        self,
        order: ModelOrder,
        values: Mapping[str, str],
        understanding: Understanding,
        *,
        wording: Wording,
        for_staff: bool,
        asked_days: str | None = None,
    ) -> None:
        """``asked_days`` are those of which it is asked what came, where the order was not looked for by its day."""
        self._asked_days = asked_days
        self._order = order
        self._values = values
        self._understanding = understanding
        self._say = wording
        self._for_staff = for_staff
        self._name = wording.order_name.format(order=order.business_reference_id)
        self._benefits = chosen_benefits(order, understanding.asked)
        self._is_part = len(self._benefits) < len(order.benefits)

    def lines(self) -> Iterator[str]:
        """Yield the lines in the order in which they are read: short first, detail after."""
        if not self._order.benefits:
            yield self._say.no_cashback.format(order=self._order.business_reference_id)
        else:
            yield from self._story()
        yield from self._caveats()

    def came(self) -> Iterator[str]:
        """Yield what came on the days that were asked for."""
        days = self._understanding.days
        for benefit in self._benefits if days else []:
            for installment in of_days(benefit, days, dict(self._values)) if days else []:
                if line := installment_line(installment, self._say):
                    yield f"- {line}"

    def _story(self) -> Iterator[str]:
        asked = self._understanding.asked
        if self._understanding.are_days_of_issue and (came := list(self.came())):
            yield self._say.issued_heading.format(order=self._order.business_reference_id)
            yield from came
            yield from self._positions(asked)
            return
        if self._asked_days:
            heading = self._say.none_issued if self._knows_all_issued() else self._say.other_days
            yield heading.format(order=self._order.business_reference_id, days=self._asked_days)
        if asked.is_short and (lines := self._single(asked)):
            yield from lines
            return
        yield from self._whole(asked)

    def _knows_all_issued(self) -> bool:
        """Tell whether nothing can have been issued on the days that were asked for: all of the order is known."""
        days, benefits = self._understanding.days, self._order.benefits
        is_whole = not self._order.partial and all(Label.GRANTED in benefit.figures for benefit in benefits)
        return is_whole and days is not None and not any(of_days(b, days, dict(self._values)) for b in benefits)

    def _single(self, asked: Asked) -> list[str]:
        figures = self._totals() or (self._benefits[0].figures if len(self._benefits) == 1 else {})
        return single_lines(figures, asked, self._name, self._say)

    def _totals(self) -> Mapping[Label, str]:
        if self._is_part:
            return {}
        return next((figures for figures in self._order.totals if figures.keys() >= _POSITION), {})

    def _positions(self, asked: Asked) -> Iterator[str]:
        if totals := self._totals():
            yield total_position(totals, asked, self._name, self._say)
        elif len(self._order.benefits) == 1:
            yield self._text(self._benefits[0]).position.alone(self._name, asked)
        else:
            yield self._say.order_heading.format(order=self._order.business_reference_id)
            yield from (self._text(benefit).position.among_others() for benefit in self._benefits)

    def _whole(self, asked: Asked) -> Iterator[str]:
        if len(self._order.benefits) == 1:
            text = self._text(self._benefits[0])
            yield text.position.alone(self._name, asked)
            yield from text.details()
            return
        if totals := self._totals():
            yield total_position(totals, asked, self._name, self._say)
        else:
            yield self._say.order_heading.format(order=self._order.business_reference_id)
        if asked.is_short and totals:
            return
        for benefit in self._benefits:
            text = self._text(benefit)
            yield text.position.among_others()
            yield from text.details()

    def _text(self, benefit: ModelBenefit) -> BenefitText:
        return BenefitText(
            benefit,
            self._values,
            asked=self._understanding.asked,
            wording=self._say,
            for_staff=self._for_staff,
        )

    def _caveats(self) -> Iterator[str]:
        """Say what makes the answer less than whole."""
        if not self._order.partial:
            return
        for source in self._order.unavailable_sources:
            name = self._say.sources.get(source, self._say.one_source)
            yield self._say.source_missing.format(source=name)


def chosen_benefits(order: ModelOrder, asked: Asked) -> list[ModelBenefit]:
    """Give the benefits that are asked for: all of them, those of a type, or the second of it.

    Where the order has none like that, all are told: the answer then shows what there is.
    """
    choice = asked.benefit
    if choice is None:
        return order.benefits
    alike = [benefit for benefit in order.benefits if benefit.benefit_type == choice.benefit_type]
    if choice.place is None or not alike:
        return alike or order.benefits
    index = choice.place - 1 if choice.place > 0 else choice.place
    return [alike[index]] if index < len(alike) else alike


def tells_installments(asked: Asked) -> bool:
    return Section.INSTALLMENTS in sections_of(asked)
