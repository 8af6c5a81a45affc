"""What is found as personal data, and what only looks like it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine, LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NoOpNlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistry

from guardrails.errors import RedactionFailed
from guardrails.pii import PiiType, Span
from guardrails.pii.ascii_fold import fold
from guardrails.pii.checksums import passes_luhn, passes_verhoeff
from guardrails.pii.detection import LONGEST_TEXT
from guardrails.pii.presidio_engine import PresidioDetector
from guardrails.pii.recognizer import FusedRecognizer
from tests.harness import detector

# The brackets mark what is found.
FOUND = {
    PiiType.PHONE: (
        "call {9845012345} now",
        "call {98450 12345}, please",
        "{98450-12345}",
        "{+91 98450 12345}",
        "{+919845012345}",
        "{+91-9845012345}",
        "{(+91) 98450-12345}",
        "{+91 (98450) 12345}",
        "{+91 (0) 98450 12345}",
        "{0091 9845012345}",
        "{09845012345}",
        "{919845012345}",
        "{98 45 01 23 45}",
        "{984-501-2345}",
        "{984.501.2345}",
        "{9845 012 345}",
        "{9 8 4 5 0 1 2 3 4 5}",
        "ph{9845012345}",
        "Mob. {9845012345}",
        "PHONE-{9845012345}",
        "मेरा नंबर {९८४५० १२३४५} है",
        "फोन{९८४५०१२३४५}है",
        "{９８４５０１２３４５}",
        "{98450\u200b12345}",
        "{98450\u00a012345}",
        "{98450–12345}",
        "{9845012345},{9876543210}",
        "{9845012345} 2 items",
        "order 404-1029384-5566778 mobile {9845012345}",
        "404 1029384 5566778 {9845012345}",
        "landline {080-2345 6789}",
        "{022 2345 6789}",
        "{+1 415 555 2671}",
        "{+44 20 7946 0958}",
        "{98-450-123-45}",
        "call {98 450 123 45}",
        "{nine eight double four five, oh one two three four}",
        "{ninety eight forty five zero one twenty three forty five}",
        "my number is {98450 one two three four five}",
        "{plus nine one nine eight four five zero one two three four five}",
        "{nau aath char paanch shunya ek do teen char paanch} pe call karo",
        "{नौ आठ चार पाँच शून्य एक दो तीन चार पाँच}",
        "phone {9845O12345}",
        "{9,8,4,5,0,1,2,3,4,5}",
        "{98450 12345}, {nine eight four five zero one two three four five}, {nau aath ek ek do teen char saat do do}",
        "landline {2345 6789}",
        "send the order to {9845012345}",
        "mobile for this order: {9845012345}",
        "https://wa.me/{919845012345}",
    ),
    PiiType.EMAIL: (
        "mail {asha.verma@example.in}.",
        "<{a_b+c@mail.example.co.in}>",
        "{ASHA@EXAMPLE.COM}",
        "ईमेल {asha@example.in} है",
        "{asha dot verma at gmail dot com}",
        "{asha at gmail.com}",
        "{asha(at)gmail(dot)com}".replace("(dot)", "."),
        "{asha @ gmail.com}",
        "{9845012345@example.com}",
        "{asha verma at gmail dot com}",
        "{asha (at) gmail [dot] com}",
        "{asha underscore verma at the rate yahoo dot co dot in}, thanks",
        "ईमेल {आशा एट gmail डॉट कॉम}",
        "{आशा@उदाहरण.भारत}",
    ),
    PiiType.UPI: (
        "pay {asha@okaxis}",
        "{9845012345@ybl}",
        "upi: {asha.verma-99@okhdfcbank}.",
        "{rohan99@paytm},",
    ),
    PiiType.PAN: ("PAN {ABCPE1234F}", "pan {abcpe1234f}.", "{ＡＢＣＰＥ１２３４Ｆ}"),
    PiiType.AADHAAR: (
        "{2345 6789 0124}",
        "{234567890124}",
        "{2345-6789-0124}",
        "{२३४५ ६७८९ ०१२४}",
        "aadhaar {2345 6789 0123}",  # a typo: the cue is enough
        "Aadhar no: {234567890123}",
        "आधार {234567890123}",
    ),
    PiiType.CARD: (
        "{4111 1111 1111 1111}",
        "{4111-1111-1111-1111}",
        "{4111111111111111}",
        "{5500 0000 0000 0004}",
        "{3782 822463 10005}",
        "{378282246310005}",
        "card {6521111111111110}",
    ),
    PiiType.GIFT_CARD: (
        "{GC-7F3K-9Q2M-1111}",
        "gift card {GC-7F3K-9Q2M-1111}.",
        "{gc-7f3k-9q2m-1111}",
        "{GC 7F3K 9Q2M 1111}",
        "{gc 7f3k 9q2m 1111}",
        "{GC7F3K9Q2M1111}",
        "{GC-7F3K-9Q2M-1111-2222-3333}",
        "{GC–7F3K–9Q2M–1111}",
        "gift card {7F3K9Q2M11112222}",
        "my gift card code is {7F3K-9Q2M-1111-2222}",
        "gift card: {ABCD-123456-EFGHI}",
        "voucher no. {7f3k9q2m11112222}",
        "गिफ्ट कार्ड {7F3K9Q2M11112222}",
    ),
    PiiType.PASSPORT: ("passport no. {K1234567}", "{k1234567} is my passport", "Passport: {K 1234567}"),
    PiiType.VOTER: ("voter id {ABC1234567}", "my EPIC number is {abc1234567}", "मतदाता पहचान {ABC1234567}"),
    PiiType.GSTIN: ("{29ABCDE1234F1Z5}", "bill to {29abcde1234f1z5}", "GSTIN {29 ABCDE 1234 F 1Z5}"),
    PiiType.VEHICLE: ("{KA01AB1234}", "van {KA-01-AB-1234}", "{DL 3C AB 1234}", "{22 BH 1234 AA}", "{ka01ab1234}"),
    PiiType.NAME: (
        "I am {Asha Verma}",
        "i am {asha verma} from pune",
        "My name is {asha}.",
        "Customer name: {ASHA VERMA}",
        'customerName="{Asha Verma}"',
        "mera naam {Asha Verma} hai",
        "Dear Mr. {R. K. Sharma}, hello",
        "Smt {Lakshmi Devi} called",
        "Regards,\n{Asha Verma}",
        "spoke to {Rahul} yesterday",
        "{Asha} ji called",
        "मेरा नाम {आशा वर्मा} है",
        "spoke to {Rahul}'s brother",
    ),
    PiiType.OTP: (
        "OTP is {482913}",
        "{4821} is your OTP",
        "ओटीपी {४८२१} है",
        "otp for the transfer of INR 2000 is {678901}",
    ),
    PiiType.CVV: ("cvv {904}", "CVV: {4821}", "{377} cvv hai"),
    PiiType.DATE_OF_BIRTH: ("dob {12/05/1988}", "born on {21 Jan 1990}", "जन्म तिथि {१२/०३/१९९२}", "{12-05-1988} (DOB)"),
    PiiType.DRIVING_LICENCE: (
        "DL no {MH14 20110062821}",
        "{KA 51 20190001234} submitted",
        "licence {GJ-01/2012/0012345}",
    ),
    PiiType.VID: ("VID {9123 4567 8901 2346}", "virtual id of aadhaar is {9123456789012346}"),
    PiiType.ABHA: ("ABHA no {12 3456 7890 1234}", "{91-2345-6789-0123}", "my abha address {asha.verma@abdm}"),
    PiiType.UAN: ("UAN {100912345678}", "{101122334455} is my UAN"),
    PiiType.TAN: ("TAN {MUMB12345C}", "tan hai {pnec 99001 f}"),
    PiiType.CKYC: ("CKYC number {50012345678901}", "KIN: {5001 2345 6789 01}"),
    PiiType.UPI_NUMBER: ("upi number {84512367}", "my UPI no {9845012345}"),
    PiiType.RRN: ("rrn {633410123456}", "bank reference number {633410123456}", "बैंक रेफरेंस {633410123456}"),
    PiiType.ADDRESS: (
        "address: {Flat 12, Rose Apartments, FC Road, Pune 411004}",
        "deliver to {45, 2nd Cross, Indiranagar, Bengaluru 560038} please",
        "main {makan no 5 gali no 2 krishna nagar mathura} me rehta hu",
        "पता {मकान नं 21, गली नं 4, लक्ष्मी नगर, दिल्ली 110092} है",
        "this is for {C-45, Lajpat Nagar II, New Delhi - 110024}, on Friday",
        "Address:\n{Flat 4B, MG Road\nKoramangala, Near Signal\nBengaluru 560034}\nPhone",
    ),
    PiiType.IFSC: ("{HDFC0001234}", "IFSC code is {ABCD0123456}", "ifsc: {sbin0000300}"),
    PiiType.BANK_ACCOUNT: ("a/c no {123456789012}", "account number: {00112233445566}"),
    PiiType.UTR: ("UTR: {HDFCN12345678901}", "UPI ref no {412345678901}"),
}

LOOK_ALIKES = (
    "404-1029384-5566778",
    "404 1029384 5566778",
    "40410293845566778",
    "order 171-5550123-9988776 and 402-3334445-1112223",
    "₹9845012345",
    "Rs 9845012345",
    "₹98,45,01,234.50",
    "INR 9845012345.00",
    "promised 100.00, granted 36.00, remaining 64.00",
    "64.00 36.00 15.00 10",
    "15 21 36 64 100",
    "12 Nov 2026",
    "12/11/2026 and 2026-11-12",
    "2026-11-12T10:00:00+05:30",
    "2026-11-12 09:30",
    "at 1762923600 or 1762923600123",
    "CUST-9845012345",
    "CUST-1001 CASE-9001 SHP-1 PROMO-DIWALI-2026 BEN-1 EV-1",
    "promotion P-2026-11 of FEST2026",
    "tracking number 7812345678",
    "AWB 781234567890",
    "invoice no: 9845012345",
    "order id 9845012345",
    "toll-free 1800-123-4567",
    "1 800 123 4567",
    "[[f12]] was granted, [[f9845012345]] too",
    "<PHONE_1> and <GIFT_CARD_2>",
    "‹PHONE_1›",
    "card ending 1111, •••• 2222",
    "XXXX XXXX 1234",
    "4111 1111 1111 1112",
    "2345678901 is no mobile",
    "1234 5678 9012",
    "984501234",
    "98450123456",
    "9845.012345",
    "pin 560001",
    "GC team will give 2026 cards",
    "the GC and the gift card were issued",
    "gift card issued on 12 Nov 2026",
    "2 items@each 50",
    "price@100",
    "@rewards please",
    "meet me at office dot the usual",
    "look at 5 items. In total",
    "SAVE0123456",
    "iPhone 15 Pro 256 GB, 750 ml",
    "ABCDE1234F",
    "123e4567-e89b-12d3-a456-426614174000",
    "5f2b9c1d7e8a4f60a1b2c3d4e5f60718",
    "order-404-1029384-5566778.",
    "the gift cards of 404-1029384-5566778",
    "gc? 404-1029384-5566778",
    "version 1.2.3.4",
    "otp 10 minutes, resent 5 times",
    "OTP for order 404-1029384-5566778 never came, 64.00 is due",
    "cvv asked 3 times for 500 rupees",
    "birthday cashback on 12 Nov 2026",
    "the dob check of 12 Nov 2026",
    "video 1234 5678 views",
    "AWB 91345678901232, docket 91-1234-5678-9010",
    "coupon SAVE12345A, tan belt PNEK34567",
    "invoice no TN-10-20120006543",
    "Flat 150 off at Main Market store",
    "pincode 411001 near station is serviceable",
    "mujhe 100 mila h 36 main ne pucha",
    "booking id 9845012345",
    "item_id=9845012345 row_id=917829344913",
    "msg_id=919845012345",
    "file_name=Asha_invoice product_name=Asha Soap",
    "passport cover B1234567X",
    "2 items @ home",
    "Mr. DIY cashback offer",
    "customer name mat batao",
    "item name Asha Cotton Saree",
    "",
)


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without its brackets, and where they stood."""
    plain, places = "", []
    for part in text.replace("{", "\x00{").replace("}", "}\x00").split("\x00"):
        if part.startswith("{"):
            places.append((len(plain), len(plain) + len(part) - 2))
        plain += part.strip("{}")
    return plain, places


