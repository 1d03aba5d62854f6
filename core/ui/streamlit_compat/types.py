"""Types of what Streamlit's functions return, which it names in private modules."""

from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer
from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = ["DeltaGenerator", "ExpanderContainer", "UploadedFile"]
