"""The conversations of a caller: list, read, rename and delete. Those of others look like missing ones."""

import base64
import binascii
import json
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import ConfigDict, StringConstraints

from agent.conversations.conversation import Conversation
from agent.conversations.conversation_store import LONGEST_TITLE, ConversationStore
from agent.turn import Agent
from agent.turn_events import Answer
from api.edge_rendering import Edge
from api.problem_responses import problem_responses
from api.rate_limits import Changer, Reader
from api.transcript import TEXT_EXAMPLE, transcript
from core.contract import WireModel
from core.http.problem import ApiProblem
from core.identity.tokens import Principal
from guardrails.pii.vault import Vault

_MOST_TURNS = 100
_QUERY = "A part of the title or of a question, as they are stored: personal data is not found by its value."

_COMMON = ("invalidRequest", "conversationsUnavailable")
_OF_ONE = problem_responses("conversationNotFound", *_COMMON)
_CHANGING = problem_responses(
    "requestFailed", "conversationNotFound", "tooLarge", "guardFault", "redactionFailed", *_COMMON
)

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])

ConversationId = Annotated[str, Path(max_length=64)]


class ConversationSummary(WireModel):
    """A conversation in a list; times are ISO 8601 in UTC."""

    conversation_id: str
    title: str
    created_at: str
    updated_at: str


class ConversationList(WireModel):
    data: list[ConversationSummary]
    has_more: bool
    next_cursor: str | None


class StoredTurn(WireModel):
    turn: int
    question: str
    answer: Answer


class StoredConversation(WireModel):
    """A conversation with its turns, oldest first: at most the last hundred, or all of them in an export."""

    conversation_id: str
    title: str
    turns: list[StoredTurn]


class Rename(WireModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"title": "The second gift card of 404-1029384-5566778"}]}
    )

    title: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TITLE, strip_whitespace=True)]


@router.get(
    "",
    response_model=ConversationList,
    responses=problem_responses("cursorInvalid", *_COMMON),
    operation_id="listConversations",
)
async def list_conversations(
    request: Request,
    caller: Reader,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=200, description="`nextCursor` of the page before.")] = None,
    query: Annotated[
        str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$"), Query(max_length=100, description=_QUERY)
    ] = "",
) -> Response:
    """Return the caller's conversations, the latest first; with a query only those that contain it."""
    before = None if cursor is None else _read_cursor(cursor)
    found = await _conversations(request).list(caller, limit=limit + 1, before=before, containing=query)
    page, has_more = found[:limit], len(found) > limit
    return _json(
        ConversationList(
            data=[
                ConversationSummary(
                    conversation_id=each.conversation_id,
                    title=_shown(each.title, caller, each.vault),
                    created_at=each.created_at,
                    updated_at=each.updated_at,
                )
                for each in page
            ],
            has_more=has_more,
            next_cursor=_cursor(page[-1].updated_at, page[-1].conversation_id) if has_more else None,
        )
    )


@router.get("/{conversation_id}", response_model=StoredConversation, responses=_OF_ONE, operation_id="getConversation")
async def read_conversation(conversation_id: ConversationId, request: Request, caller: Reader) -> Response:
    """Return a conversation with its turns, as the caller may see them now."""
    found = await _conversations(request).read(caller, conversation_id, most_turns=_MOST_TURNS)
    return _json(_stored(found, Edge(caller, found.vault)))


@router.get(
    "/{conversation_id}/export",
    responses={200: {"model": StoredConversation, "content": {"text/plain": {"example": TEXT_EXAMPLE}}}, **_OF_ONE},
    operation_id="exportConversation",
)
async def export_conversation(
    conversation_id: ConversationId,
    request: Request,
    caller: Reader,
    format: Annotated[Literal["json", "text"], Query(description="The whole answers, or questions and texts only.")],
) -> Response:
    """Return all turns of a conversation as a file, as the caller may see them now."""
    found = await _conversations(request).read(caller, conversation_id)
    edge = Edge(caller, found.vault)
    shown = _stored(found, edge)
    suffix = "json" if format == "json" else "txt"
    headers = {"Content-Disposition": f'attachment; filename="{found.conversation_id}.{suffix}"'}
    if format == "json":
        return Response(shown.model_dump_json(), media_type="application/json", headers=headers)
    turns = [(turn.question, turn.answer.text) for turn in shown.turns]
    return PlainTextResponse(transcript(shown.title, turns), headers=headers)


@router.patch(
    "/{conversation_id}",
    response_model=ConversationSummary,
    responses=_CHANGING,
    operation_id="renameConversation",
)
async def rename_conversation(
    conversation_id: ConversationId, body: Rename, request: Request, caller: Changer
) -> Response:
    """Rename a conversation and return its summary."""
    renamed = await _conversations(request).rename(caller, conversation_id, body.title)
    return _json(
        ConversationSummary(
            conversation_id=renamed.conversation_id,
            title=_shown(renamed.title, caller, renamed.vault),
            created_at=renamed.created_at,
            updated_at=renamed.updated_at,
        )
    )


@router.delete("/{conversation_id}", status_code=204, responses=_OF_ONE, operation_id="deleteConversation")
async def delete_conversation(conversation_id: ConversationId, request: Request, caller: Changer) -> Response:
    """Delete a conversation with all its turns. A turn that is still running in it is not stored."""
    await _conversations(request).delete(caller, conversation_id)
    return Response(status_code=204)


def _stored(found: Conversation, edge: Edge) -> StoredConversation:
    return StoredConversation(
        conversation_id=found.conversation_id,
        title=edge.restore(found.title),
        turns=[
            StoredTurn(turn=turn.number, question=edge.restore(turn.question), answer=edge.answer(turn.answer))
            for turn in found.turns
        ],
    )


def _conversations(request: Request) -> ConversationStore:
    agent: Agent = request.app.state.agent
    return agent.conversations


def _shown(title: str, caller: Principal, vault: Vault) -> str:
    return Edge(caller, vault).restore(title)


def _json(model: WireModel) -> Response:
    return Response(model.model_dump_json(), media_type="application/json")


def _cursor(updated_at: str, conversation_id: str) -> str:
    """Return a cursor for a position in the list. It grants nothing: every list is the caller's."""
    return base64.urlsafe_b64encode(json.dumps([updated_at, conversation_id]).encode()).decode()


def _read_cursor(cursor: str) -> tuple[str, str]:
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValueError, RecursionError):
        raise ApiProblem("cursorInvalid") from None
    if not isinstance(place, list) or len(place) != 2 or not all(isinstance(part, str) for part in place):
        raise ApiProblem("cursorInvalid")
    return place[0], place[1]
