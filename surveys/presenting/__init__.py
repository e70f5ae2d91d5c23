"""Pages made ready, one module per page."""
