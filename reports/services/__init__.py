"""Verbs of compiled documents."""
