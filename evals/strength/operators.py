"""Every operator by name, and where each may be applied."""

import ast
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from evals.strength import domain_operators as domain
from evals.strength import general_operators as general
from evals.strength.product_names import ProductNames
from evals.strength.source_file import Edit, SourceFile

Operator = Callable[[SourceFile, ast.AST, ProductNames], Iterator[Edit]]

# Of two operators that make the same edit, the first has it: those of the domain come first.
OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {
        "must-say": domain.must_say,
        "audience": domain.audience,
        "owner": domain.owner,
        "stale": domain.stale,
        "enum-member": domain.enum_member,
        "slot": domain.slot,
        "unit": domain.unit,
        "zone": domain.zone,
        "currency-exponent": domain.currency_exponent,
        "lost-source": domain.lost_source,
        "only-last": general.only_last,
        "bound": general.bound,
        "equality": general.equality,
        "condition": general.condition,
        "and-or": general.and_or,
        "arithmetic": general.arithmetic,
        "constant": general.constant,
        "removed-guard": general.removed_guard,
        "removed-await": general.removed_await,
        "removed-statement": general.removed_statement,
        "empty-result": general.empty_result,
        "swapped-arguments": general.swapped_arguments,
        "dropped-keyword": general.dropped_keyword,
        "dropped-element": general.dropped_element,
        "unfiltered": general.unfiltered,
        "no-fallback": general.no_fallback,
        "opposite": general.opposite,
        "order": general.order,
        "loop-exit": general.loop_exit,
    }
)
# They also apply to decorators, where kinds of statements are declared.
OF_DECLARATIONS = frozenset({"must-say", "audience"})
