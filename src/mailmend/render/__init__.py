"""Words and pictures: the only floor that speaks. ``words`` says phrases, ``json`` and ``text`` print findings."""
