"""The topics of questions."""

import pytest

from agent.reading.question import BenefitChoice
from agent.reading.question_reader import read_question
from statements.topics import Topic
from tests.agent.reading.settings import FOLLOW, FRESH


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("how much is left", {"remaining"}),
        ("kitna mila aur kitna baaki hai", {"granted", "remaining"}),
        ("कितना कैशबैक मिला", {"granted"}),
        ("what was promised", {"promised"}),
        ("did it come", {"granted", "complete"}),
        ("customer ka cashback nahi aaya", set()),
        ("why is it missing", {"why"}),
        ("why is the full cashback not given", {"why"}),
        ("when did the cashback come", {"whenCame"}),
        ("when will the rest come", {"whenNext"}),
        ("mera cashback kab aayega", {"whenNext"}),
        ("कब आएगा", {"whenNext"}),
        ("which gc", {"giftCards"}),
        ("which items are pending", {"items", "remaining"}),
        ("amt pending n which items r holding it", {"items", "remaining"}),
        ("is the scratch card expired", {"expiry"}),
        ("how long is the scratch card valid", {"expiry"}),
        ("was anything taken back", {"reversal"}),
        ("when was this order placed", {"created"}),
        ("which promotion was applied", {"promotion"}),
        ("cb status", set()),
        ("breakup of cashback", {"position", "installments", "sum"}),
        ("how many installments", {"count", "installments"}),
        ("nothing received till date, reason?", {"why"}),
        ("customer called twice, what is left", {"remaining"}),
        ("promised vs actual", {"promised", "granted"}),
        ("got only thirty six rupees of hundred", {"claim", "position", "why"}),
        ("did he get 36 rs on 8 Nov", {"claim", "cameOn"}),
        ("anything left?", {"remaining"}),
        ("kuch baaki hai kya", {"remaining"}),
        ("क्या इसमें कुछ बाकी है?", {"remaining"}),
        ("his health is not good, how much did he get", {"granted"}),
        ("he says nothing came, how much did he get", {"granted"}),
        ("since when is it pending", {"created", "remaining"}),
        ("kab se baaki hai", {"created", "remaining"}),
        ("kab se milega", {"whenNext"}),
        ("will the rest be in by friday", {"whenNext"}),
        ("how many attempts did it take", {"count", "failure", "installments"}),
        ("which was the smallest", {"largest", "installments"}),
        ("add up what she got on the two", {"granted", "totals"}),
        ("combined, how much did he get", {"granted", "totals"}),
        ("which of the two got more", {"granted", "largest", "listOrders"}),
        ("did he get more than promised", {"excess"}),
        ("which order has a problem", {"needsAction"}),
        ("what has happened to the cashback on order 404-1029384-5566778?", set()),
        ("what's happened with order 404-1029384-5566778?", set()),
    ],
)
def test_the_topics_of_a_question(text: str, topics: set[str]) -> None:
    assert {topic.value for topic in read_question(text, FOLLOW).topics} == topics


@pytest.mark.parametrize(
    "text",
    [
        "just tell me how much is left",
        "sirf itna batao kitna baaki hai",
        "in one line, how much",
        "only the remaining amount pls",
        "remaining amount only",
        "bas promised amount batao",
        "सिर्फ इतना बताओ कितना",
    ],
)
def test_a_short_answer_is_asked_for(text: str) -> None:
    assert read_question(text, FOLLOW).is_short


@pytest.mark.parametrize("text", ["is the kettle the only thing left?", "kya sirf kettle ka baaki hai"])
def test_all_that_is_left_answers_whether_one_item_is(text: str) -> None:
    read = read_question(text, FOLLOW)

    assert read.topics & {Topic.ITEMS, Topic.REMAINING}
    assert (read.item_words, read.is_short) == ((), False)


@pytest.mark.parametrize(
    "text",
    [
        "which items are still open?",
        "which items are pending",
        "which items have not shipped",
        "kaun se items baaki hain",
        "किस आइटम का बाकी है",
    ],
)
def test_open_items_are_asked_for_and_not_all(text: str) -> None:
    assert {Topic.ITEMS, Topic.REMAINING} <= read_question(text, FOLLOW).topics


@pytest.mark.parametrize("text", ["cx got only 36", "only 1 gc came", "why only a part", "only the 2nd one"])
def test_an_only_of_the_customer_asks_for_no_short_answer(text: str) -> None:
    assert not read_question(text, FOLLOW).is_short


@pytest.mark.parametrize(
    "text",
    ["is it paid?", "kya paisa aaya", "paisa aaya kya", "aaya ya nahi", "क्या पैसा आया", "has he got all of it", "paid?"],
)
def test_what_is_answered_by_yes_or_no(text: str) -> None:
    assert read_question(text, FOLLOW).is_yes_no


@pytest.mark.parametrize(
    "text", ["what did he get?", "why is it stuck", "kya status hai", "kab mila?", "where is the rest", "kitna aaya?"]
)
def test_what_is_not(text: str) -> None:
    assert not read_question(text, FOLLOW).is_yes_no


def test_the_benefit_and_the_installment() -> None:
    assert read_question("second scratch card", FRESH).benefit == BenefitChoice("SCRATCH_CARD", 2)
    assert read_question("दूसरा स्क्रैच कार्ड", FRESH).benefit == BenefitChoice("SCRATCH_CARD", 2)
    assert read_question("instant cashback aaya?", FRESH).benefit == BenefitChoice("INSTANT_CASHBACK")
    assert read_question("how many points", FRESH).benefit == BenefitChoice("POINTS")
    assert read_question("gc for second inst", FRESH).installment == 2
    assert read_question("last installment", FRESH).installment == -1
    assert read_question("aakhri kist kab aayi", FRESH).installment == -1
    assert read_question("was the first one scratched", FOLLOW).benefit == BenefitChoice("SCRATCH_CARD", 1)


def test_words_that_may_name_an_item() -> None:
    assert read_question("ceramic mug ka cashback?", FOLLOW).item_words == ("ceramic", "mug")
    assert read_question("ईयरबड्स और केतली", FOLLOW).item_words == ("earbuds", "kettle")
    assert read_question("how much is left", FOLLOW).item_words == ()
    polite = "sorry to bother you, sorry to disturb, thanks in advance: was the item returned?"
    assert read_question(polite, FOLLOW).item_words == ()
    assert read_question("it didn't reach her", FOLLOW).item_words == ()
