"""What pages show, made ready for templates. Reads, never writes."""
