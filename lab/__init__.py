"""The laboratory: real mail and DNS servers in a network of their own, refused and mended for real (`make lab`).

Start reading at ``__main__.py``, then ``scenarios.py``. Nothing in here is part of the installed package.
"""
