"""How many and how long: what a room may have."""

# A school with all its classes at once. A full room takes less than four megabytes.
MOST_ROOMS = 100
MOST_SEATS = 40
MOST_SPINS = 3
# Of a seat: ten rounds of ten digits.
MOST_DRAWINGS = 100
# With those that were deleted: until the room ends, a row says so to its readers.
MOST_MADE = 3 * MOST_DRAWINGS
# Of a room, on its board.
MOST_BREAKS = 3
# A device code has more letters: see `core.store.device_codes`.
CODE_LETTERS = 6
HOUR_SECONDS = 3600.0
DAY_SECONDS = 24 * HOUR_SECONDS
# After the last action.
# Without a seat and an action for so long, a room makes space for another.
EMPTY_SECONDS = 900.0
KEPT_SECONDS = 4 * HOUR_SECONDS
LONGEST_KEPT_SECONDS = 30 * DAY_SECONDS
