"""What a network is compiled with is kept."""

from core.settings.run import Loss, Optimizer, RunSettings, Schedule
from tests.support.network_page import settings, widget


def test_what_it_is_compiled_with_is_kept(open_network):
    page = open_network()
    widget(page, "network_optimizer").set_value("sgd").run()
    page.select_slider(key="network_learning_rate").set_value(0.1).run()
    widget(page, "network_schedule").set_value("one_cycle").run()
    widget(page, "network_loss").set_value("mean_squared_error").run()
    assert settings(page) == RunSettings(
        optimizer=Optimizer.SGD,
        learning_rate=0.1,
        schedule=Schedule.ONE_CYCLE,
        loss=Loss.SQUARED_ERROR,
    )
