"""The base of the chat models in this project."""

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.outputs import ChatResult
from pydantic import ConfigDict


class StreamingModel(BaseChatModel):
    """A chat model that is only streamed, and only asynchronously: subclasses implement ``_astream``."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError("the model is only used asynchronously")
