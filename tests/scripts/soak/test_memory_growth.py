"""Growth counts from when a process has done some work, and again for each process."""

from scripts.soak.memory_growth import WARM_UP_STROKES, MemoryGrowth


def test_memory_grows_from_what_a_warm_process_has():
    growth = MemoryGrowth()
    growth.note(200, 0)
    growth.note(290, WARM_UP_STROKES - 1)
    assert (growth.most, str(growth)) == (None, "not measured")
    growth.note(300, WARM_UP_STROKES)
    growth.note(320, WARM_UP_STROKES + 1)
    growth.note(310, WARM_UP_STROKES + 2)
    assert (growth.most, str(growth)) == (20, "+20 MB")


def test_another_process_is_warmed_up_again():
    growth = MemoryGrowth()
    growth.note(300, WARM_UP_STROKES)
    growth.note(305, 2 * WARM_UP_STROKES)
    growth.begin(2 * WARM_UP_STROKES)
    growth.note(500, 2 * WARM_UP_STROKES + 1)
    assert growth.most == 5
    growth.note(400, 3 * WARM_UP_STROKES)
    growth.note(430, 4 * WARM_UP_STROKES)
    assert growth.most == 30
