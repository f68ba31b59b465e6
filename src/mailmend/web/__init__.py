"""The web page and the HTTP API: the same verbs for people without a terminal, safe to put on the open internet.

``app`` is the table of routes, ``guard`` stands before all of them, ``desk`` drives Flows under a budget. Nothing that
is sent is kept: an answer carries along what a later request needs.
"""
