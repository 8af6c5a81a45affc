"""The models of the OpenAI API, as far as this service reads and writes them, for its OpenAPI document."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.protocols.client_messages import ClientMessage

MODEL = "rewards-agent"


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="ignore")

    include_usage: bool | None = None


class CompletionRequest(BaseModel):
    """A request. What a language model would be set up with (temperature, tools, ...) is accepted and not used."""

    model_config = ConfigDict(extra="ignore")

    messages: list[ClientMessage] = Field(min_length=1)
    model: str | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    metadata: dict[str, Any] | None = None


class CompletionUsage(BaseModel):
    """The tokens that a provider's model received and wrote in this turn; zeros without a model."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionMessage(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class CompletionChoice(BaseModel):
    index: int = 0
    message: CompletionMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Completion(BaseModel):
    """An answer that comes whole."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int  # seconds since 1970
    model: str = MODEL
    choices: list[CompletionChoice]
    usage: CompletionUsage


class Model(BaseModel):
    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class Models(BaseModel):
    object: Literal["list"] = "list"
    data: list[Model] = Field(default_factory=lambda: [Model()])


class OpenAiError(BaseModel):
    message: str
    type: str
    param: str | None = None
    code: str


class OpenAiErrorBody(BaseModel):
    error: OpenAiError


_ERROR = {"model": OpenAiErrorBody}
_STREAM: dict[str, Any] = {"text/event-stream": {}}
COMPLETION_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The answer, whole or as chunks.", "content": _STREAM},
    **dict.fromkeys((401, 403, 404, 409, 413, 422, 429, 503), _ERROR),
}
MODEL_RESPONSES: dict[int | str, dict[str, Any]] = {**dict.fromkeys((401, 404, 422, 429, 503), _ERROR)}
