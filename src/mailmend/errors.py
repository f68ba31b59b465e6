"""Everything that mailmend raises, in one picture. Bad mail and failing DNS are answers, not errors.

MailmendError
├── UsageError        the caller asked for something that cannot be: an option, an address, a name     (exit 2)
├── InputError        the input cannot be read: no file, no permission, empty, not a message            (exit 2)
│   └── WorldError    a world file or a case folder does not say what its format asks for               (exit 2)
└── PublishError      the DNS host did not take the change: nothing was written                         (exit 3)
    ├── BasisError    what stands in DNS is not what the change was planned on: nothing was written     (exit 1)
    └── UnsureError   nobody knows whether it was written: the receipt stays pending                    (exit 3)
"""

from __future__ import annotations

_BRACES = frozenset("{}")


class MailmendError(Exception):
    """The root of all errors that a caller may catch; its text is one line that says what to do next.

    ``template`` is a sentence with ``{placeholders}`` that ``params`` fill, so that it can be said in other languages.
    """

    def __init__(self, template: str, /, **params: object) -> None:
        self.template = template if params or not _BRACES.intersection(template) else ""
        self.params = params
        super().__init__(template.format(**params) if params else template)


class UsageError(MailmendError):
    """The caller's request cannot be carried out as it was put."""


class InputError(MailmendError):
    """The input cannot be read at all."""


class WorldError(InputError):
    """A world file or a case folder is not well formed; the text names the file and the line."""


class PublishError(MailmendError):
    """A change could not be published, and nothing was written."""


class BasisError(PublishError):
    """The old values are not those that the change was planned on: it has to be planned anew."""


class UnsureError(PublishError):
    """The change was sent and no reply came: DNS has to be asked what became of it."""
