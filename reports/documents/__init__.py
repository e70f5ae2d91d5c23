"""Compiled documents: what each kind holds, its figures, and how it is written."""
