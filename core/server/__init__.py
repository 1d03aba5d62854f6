"""Parts of the web server other than pages: health checks, logs, TCP options."""
