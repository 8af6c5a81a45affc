"""Loads at the start what would otherwise block the first turns of a process."""

from language.lexicon import load_ready_lexicons
from language.message_catalogue import load_catalogue
from language.vocabulary import get_vocabulary


def warm_up(*, with_model: bool) -> None:
    """Load words and texts of every ready language and, for a model, LangChain with the compiled loop."""
    get_vocabulary()
    for lexicon in load_ready_lexicons():
        load_catalogue(lexicon.language)
    if with_model:
        from agent.model_loop import compiled_loop

        compiled_loop()
