"""What a pupil's screen shows of the room, on every page."""
