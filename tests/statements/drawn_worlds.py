"""Worlds that hypothesis draws."""

from hypothesis import strategies as st

from evals.menu_oracle.generated_worlds import make_world
from evals.menu_oracle.worlds import World


def worlds() -> st.SearchStrategy[World]:
    """Return worlds that hypothesis draws, and shrinks."""
    return st.randoms(use_true_random=False).map(make_world)
