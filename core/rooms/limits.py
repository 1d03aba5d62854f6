"""How many and how long: what a room may have."""

# A school with all its classes at once. A full room takes less than four megabytes.
MOST_ROOMS = 100
MOST_SEATS = 40
MOST_SPINS = 3
# Of a seat: ten rounds of ten digits.
MOST_DRAWINGS = 100
# A device code has more letters: see `core.store.device_codes`.
CODE_LETTERS = 6
HOUR_SECONDS = 3600.0
DAY_SECONDS = 24 * HOUR_SECONDS
# After the last action.
KEPT_SECONDS = 4 * HOUR_SECONDS
LONGEST_KEPT_SECONDS = 30 * DAY_SECONDS
