"""All relations by name. What must be equal, differ or be absent is stated here and nowhere else."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from evals.harness.world import Delivery
from evals.metamorphic import question_changes as questions
from evals.metamorphic import task_changes as tasks
from evals.metamorphic.aspects import Aspect
from evals.metamorphic.relation import Relation

_RECORDS = frozenset({Aspect.OUTCOME, Aspect.FIGURES, Aspect.DAYS, Aspect.GIFT_CARDS, Aspect.REASONS, Aspect.ORDERS})
_ANSWER = _RECORDS | {Aspect.KINDS, Aspect.LOOKUPS, Aspect.STAFF_PARTS}
_SAME = _ANSWER | {Aspect.LANGUAGE}
_EXACT = _SAME | {Aspect.WORDS}
_TONGUE = frozenset({Aspect.LANGUAGE, Aspect.WORDS})
_SHARED = frozenset(
    {Aspect.OUTCOME, Aspect.SHARED_FIGURES, Aspect.GIFT_CARDS, Aspect.SHARED_REASONS, Aspect.ORDERS, Aspect.LANGUAGE}
)

_ALL = (
    Relation("reworded", "in other words", tasks.asking(questions.reworded, keeps_words=False), _SAME),
    Relation("typos", "with a typo", tasks.asking(questions.with_typos), _EXACT),
    Relation("upper-case", "in upper case", tasks.asking(questions.in_upper_case), _EXACT),
    Relation("other-digits", "with the order in Devanagari digits", tasks.asking(questions.in_other_digits), _EXACT),
    Relation("spaced", "with spaces in the order's number", tasks.asking(questions.with_spaces), _EXACT),
    Relation("polite", "with polite filler", tasks.asking(questions.politely, keeps_words=False), _SAME),
    Relation("aside", "with an unrelated sentence", tasks.asking(questions.with_an_aside, keeps_words=False), _SAME),
    Relation(
        "hinglish",
        "in Hinglish",
        tasks.asking(partial(questions.reworded, language="hinglish"), keeps_words=False),
        _ANSWER,
        differ=_TONGUE,
    ),
    Relation(
        "hindi",
        "in Hindi",
        tasks.asking(partial(questions.reworded, language="hindi"), keeps_words=False),
        _ANSWER,
        differ=_TONGUE,
    ),
    Relation(
        "other-role", "by the other role", tasks.by_the_other_role, _SHARED, differ=frozenset({Aspect.STAFF_PARTS})
    ),
    Relation("twice", "a second time", tasks.twice, _RECORDS - {Aspect.ORDERS} | {Aspect.LOOKUPS, Aspect.LANGUAGE}),
    Relation("edited", "as an edit of itself", tasks.as_an_edit, _EXACT),
    Relation("other-transport", "over the other transport", tasks.over_the_other_transport, _EXACT),
    Relation("next-day", "a day later", tasks.a_day_later, _SAME),
    Relation("events-twice", "with every event delivered twice", tasks.delivering(Delivery.TWICE), _EXACT),
    Relation("rows-reversed", "with the rows delivered in reverse", tasks.delivering(Delivery.REVERSED), _EXACT),
    Relation("events-first", "with the events before the records", tasks.delivering(Delivery.EVENTS_FIRST), _EXACT),
)
RELATIONS: Mapping[str, Relation] = MappingProxyType({relation.name: relation for relation in _ALL})
