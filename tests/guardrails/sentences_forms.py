"""Every form in which an answer states something: each as a sentence that is true, and once more with another value.

A line is a world, a true sentence and a false one. The story: 100.00 promised, 36.00 granted (15.00 on 8 Nov, 21.00 on
12 Nov 2026), 64.00 remains for two items. The large one: 2,50,000 promised, 1,02,064 granted (1,00,000 and 2,064 on the
same days), 1,47,936 remains.
"""

BY_REFERENCE = (
    ("story", "{granted} has been granted.", "{remaining} has been granted."),
    ("story", "{remaining} remains.", "{promised} remains."),
    ("story", "{promised} was promised.", "{granted} was promised."),
    ("story", "{amount1} was issued on {day1}.", "{amount1} was issued on {day2}."),
    ("story", "It was granted in {installmentCount} installments.", "It was granted in {openItemCount} installments."),
    ("story", "{granted} mile hain.", "{remaining} mile hain."),
    ("story", "{remaining} baaki hai.", "{granted} baaki hai."),
    ("story", "{promised} का वादा था।", "{granted} का वादा था।"),
    ("story", "{granted} मिले हैं।", "{remaining} मिले हैं।"),
    ("story", "{remaining} बाकी है।", "{granted} बाकी है।"),
)
AMOUNTS = (
    ("story", "₹36 has been granted.", "₹37 has been granted."),
    ("story", "₹36.00 has been granted.", "₹36.50 has been granted."),
    ("story", "Rs. 36 has been granted.", "Rs. 64 has been granted."),
    ("story", "Rs 64/- remains.", "Rs 46/- remains."),
    ("story", "INR 64.00 remains.", "INR 36.00 remains."),
    ("story", "36 rupees have been granted.", "63 rupees have been granted."),
    ("story", "64 rupees is still due.", "60 rupees is still due."),
    ("story", "6400 paise remains.", "6300 paise remains."),
    ("story", "₹ 64 remains.", "₹ 46 remains."),
    ("story", "64 INR remains.", "36 INR remains."),
    ("story", "₹१०० was promised.", "₹१०१ was promised."),
    ("story", "₹६४ बाकी है।", "₹३६ बाकी है।"),
    ("story", "₹६४ बाकी है।", "₹६५ बाकी है।"),
    ("story", "३६ रुपये मिले हैं।", "६४ रुपये मिले हैं।"),
    ("story", "36 rupaye mile hain.", "64 rupaye mile hain."),
    ("story", "64 rupaye baaki hain.", "65 rupaye baaki hain."),
    ("story", "Rs 64 abhi baaki hai.", "Rs 36 abhi baaki hai."),
    ("story", "₹100 ka vaada tha.", "₹64 ka vaada tha."),
)
GROUPED = (
    ("large", "₹2,50,000 was promised.", "₹2,05,000 was promised."),
    ("large", "₹2,50,000.00 was promised.", "₹2,50,000.50 was promised."),
    ("large", "₹250,000 was promised.", "₹205,000 was promised."),
    ("large", "₹250000 was promised.", "₹25000 was promised."),
    ("large", "₹1,02,064 has been granted.", "₹1,02,046 has been granted."),
    ("large", "Rs. 1,47,936/- remains.", "Rs. 1,47,963/- remains."),
    ("large", "₹१,४७,९३६ बाकी है।", "₹१,०२,०६४ बाकी है।"),
    ("large", "₹2,50,000 का वादा था।", "₹1,02,064 का वादा था।"),
)
IN_WORDS = (
    ("story", "Sixty-four rupees is still due.", "Forty-six rupees is still due."),
    ("story", "Sixty four rupees remain.", "Thirty-six rupees remain."),
    ("story", "Thirty-six rupees has been granted.", "Sixty-four rupees has been granted."),
    ("story", "One hundred rupees was promised.", "Two hundred rupees was promised."),
    ("story", "A hundred rupees was promised.", "A thousand rupees was promised."),
    ("story", "Rupees sixty-four remains.", "Rupees forty-six remains."),
    ("story", "Rs. sixty-four remains.", "Rs. forty-six remains."),
    ("story", "चौंसठ रुपये बाकी हैं।", "छत्तीस रुपये बाकी हैं।"),
    ("story", "छत्तीस रुपये मिले हैं।", "चौंसठ रुपये मिले हैं।"),
    ("story", "सौ रुपये का वादा था।", "पचास रुपये का वादा था।"),
    ("story", "chausath rupaye baaki hain.", "chhattis rupaye baaki hain."),
    ("story", "chhattis rupaye mile hain.", "chausath rupaye mile hain."),
)
LAKH_AND_CRORE = (
    ("large", "2.5 lakh rupees was promised.", "2.4 lakh rupees was promised."),
    ("large", "₹2.5 lakh was promised.", "₹2.5 crore was promised."),
    ("large", "Two lakh fifty thousand rupees was promised.", "Two lakh five thousand rupees was promised."),
    (
        "large",
        "One lakh two thousand and sixty-four rupees has been granted.",
        "One lakh two thousand and forty-six rupees has been granted.",
    ),
    ("large", "₹1 lakh was issued on 8 Nov 2026.", "₹1 crore was issued on 8 Nov 2026."),
    ("large", "Rs 0.025 crore was promised.", "Rs 0.25 crore was promised."),
    ("large", "₹2.5 लाख का वादा था।", "₹2.5 करोड़ का वादा था।"),
    ("large", "2.5 lakh rupaye ka vaada tha.", "3.5 lakh rupaye ka vaada tha."),
    ("large", "₹250K was promised.", "₹25K was promised."),
    ("large", "dhai lakh rupaye ka vaada tha.", "dedh lakh rupaye ka vaada tha."),
)
PERCENTAGES = (
    ("story", "36% of the promised cashback has been granted.", "64% of the promised cashback has been granted."),
    ("story", "64% of the promise remains.", "36% of the promise remains."),
    (
        "story",
        "36 percent of the promised amount has been granted.",
        "35 percent of the promised amount has been granted.",
    ),
    ("story", "Promise ka 64% baaki hai.", "Promise ka 36% baaki hai."),
    ("story", "वादे का 36% मिला है।", "वादे का 64% मिला है।"),
)
DATES = (
    ("story", "₹15 was issued on 8 Nov 2026.", "₹15 was issued on 9 Nov 2026."),
    ("story", "₹15 was issued on 8 November.", "₹15 was issued on 12 November."),
    ("story", "₹15 was issued on the 8th of November.", "₹15 was issued on the 12th of November."),
    ("story", "₹15 was issued on 8th November 2026.", "₹15 was issued on 8th October 2026."),
    ("story", "₹15 was issued on November 8, 2026.", "₹15 was issued on November 8, 2025."),
    ("story", "₹15 was issued on Nov 8.", "₹15 was issued on Nov 7."),
    ("story", "₹15 was issued on 08/11/2026.", "₹15 was issued on 11/08/2026."),
    ("story", "₹15 was issued on 8/11.", "₹15 was issued on 9/11."),
    ("story", "₹15 was issued on 08-11-2026.", "₹15 was issued on 08-12-2026."),
    ("story", "₹15 was issued on 8.11.2026.", "₹15 was issued on 8.10.2026."),
    ("story", "₹15 was issued on 8/11/26.", "₹15 was issued on 8/11/25."),
    ("story", "₹15 was issued on 2026-11-08.", "₹15 was issued on 2026-11-09."),
    ("story", "₹15 was issued on 8-Nov-2026.", "₹15 was issued on 8-Dec-2026."),
    ("story", "₹15 was issued on 8 Nov '26.", "₹15 was issued on 8 Nov '25."),
    ("story", "₹15 was issued on Sunday, 8 Nov 2026.", "₹15 was issued on Sunday, 9 Nov 2026."),
    ("story", "₹15 8 नवंबर 2026 को मिले।", "₹15 9 नवंबर 2026 को मिले।"),
    ("story", "₹15 ८ नवंबर को मिले।", "₹15 १२ नवंबर को मिले।"),
    ("story", "₹15 8 नवम्बर को मिले।", "₹15 8 दिसंबर को मिले।"),
    ("story", "₹15 ०८/११/२०२६ को मिले।", "₹15 ०८/१२/२०२६ को मिले।"),
    ("story", "₹15 8 Nov ko mile.", "₹15 9 Nov ko mile."),
    ("story", "₹15 8 navambar ko mile.", "₹15 12 navambar ko mile."),
)
COUNTS = (
    ("story", "It was granted in 2 installments.", "It was granted in 3 installments."),
    ("story", "It was granted in two installments.", "It was granted in three installments."),
    ("story", "Two installments have been issued so far.", "Five installments have been issued so far."),
    ("story", "₹36 was granted in 2 parts.", "₹36 was granted in 4 parts."),
    ("story", "₹36 do kist mein mile.", "₹36 teen kist mein mile."),
    ("story", "₹36 2 kist mein mile.", "₹36 3 kist mein mile."),
    ("story", "₹36 दो किस्तों में मिले।", "₹36 तीन किस्तों में मिले।"),
    ("story", "₹36 2 किस्तों में मिले।", "₹36 3 किस्तों में मिले।"),
    ("story", "₹36 २ किस्तों में मिले।", "₹36 ३ किस्तों में मिले।"),
    ("story", "Two items have not shipped yet.", "Three items have not shipped yet."),
    ("story", "2 items have not shipped yet.", "5 items have not shipped yet."),
    ("story", "₹21 was the 2nd installment.", "₹21 was the 3rd installment."),
)
LABELS = (
    ("story", "Granted: ₹36.", "Granted: ₹100."),
    ("story", "Promised: ₹100, granted: ₹36, remaining: ₹64.", "Promised: ₹100, granted: ₹64, remaining: ₹36."),
    ("story", "Of ₹100 promised, ₹36 was granted.", "Of ₹100 promised, ₹64 was granted."),
    ("story", "You received ₹36.", "You received ₹100."),
    ("story", "₹64 is pending.", "₹36 is pending."),
    ("story", "वादा: ₹100, मिला: ₹36, बाकी: ₹64।", "वादा: ₹100, मिला: ₹64, बाकी: ₹36।"),
    ("story", "₹100 me se ₹36 mile hain.", "₹100 me se ₹64 mile hain."),
)
CURRENCIES = (
    ("story", "₹36 has been granted.", "$36 has been granted."),
    ("story", "Rs 64 remains.", "USD 64 remains."),
    ("story", "64 rupees remains.", "64 dollars remains."),
    ("story", "₹64 बाकी है।", "€64 बाकी है।"),
    ("story", "INR 100 was promised.", "AED 100 was promised."),
)
ORDERS = (
    (
        "story",
        "On order 404-1029384-5566778, ₹36 has been granted.",
        "On order 404-1029384-5566779, ₹36 has been granted.",
    ),
    (
        "story",
        "Order 404-1029384-5566778 has {remaining} remaining.",
        "Order 171-5550123-9988776 has {remaining} remaining.",
    ),
    ("story", "ऑर्डर 404-1029384-5566778 पर ₹64 बाकी है।", "ऑर्डर 171-5550123-9988776 पर ₹64 बाकी है।"),
    ("story", "Order 404-1029384-5566778 par ₹64 baaki hai.", "Order 171-5550123-9988776 par ₹64 baaki hai."),
)
WITHOUT_FIGURE = (
    ("story", "Part of the cashback has been granted.", "All of the cashback has been granted."),
    ("story", "Not everything has been paid yet.", "Everything has been paid."),
    ("story", "Some of it is still due.", "Nothing is due."),
    ("story", "The rest is still to come.", "The rest will arrive tomorrow."),
    ("story", "Two items have not shipped yet.", "All items have shipped."),
    ("story", "It has not been fully granted.", "It failed."),
    ("story", "The rest is issued when the remaining items ship.", "The rest will be credited within 24 hours."),
    ("story", "Kuch items ship nahi hue hain.", "Sab items ship ho gaye hain."),
    ("story", "Abhi poora cashback nahi mila hai.", "Poora cashback mil gaya hai."),
    ("story", "Kuch cashback baaki hai.", "Kuch baaki nahi hai."),
    ("story", "पूरा कैशबैक नहीं मिला है।", "पूरा कैशबैक मिल गया है।"),
    ("story", "कुछ कैशबैक बाकी है।", "कुछ भी बाकी नहीं है।"),
    ("story", "बाकी कैशबैक अभी नहीं मिला है।", "बाकी कैशबैक कल आ जाएगा।"),
    ("story", "Baaki cashback abhi nahi mila hai.", "Baaki cashback kal aa jayega."),
    ("complete", "All of the cashback has been granted.", "Nothing has been granted."),
    ("complete", "Nothing is due.", "₹100 is still due."),
    ("complete", "Poora cashback mil gaya hai.", "Cashback abhi baaki hai."),
    ("complete", "पूरा कैशबैक मिल गया है।", "कैशबैक अभी बाकी है।"),
    ("failed", "The issuance failed.", "The issuance succeeded."),
)

FORMS = {
    "by reference": BY_REFERENCE,
    "amounts": AMOUNTS,
    "grouped": GROUPED,
    "in words": IN_WORDS,
    "lakh and crore": LAKH_AND_CRORE,
    "percentages": PERCENTAGES,
    "dates": DATES,
    "counts": COUNTS,
    "labels": LABELS,
    "currencies": CURRENCIES,
    "orders": ORDERS,
    "without a figure": WITHOUT_FIGURE,
}
