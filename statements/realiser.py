"""Render statements as text, each as short as the sentences before it allow.

The text contains references to facts (``[[f3]]``), which the edge of the service replaces by values.
"""

from dataclasses import dataclass, field

from language.message_catalogue import Catalogue, Reader
from language.template import LiteralText, Node, Placeholder, Plural, Template
from statements.statement import FactSlot, IdSlot, ListSlot, Slot, Slots, Statement, TermSlot, slot_identity
from tools.cards import format_reference

BULLET = "- "
_OF_A_LETTER = "draft."  # greeting and closing are on separate lines
_NAMED_FOR_ONE_SENTENCE = ("remaining",)  # "that" refers to them, in the next sentence only
_NAMED = ("order", "of", *_NAMED_FOR_ONE_SENTENCE)


@dataclass(frozen=True, slots=True)
class RealisedSpan:
    """A statement and its position in the text: ``text[start:end]`` in code points of the guarded text."""

    statement: Statement
    start: int
    end: int


@dataclass(slots=True)
class Realiser:
    """Writes one text. ``append`` returns what a statement adds to it, so that it can be streamed at once.

    ``is_among_orders``: the text may be about several orders, so that even its first sentence has to name its order.
    """

    catalogue: Catalogue
    reader: Reader
    is_among_orders: bool = False
    text: str = ""
    spans: list[RealisedSpan] = field(default_factory=list)
    _named: dict[str, str] = field(default_factory=dict)  # the identity of what was named last, by slot
    _last_order: str = ""

    def mark_as_named(self, order: str) -> None:
        """Treat an order as just named, because the conversation is about it."""
        self._named["order"] = slot_identity(IdSlot(order))
        self._last_order = order

    def append(self, statement: Statement) -> str:
        """Add a statement and return the text that it adds; nothing when the text contains it already."""
        if any(said.statement.statement_id == statement.statement_id for said in self.spans):
            return ""
        template = self.catalogue.template(statement.kind, self.reader)
        subject = statement.subject
        is_elsewhere = bool(subject.order) and subject.order != self._last_order
        is_elsewhere = is_elsewhere and (bool(self._last_order) or self.is_among_orders)
        if is_elsewhere:
            self._named.clear()
        heading = self._benefit_heading(statement.slots) if self._has_to_name_benefit(template, statement.slots) else ""
        sentence = _under(heading, _capitalised(self._render(template, statement.slots).strip()))
        self._note(template, statement)
        if is_elsewhere and subject.order not in sentence:
            sentence = self._under_its_order(sentence, subject.order)
        before = self._separator(statement, sentence)
        start = len(self.text) + len(before)
        self.text += before + sentence
        self.spans.append(RealisedSpan(statement, start, start + len(sentence)))
        return before + sentence

    def _has_to_name_benefit(self, template: Template, slots: Slots) -> bool:
        """Whether a sentence is about one benefit of several, does not name it, and another one was named last."""
        of = slots.get("of")
        return of is not None and "of" not in template.names and self._named.get("of") != slot_identity(of)

    def _benefit_heading(self, slots: Slots) -> str:
        """Return a heading that names a benefit, so that the sentence is not read as being about another one."""
        template = self.catalogue.template("benefit.heading", self.reader)
        heading = _capitalised(self._render(template, slots).strip())
        for name in ("order", "of"):
            self._named[name] = slot_identity(slots[name])
        return heading

    def _under_its_order(self, sentence: str, order: str) -> str:
        """Return a sentence that does not name its order under a heading that does, after one about another order."""
        slot = IdSlot(order)
        self._named["order"] = slot_identity(slot)
        heading = _capitalised(self._render(self.catalogue.parts["order_heading"], {"order": slot}).strip())
        return _under(heading, sentence)

    def _separator(self, statement: Statement, sentence: str) -> str:
        if not self.text:
            return ""
        if sentence.startswith(BULLET) or _last_line(self.text).startswith(BULLET):
            return "\n"
        if statement.kind.startswith(_OF_A_LETTER) or self.spans[-1].statement.kind.startswith(_OF_A_LETTER):
            return "\n"
        if self.text.endswith(":"):  # the text continues in the line of a benefit's heading
            return " " if self.spans[-1].statement.subject.benefit_id else "\n"
        return "\n" if self._is_elsewhere(statement) else " "

    def _is_elsewhere(self, statement: Statement) -> bool:
        """Whether a statement is about another order, or another benefit of several, than the previous one."""
        subject = statement.subject
        before = next((s.statement.subject for s in reversed(self.spans) if s.statement.subject.order), None)
        if before is None or not subject.order:
            return False
        is_one_of_several = bool(subject.benefit_id) and (bool(before.benefit_id) or "of" in statement.slots)
        return before.order != subject.order or (is_one_of_several and before.benefit != subject.benefit)

    def _note(self, template: Template, statement: Statement) -> None:
        """Record what a sentence named, so that the next one need not repeat it."""
        for name in _NAMED:
            slot = statement.slots.get(name)
            if slot is not None and name in template.names:
                self._named[name] = slot_identity(slot)
            elif name in _NAMED_FOR_ONE_SENTENCE:
                self._named.pop(name, None)
        if statement.subject.order:
            self._last_order = statement.subject.order
            if not statement.subject.benefit_id:
                self._named.pop("of", None)  # the next sentence is not read as being about the previous benefit

    def _render(self, template: Template, slots: Slots) -> str:
        return "".join([self._node(node, slots) for node in template.nodes])

    def _node(self, node: Node, slots: Slots) -> str:
        if isinstance(node, LiteralText):
            return node.text
        if isinstance(node, Placeholder):
            return self._value(slots[node.name])
        if isinstance(node, Plural):
            return node.forms[0] if _number(slots[node.name]) == 1 else node.forms[-1]
        if not slots.keys() >= set(node.names):
            return ""
        if node.is_context and all(self._named.get(name) == slot_identity(slots[name]) for name in node.names):
            return node.otherwise
        return "".join([self._node(inner, slots) for inner in node.nodes])

    def _value(self, slot: Slot) -> str:
        match slot:
            case FactSlot(fact_id=fact_id):
                return format_reference(fact_id)
            case TermSlot(key=key, fallback=fallback):
                return self.catalogue.term(key, fallback)
            case IdSlot(text=text):
                return text
            case ListSlot(parts=parts, layout=layout):
                written = [self._render(self.catalogue.parts[p.template], p.slots).strip() for p in parts]
                if layout == "lines":
                    return "\n".join(f"{BULLET}{_capitalised(line)}" for line in written)
                return " + ".join(written) if layout == "sum" else self.catalogue.joining.join(written)


def realise(
    statements: list[Statement], catalogue: Catalogue, reader: Reader, *, is_among_orders: bool = False
) -> Realiser:
    """Return a realiser that has rendered these statements, in order."""
    realiser = Realiser(catalogue, reader, is_among_orders)
    for statement in statements:
        realiser.append(statement)
    return realiser


def _under(heading: str, sentence: str) -> str:
    if not heading:
        return sentence
    return f"{heading}\n{sentence}" if sentence.startswith(BULLET) else f"{heading} {sentence}"


def _number(slot: Slot) -> int:
    if isinstance(slot, FactSlot) and isinstance(slot.value, int):
        return slot.value
    return len(slot.parts) if isinstance(slot, ListSlot) else 0


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:] if sentence[:1].islower() else sentence


def _last_line(text: str) -> str:
    return text[text.rfind("\n") + 1 :]
