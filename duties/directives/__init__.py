"""Directives from above: whom they reach, what they wait for, who is told. Models in `models`."""
