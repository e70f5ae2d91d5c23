"""What needs the servers of a real installation: PostgreSQL, a standby, a proxy, processes."""
