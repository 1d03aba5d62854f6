"""What a page is made of; the only package that imports Streamlit."""
