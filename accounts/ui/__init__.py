"""What every page shows in the same way: marks, words, tables. Pure: no query, no clock.

These stand on hot paths (a list calls them for every row, a board for every cell), so what can be
made beforehand is, and what is asked again is remembered. Templates say ``{% load ui %}``.
"""
