"""Two visitors of one window have nothing in common."""

KEY = "left behind"


def test_a_used_window_has_nothing_of_its_last_visitor(
    windows, server, full_data_server
):
    # A size of its own, so that both visitors get the same window.
    size = {"viewport": {"width": 777, "height": 777}}
    for app in (server, full_data_server, full_data_server, server):
        with windows.opener(app) as open_visitor:
            page = open_visitor("/draw", **size).page
            assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
            assert not [c for c in page.context.cookies() if c["name"] == KEY]
            page.evaluate(f"localStorage.setItem('{KEY}', 'yes')")
            page.evaluate(f"document.cookie = '{KEY}=yes'")
