"""What the web server needs besides pages: health, logs, TCP options."""
