"""Print docs/rules.md: the page of every rule, as the rule's own file tells it."""

from __future__ import annotations

from mailmend.rules import rules


def main() -> None:
    """Write the page to standard output."""
    print("# What mailmend finds\n")
    print("Made from `src/mailmend/rules/` by `make docs`; `mailmend explain CODE` prints the same.")
    for rule in rules():
        title, _, page = (rule.__doc__ or "").strip().partition("\n")
        print(f"\n## {rule.CODE}: {title.rstrip('.')}\n\n{page.strip()}")


if __name__ == "__main__":
    main()
