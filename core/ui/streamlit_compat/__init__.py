"""What leans on the insides of Streamlit and of the canvas, and nothing else.

None of it is promised by their documentation. Each module has a test that looks into
the installed packages, so that an upgrade shows at once what it broke.
"""
