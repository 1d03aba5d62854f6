"""For teachers: plans, questions with answers, what is kept, and sheets to print."""

import streamlit as st

from core.ui import layout
from core.ui.teachers import guide_text, room_link, sheet_downloads

layout.open_page(layout.TEACHERS)

st.title(layout.TEACHERS.title())
guide_text.opening()
room_link.panel()
sheet_downloads.panel()
guide_text.parts()
layout.close_page(layout.TEACHERS)
