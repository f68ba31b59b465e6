"""Print docs/rules.md: the page of every rule, as the rule's own file tells it."""

from __future__ import annotations

import textwrap

from mailmend.rules import check_pages, pages, rules


def main() -> None:
    """Write the page to standard output."""
    print("# What mailmend finds\n")
    print("Made from `src/mailmend/rules/` by `make docs`; `mailmend explain CODE` prints the same.")
    for rule in rules():
        title, _, page = (rule.__doc__ or "").strip().partition("\n")
        print(f"\n## {rule.CODE}: {title.rstrip('.')}\n\n{page.strip()}")
    for entry in (*pages(), *check_pages()):
        title, *parts = entry.text.split("\n\n")
        text = "\n\n".join(textwrap.fill(part, 119, break_on_hyphens=False) for part in parts)
        print(f"\n## {entry.code}: {title.rstrip('.')}\n\n{text}")


if __name__ == "__main__":
    main()
