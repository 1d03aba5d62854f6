"""What exported programs set for a whole process ends with their tests."""

import pytest
from PIL import ImageFile


@pytest.fixture(autouse=True, scope="module")
def pillow_refuses_what_it_refused():
    """A program that reads one's own digit has Pillow take damaged pictures."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    yield
    ImageFile.LOAD_TRUNCATED_IMAGES = before
