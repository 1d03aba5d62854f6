"""Each link of a teacher's plan opens its page, with its settings and what it hides."""

from urllib.parse import parse_qs, urlsplit

import pytest

from core.settings import query_params
from core.ui import layout
from core.ui.state.session import KEY
from tests.support.plan_links import PLAN_LINKS
from tests.support.visitor_language import heading


@pytest.mark.parametrize(("language", "link"), PLAN_LINKS)
def test_each_link_of_a_plan_opens_its_page_with_its_settings(
    open_with, language, link
):
    target = urlsplit(link)
    page = next(page for page in layout.PAGES if page.path == target.path)
    query = {key: found[0] for key, found in parse_qs(target.query).items()}
    shown = open_with(page.script, **query)
    assert heading(page, language) in [title.value for title in shown.title]
    assert not shown.warning
    visit = shown.session_state[KEY]
    settings, refusals = query_params.from_query(query)
    assert refusals == ()
    assert visit.work.settings == settings
    for name, value in query_params.to_query(settings).items():
        assert query[name] == value
    assert visit.link.hidden == query_params.hidden_parts(query)
    assert query_params.write_hidden(visit.link.hidden).count(".") == query[
        "hide"
    ].count(".")
