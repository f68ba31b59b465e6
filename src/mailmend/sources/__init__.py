"""Mail in: the forms that it comes in, and the places that it comes from."""

from __future__ import annotations