@pytest.mark.parametrize(("kind", "example"), [(kind, example) for kind, group in FOUND.items() for example in group])
def test_personal_data_is_found_where_it_stands(kind: PiiType, example: str) -> None:
    text, places = marked(example)

    assert detector().find(text) == [Span(start, end, kind) for start, end in places]


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert detector().find(text) == []


def test_every_kind_that_has_a_shape_is_tried() -> None:
    assert set(FOUND) == set(PiiType)


@given(st.lists(st.sampled_from([*FOUND[PiiType.PHONE], *FOUND[PiiType.CARD], *LOOK_ALIKES]) | st.text(max_size=20)))
def test_spans_are_in_order_and_apart(parts: list[str]) -> None:
    text = "\n\t".join(parts)
    spans = detector().find(text)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.integers(10**10, 10**11 - 1))
def test_one_wrong_digit_fails_verhoeff(number: int) -> None:
    [check] = [digit for digit in "0123456789" if passes_verhoeff(f"{number}{digit}")]

    assert all(not passes_verhoeff(f"{number}{digit}") for digit in set("0123456789") - {check})


@given(st.integers(10**14, 10**15 - 1))
def test_one_digit_completes_luhn(number: int) -> None:
    assert sum(passes_luhn(f"{number}{digit}") for digit in "0123456789") == 1


def test_a_text_too_long_to_be_searched_does_not_pass() -> None:
    assert detector().find("x" * LONGEST_TEXT) == []
    with pytest.raises(RedactionFailed):
        detector().find("x" * (LONGEST_TEXT + 1))


class _SecondOpinion(LocalRecognizer):
    """Stands for what a site may register besides: it finds "Asha" and whatever follows it."""

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[RecognizerResult]:
        start = text.find("Asha")
        return [RecognizerResult(entity_type="NAME", start=start, end=len(text), score=0.6)] if start >= 0 else []


def test_recognizers_may_be_added_and_may_overlap() -> None:
    engine = AnalyzerEngine(
        nlp_engine=NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "no_op"}]),
        registry=RecognizerRegistry(recognizers=[FusedRecognizer(), _SecondOpinion(supported_entities=["NAME"])]),
    )
    both = PresidioDetector(engine)

    assert both.find("9845012345 Asha") == [Span(0, 10, PiiType.PHONE), Span(11, 15, PiiType.NAME)]
    assert both.find("Asha 9845012345") == [Span(0, 15, PiiType.NAME)]
