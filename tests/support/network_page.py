"""What the Network page shows and changes."""

from typing import Any

from streamlit.testing.v1 import AppTest

from core.settings.presets import Preset
from core.settings.run import RunSettings
from core.ui.state.session import KEY


def settings(page: AppTest) -> RunSettings:
    """Return the settings of the next run."""
    chosen: RunSettings = page.session_state[KEY].work.settings
    return chosen


def preset(page: AppTest) -> Preset | None:
    """Return the preset that is shown as selected."""
    shown: Preset | None = widget(page, "network_preset").value
    return shown


def widget(page: AppTest, key: str) -> Any:
    """Return the segmented control with a key."""
    return next(
        element for element in page.get("segmented_control") if element.key == key
    )
