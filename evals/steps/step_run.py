"""Runs the steps of a task, one after the other, and judges each as soon as it is done."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from functools import singledispatchmethod
from pathlib import Path
from typing import Any

from evals.checks.base import CheckFinding
from evals.checks.canaries import found_in
from evals.checks.registry import judge
from evals.harness.service_under_test import stored_conversations
from evals.harness.task import Task, TaskTurn
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.harness.world import World
from evals.steps.audit_check import AuditCheck
from evals.steps.audit_tail import AuditTail
from evals.steps.handoff_receiver import Receipt, delivery_problems
from evals.steps.label_files import LabelledText, labelled_texts
from evals.steps.lookup_identity import identity_problems
from evals.steps.matchers import MISSING, find, mismatch, shown
from evals.steps.proven_answers import ProvenAnswers
from evals.steps.redaction import conversation_problems, masking_problems
from evals.steps.response_check import problems_of, secrets_in
from evals.steps.saved_values import SavedValues
from evals.steps.seen_step import SeenStep
from evals.steps.shown_records import shown_problems
from evals.steps.state_steps import (
    AdvanceStep,
    EraseStep,
    FaultsStep,
    HandoffStep,
    IdentityStep,
    ModelStep,
    RedactStep,
    RestartStep,
    RowsStep,
)
from evals.steps.step import NOBODY, AskStep, CloseStep, ConcurrentStep, ReadStep, RequestStep, Step, StreamStep
from evals.steps.step_actors import StepActors
from evals.steps.step_models import StepModels
from evals.steps.step_requests import StepRequests
from evals.steps.step_rows import StepRows
from evals.steps.step_services import StepServices
from evals.steps.step_streams import StepStreams
from rewards.ingest.row_files import load_jsonl

_CHECK = "step"  # the name that findings of steps have, as a check's
_TRIES, _PAUSE_S = 400, 0.02  # of a request that is repeated until something has happened


class StepRun:
    """The steps of one task over its services, and what was observed and found."""

    def __init__(
        self,
        task: Task,
        world: World,
        folder: Path,
        services: StepServices,
        *,
        models: StepModels,
        closing: AsyncExitStack,
    ) -> None:
        self._task, self._world, self._services, self._models = task, world, services, models
        self.saved = SavedValues()
        self.steps: list[SeenStep] = []
        self.turns: list[SeenTurn] = []
        self.findings: list[CheckFinding] = []
        self._named: dict[str, SeenStep] = {}
        self._number = 0
        self._rows = StepRows(world.rows)
        self._proven = ProvenAnswers()
        self._faults = task.faults  # those in force
        self._actors = StepActors(
            task,
            services,
            folder,
            server=models.first,
            model=lambda: services.chat.agent.model_name,
            closing=closing,
        )
        self._audit = AuditTail(folder)
        self._audit_check = AuditCheck(folder)
        self._folder = folder
        self._requests = StepRequests(self._actors, services.double, self._audit, self.saved)
        self._streams = StepStreams(self._requests, self.saved)
        closing.push_async_callback(self._streams.aclose)

    async def run(self) -> None:
        """Run every step. One whose saved values are missing, because an earlier one failed, is a finding."""
        for number, step in enumerate(self._task.steps, start=1):
            self._number = number
            try:
                await self._do(step)
            except KeyError as missing:
                self._find(f"not done: no value was saved as {missing}")
        secrets = self._world.secrets
        self.findings += [
            CheckFinding(0, _CHECK, message, step=number) for number, message in self._streams.secrets(secrets)
        ]
        self._found(self._audit_check.whole_log())
        stored = found_in(stored_conversations(self._folder), secrets)
        self._found(f"{secret} is in the stored conversations" for secret in stored)

    def _find(self, message: str) -> None:
        self.findings.append(CheckFinding(0, _CHECK, message, step=self._number))

    def _note(self, step: Step, seen: SeenStep) -> None:
        self.steps.append(seen)
        if step.name is not None:
            self._named[step.name] = seen

    def _plain(self, step: Step, actor: str = "") -> None:
        self._note(step, SeenStep(self._number, step.title, actor))

    def _save(self, step_save: Mapping[str, str], document: Any, headers: Mapping[str, str]) -> None:
        for name, place in step_save.items():
            kind, _, header = place.partition(":")
            value = headers.get(header.lower(), MISSING) if kind == "header" else find(document, place)
            if value is MISSING:
                self._find(f"nothing to save as {name} at {place}")
            else:
                self.saved.save(name, value)

    @singledispatchmethod
    async def _do(self, step: Any) -> None:
        raise TypeError(f"no such step: {type(step).__name__}")

    @_do.register
    async def _(self, step: AskStep) -> None:
        conversation = self._actors.conversation(step.actor, self.saved.fill(step.conversation))
        question = self.saved.fill(step.ask)
        seen = await conversation.ask(question, replaces_last=step.replaces)
        self._actors.note(step.actor, conversation)
        self.turns.append(seen)
        principal = self._actors.actor(step.actor)
        turn = TaskTurn(ask=question, replaces=step.replaces, expect=step.expect)
        changes = {"principal": principal, "turns": (turn,), "steps": (), "faults": self._faults}
        as_turn = self._task.model_copy(update={**changes, "now": self._services.clock.now()})
        self.findings += [
            CheckFinding(len(self.turns), found.check, found.message, step=self._number)
            for found in judge(AskedTurn(as_turn, 1, self._world.secrets, self._rows.rows), seen)
        ]
        self._note(
            step,
            SeenStep(self._number, step.title, self._actors.name(step.actor), status=seen.status, text=seen.wire),
        )
        answer = json.loads(seen.answer.model_dump_json()) if seen.answer else {}
        self._save(step.save, answer, {})

    @_do.register
    async def _(self, step: RequestStep) -> None:
        for one in step.for_each():
            await self._request(one, prefix=f"as {one.actor}: " if step.as_each else "")

    async def _request(self, step: RequestStep, *, prefix: str) -> None:
        seen = await self._requests.send(self._number, step)
        for _ in range(_TRIES):
            if self._is_there(step, seen):
                break
            await asyncio.sleep(_PAUSE_S)
            seen = await self._requests.send(self._number, step)
        else:
            self._find(f"{prefix}it never was as expected in 'until': {shown(seen.text)}")
        if step.expect.canaries:
            seen = replace(seen, stored=stored_conversations(self._folder))
        self._rows.note_posted(step, self.saved.fill(step.body), seen)
        self._note(step, seen)
        problems = problems_of(step.expect, seen, self.saved.fill, earlier=self._named, secrets=self._world.secrets)
        self._found(prefix + problem for problem in problems)
        proven = self._proven.problems(seen, self._rows, self._faults, self._services.clock.now())
        self._found(f"{prefix}not what the rows prove: {problem}" for problem in proven)
        if seen.service == "chat" and step.token_for is None and "Authorization" not in step.headers:
            actor = None if step.actor == NOBODY else self._actors.actor(step.actor)
            body = self.saved.fill(step.body)
            audit = self._audit_check.problems(seen, actor, self._services.clock.now(), body)
            self._found(prefix + problem for problem in audit)
            shown_to = "" if actor is None else actor.role.value
            self._found(() if actor is None else map(prefix.__add__, identity_problems(seen, actor)))
            self._found(f"{prefix}shown: {problem}" for problem in shown_problems(seen, shown_to))
        self._save(step.save, seen.json, seen.headers or {})

    def _is_there(self, step: RequestStep, seen: SeenStep) -> bool:
        fill = self.saved.fill
        return all(mismatch(value, find(seen.json, place), fill) is None for place, value in step.until.items())

    @_do.register
    async def _(self, step: StreamStep) -> None:
        problems, seen = await self._streams.open(self._number, step)
        self._note(step, seen)
        self._found(problems)

    @_do.register
    async def _(self, step: ReadStep) -> None:
        self._found(await self._streams.read(step.read, step.events, ends=step.ends))
        self._plain(step)

    @_do.register
    async def _(self, step: CloseStep) -> None:
        await self._streams.close(step.close)
        self._plain(step)

    @_do.register
    async def _(self, step: ConcurrentStep) -> None:
        answers = await asyncio.gather(*(self._requests.send(self._number, each) for each in step.concurrent))
        found = sorted(str(seen.status) for seen in answers)
        if (expected := sorted(map(str, step.statuses))) != found:
            self._find(f"statuses: expected {', '.join(expected)}, found {', '.join(found)}")
        codes = {str(find(seen.json, "/code")) for seen in answers if (seen.status or 0) >= 400}
        if codes != step.codes:
            self._find(f"codes: expected {sorted(step.codes)}, found {sorted(codes)}")
        for seen in answers:
            self._note(step, seen)
            self._found(secrets_in(seen, self._world.secrets))

    @_do.register
    async def _(self, step: AdvanceStep) -> None:
        self._services.clock.advance(step.by)
        self._plain(step)

    @_do.register
    async def _(self, step: RowsStep) -> None:
        lines = (json.dumps({"store": one.store, "row": self.saved.fill(one.row)}) for one in step.rows)
        load_jsonl(lines, self._services.store)
        self._rows.write([one.model_copy(update={"row": self.saved.fill(one.row)}) for one in step.rows])
        self._plain(step)

    @_do.register
    async def _(self, step: RedactStep) -> None:
        chat = self._services.chat
        for name in step.redact:
            self._found(f"{name}: {problem}" for problem in await masking_problems(chat, labelled_texts(name)))
        texts = [LabelledText(typed, kept) for typed, kept in step.texts.items()]
        self._found(await conversation_problems(chat, texts))
        self._plain(step)

    @_do.register
    async def _(self, step: EraseStep) -> None:
        store = self._services.chat.conversations
        if step.erase is not None:
            deleted = store.erase(step.erase)
        else:
            age = timedelta(days=int((step.purge or "0d").removesuffix("d")))
            deleted = store.purge(before=self._services.clock.now() - age)
        if deleted != step.deleted:
            self._find(f"{deleted} conversations were deleted, not {step.deleted}")
        self._plain(step)

    @_do.register
    async def _(self, step: HandoffStep) -> None:
        receiver, settings = self._services.handoffs, self._task.settings
        for _ in range(_TRIES):  # beside the request
            if len(receiver.deliveries) >= len(step.deliveries):
                break
            await asyncio.sleep(_PAUSE_S)
        receipt = Receipt(settings["REWARDS_HANDOFF_URL"], settings["REWARDS_HANDOFF_SECRET"], self._world.secrets)
        self._found(delivery_problems(receiver.deliveries, step.deliveries, receipt, self.saved.fill))
        receiver.deliveries.clear()
        receiver.status = step.handoff
        self._plain(step)

    @_do.register
    async def _(self, step: IdentityStep) -> None:
        provider = self._services.provider
        if step.fetches is not None and step.fetches != provider.fetches:
            self._find(f"the identity provider was asked {provider.fetches} times, not {step.fetches}")
        provider.published, provider.answers, provider.fetches = step.identity, step.answers, 0
        self._plain(step)

    @_do.register
    async def _(self, step: RestartStep) -> None:
        await self._services.restart(step.restart)
        self._plain(step)

    @_do.register
    async def _(self, step: FaultsStep) -> None:
        self._services.switch(step.faults)
        # What was read before may still be cached, so a database that fails from now on may be missed or not.
        is_cached = bool(self.turns)
        self._faults = tuple(
            fault.model_copy(update={"times": fault.times or 1}) if is_cached else fault for fault in step.faults
        )
        self._plain(step)

    @_do.register
    async def _(self, step: ModelStep) -> None:
        self._models.switch(step.model, None if step.answers == "well" else step.answers)
        self._plain(step)

    def _found(self, problems: Iterable[str]) -> None:
        for problem in problems:
            self._find(problem)
