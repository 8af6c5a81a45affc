"""The paper: questions, answers and the records of their figures; no button, nothing that is not on record."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_PRINT = """async ([answers, facts]) => {
  const { printAlone, printedConversation } = await import('/web/printed-conversation.js');
  const { applyEvent, newTurn } = await import('/web/turn.js');
  const turns = answers.map((answer, index) =>
    applyEvent(newTurn(index, answer.question), { type: 'answer.completed', answer: { facts, ...answer } }));
  const content = printedConversation(turns, { caseId: 'CASE-1', now: new Date('2026-11-23T04:30:00Z') });
  const before = document.body.innerHTML;
  let printed = null;
  const append = Element.prototype.append;
  document.body.append = (frame) => {
    append.call(document.body, frame);
    frame.contentWindow.print = () => {
      const { body } = frame.contentDocument;
      const cells = (row) => [...row.cells].map(({ textContent }) => textContent.trim());
      printed = {
        text: body.textContent, rows: [...body.querySelectorAll('tbody tr')].map(cells),
        controls: body.querySelectorAll('button, input, textarea, a, script, iframe').length,
        languages: [...body.querySelectorAll('section > div')].map(({ lang }) => lang),
        title: frame.contentDocument.title,
      };
      frame.contentWindow.dispatchEvent(new Event('afterprint'));
    };
  };
  printAlone(document.body, content);
  delete document.body.append;
  return { ...printed, isClean: document.body.innerHTML === before };
}"""


def _fact(fact_id: str, shown: str, *records: str) -> dict[str, Any]:
    sources = [{"source": "concessions", "recordId": record} for record in records]
    value = {"amountMinor": 3600, "currency": "INR"}
    fact = {"factId": fact_id, "kind": "money", "label": "granted", "display": shown, "sources": sources}
    return {**fact, "value": value, "businessReferenceId": "404-1", "asOf": "2026-11-23T10:00:00+05:30"}


def _answer(question: str, text: str, figures: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    answer = {"question": question, "text": text, "figures": figures, "language": "en"}
    return {**answer, "cashback": [], "installments": [], "items": [], "sources": [], **changes}


def test_the_paper_has_each_figure_once_with_its_records_and_no_controls(modules: Page) -> None:
    figures = [{"start": 8, "end": 14, "factId": "f1"}, {"start": 0, "end": 3, "factId": "f1"}]
    down = {"source": "concessions", "status": "timeout", "latencyMs": 1.0, "code": None}
    answers = [
        _answer("<b>What</b> was granted?", "Granted ₹36.00.\n- once", figures, replyDraft="Dear customer"),
        _answer("और?", "पता नहीं।", [], language="hi", sources=[down], kept=False),
    ]
    facts = [_fact("f1", "₹36.00", *(f"EV-{n}" for n in range(12))), _fact("f2", "₹99.00", "EV-99")]

    paper = modules.evaluate(_PRINT, [answers, facts])

    assert paper["title"] == "Cashback conversation"
    assert "Case CASE-1 · Printed 23 Nov 2026, 10:00 am IST" in paper["text"]
    assert "<b>What</b> was granted?" in paper["text"]
    [[figure, order, records, as_of]] = paper["rows"]
    assert (figure, order, as_of) == ("Granted: ₹36.00", "404-1", "23 Nov 2026")
    assert records.endswith("Concessions database EV-9; and 2 more")
    assert "did not answer in time" in paper["text"]
    assert "This answer was not saved." in paper["text"]
    assert "Dear customer" not in paper["text"]
    assert "₹99.00" not in paper["text"]
    assert (paper["controls"], paper["languages"], paper["isClean"]) == (0, ["en", "hi"], True)
