"""The one set sentence in English: that nothing came on a day, which no word of the free check could prove."""

WINDOW_DAY = "on {first}"
WINDOW_DAYS = "from {first} to {last}"
NONE_ISSUED = "Nothing was issued {days} for order {order}; this is on record:"
