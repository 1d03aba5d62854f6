"""Rebuilds the contents of a page from the deltas that Streamlit sends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.PageLink_pb2 import PageLink
from streamlit.proto.WidgetStates_pb2 import WidgetState

Place = tuple[int, ...]

TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Widget:
    """A widget on the page.

    Attributes:
        id: Streamlit's id of the widget, which ends with the widget's key.
        fragment_id: Id of the fragment that contains it; empty outside of fragments.
        content: The widget's protobuf message.
    """

    id: str
    fragment_id: str
    content: Any


@dataclass(frozen=True)
class _Node:
    run: int
    delta: Delta


class PageTree:
    """The elements and containers of one page, by their positions."""

    def __init__(self) -> None:
        self._nodes: dict[Place, _Node] = {}
        self._run = 0
        self._fragment_ids: set[str] = set()

    def begin_run(self, fragment_ids: set[str]) -> None:
        """Prepare for the deltas of a run of these fragments; if none, of the page."""
        self._run += 1
        self._fragment_ids = fragment_ids

    def apply(self, place: Place, delta: Delta) -> None:
        """Put an element or a container at its position."""
        self._nodes[place] = _Node(self._run, delta)

    def end_run(self) -> None:
        """Remove what the run did not draw again, as the browser does."""
        self._nodes = {
            place: node
            for place, node in self._nodes.items()
            if node.run == self._run or not self._was_to_be_drawn(node.delta)
        }

    def is_inside(self, place: Place, key: str) -> bool:
        """Return whether a position is inside the container with a key."""
        return any(
            self._key(place[:length]).endswith(f"-{key}")
            for length in range(len(place))
        )

    def has(self, key: str) -> bool:
        """Return whether the container with a key is on the page."""
        return any(self._key(place).endswith(f"-{key}") for place in self._nodes)

    def has_widget(self, key: str) -> bool:
        """Return whether the widget with a key is on the page."""
        return any(widget.id.endswith(f"-{key}") for _, widget in self._widgets())

    def widget(self, key: str) -> Widget:
        """Return the widget with a key.

        Raises:
            LookupError: The widget is not on the page.
        """
        for _, widget in self._widgets():
            if widget.id.endswith(f"-{key}"):
                return widget
        raise LookupError(f"no widget {key} on the page")

    def widgets(self) -> list[Widget]:
        """Return all widgets of the page."""
        return [widget for _, widget in self._widgets()]

    def widget_with(self, part: str) -> Widget | None:
        """Return the first widget whose key has a part; None without one."""
        found = (each for _, each in self._widgets() if f"-{part}" in each.id)
        return next(found, None)

    def html_with(self, part: str) -> str:
        """Return the HTML of the first element whose HTML has a part; empty if none."""
        bodies = (node.delta.new_element.html.body for _, node in self._elements())
        return next((body for body in bodies if part in body), "")

    def fold(self, key: str) -> Widget:
        """Return the expander with a key.

        Raises:
            LookupError: The expander is not on the page.
        """
        for node in self._nodes.values():
            fold = node.delta.add_block.expandable
            if fold.id.endswith(f"-{key}"):
                return Widget(fold.id, node.delta.fragment_id, fold)
        raise LookupError(f"nothing to open with the key {key} on the page")

    def widget_in(self, key: str) -> Widget:
        """Return the first widget in the container with a key.

        Raises:
            LookupError: The container is missing or has no widget.
        """
        for place, widget in self._widgets():
            if self.is_inside(place, key):
                return widget
        raise LookupError(f"no widget in {key} on the page")

    def link(self, page: str) -> PageLink:
        """Return the menu's link to a page, by its name in a URL.

        Raises:
            LookupError: There is no such link on the page.
        """
        for _, node in self._elements():
            link = node.delta.new_element.page_link
            if link.page == page and link.page_script_hash:
                return link
        raise LookupError(f"no link to {page} on the page")

    def text(self, key: str) -> str:
        """Return the text in the container with a key."""
        texts = (
            text_of(node.delta.new_element)
            for place, node in self._elements()
            if self.is_inside(place, key)
        )
        # Elements without text come and go with no change for a reader.
        return " ".join(filter(None, texts))

    def all_text(self) -> str:
        """Return the text of the whole page."""
        texts = (text_of(node.delta.new_element) for _, node in self._elements())
        return " ".join(filter(None, texts))

    def dump(self) -> str:
        """Return all that the page consists of, as text: also what nobody sees."""
        return "\n".join(str(node.delta) for node in self._nodes.values())

    def alerts(self) -> list[str]:
        """Return the texts of all alerts: errors, warnings and others."""
        bodies = [node.delta.new_element.alert.body for _, node in self._elements()]
        return [body for body in bodies if body]

    def option_labels(self) -> list[str]:
        """Return the Markdown of all options of pills and segmented controls."""
        return [
            option.content
            for _, node in self._elements()
            for option in node.delta.new_element.button_group.options
        ]

    def widget_states(self) -> list[WidgetState]:
        """Return the states of the widgets with a value, as a browser sends them."""
        return [
            _state(widget.content)
            for _, widget in self._widgets()
            if getattr(widget.content, "set_value", False)
            or (hasattr(widget.content, "raw_values") and widget.content.default)
        ]

    def _elements(self) -> Iterator[tuple[Place, _Node]]:
        for place, node in self._nodes.items():
            if node.delta.WhichOneof("type") == "new_element":
                yield place, node

    def _widgets(self) -> Iterator[tuple[Place, Widget]]:
        for place, node in self._elements():
            content = _content(node.delta.new_element)
            if getattr(content, "id", ""):
                yield place, Widget(content.id, node.delta.fragment_id, content)

    def _key(self, place: Place) -> str:
        node = self._nodes.get(place)
        return "" if node is None else node.delta.add_block.id

    def _was_to_be_drawn(self, delta: Delta) -> bool:
        return not self._fragment_ids or delta.fragment_id in self._fragment_ids


def text_of(element: Element) -> str:
    """Return the text of an element, without tags; empty if it has none."""
    body = element.html.body or element.markdown.body or element.alert.body
    return TAG.sub("", body).strip()


def _content(element: Element) -> Any:
    """Return the single message in an element."""
    kind = element.WhichOneof("type")
    return None if kind is None else getattr(element, kind)


def _defaults(content: Any) -> list[str]:
    """Return the options that a control starts with."""
    return [content.options[index].content for index in content.default]


def _state(content: Any) -> WidgetState:
    state = WidgetState(id=content.id)
    if hasattr(content, "raw_values"):
        chosen = content.raw_values if content.set_value else _defaults(content)
        state.string_array_value.data.extend(chosen)
    elif isinstance(raw_value := getattr(content, "raw_value", None), str):
        state.string_value = raw_value
    elif raw_value:
        state.string_array_value.data.extend(raw_value)
    elif isinstance(content.value, str):
        state.string_value = content.value
    elif isinstance(content.value, bool):
        state.bool_value = content.value
    elif isinstance(content.value, float):
        state.double_value = content.value
    else:
        state.double_array_value.data.extend(content.value)
    return state
