"""A run goes step by step, plays, pauses, or goes on at full speed."""

import threading

from core.runs.slow_motion import PLAY_SECONDS, Command
from core.training import speed
from tests.support.clock import Clock
from tests.support.patience import PATIENCE_SECONDS, wait_for


def test_playing_goes_on_by_itself_and_a_pause_holds_it():
    clock, ticks = Clock(), []
    held = speed.SpeedControl(clock)

    def tick():
        ticks.append(True)
        clock.now += 0.6 * PLAY_SECONDS

    held.set(Command.PLAY)
    held.wait(tick)
    assert len(ticks) == 2
    held.set(Command.PAUSE)
    waiting = threading.Thread(target=held.wait, args=(tick,), daemon=True)
    waiting.start()
    # It keeps waiting, long after it would have continued by itself.
    wait_for(lambda: len(ticks), lambda many: many >= 6)
    assert waiting.is_alive()
    held.set(Command.STEP)
    waiting.join(PATIENCE_SECONDS)
    assert not waiting.is_alive()
