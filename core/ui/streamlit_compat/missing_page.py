"""Addresses that lead to no page.

Streamlit 1.67 runs the main page for them, and has the browser open a dialog whose
words are English. Nothing but that message says so, therefore it is taken here.
"""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

_MESSAGE = "page_not_found"
_ATTRIBUTE = "trazo_missing_page"
_enqueue = ScriptRunContext.enqueue


def replace_dialog() -> None:
    """Have no dialog opened, in all pages of this process; twice does no harm."""
    ScriptRunContext.enqueue = _enqueue_others  # type: ignore[assignment]  # replaced


def is_missing() -> bool:
    """Return whether this run of the main page stands for a page that is not there."""
    context = get_script_run_ctx()
    if context is None:
        return False
    # Each run has a dict of cursors of its own; the context may serve several.
    return getattr(context, _ATTRIBUTE, None) is context.cursors


def _enqueue_others(context: ScriptRunContext, message: ForwardMsg) -> None:
    if message.WhichOneof("type") == _MESSAGE:
        setattr(context, _ATTRIBUTE, context.cursors)
        return
    _enqueue(context, message)
