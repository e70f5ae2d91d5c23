"""A roster against the database: what it would change, and the change itself."""
