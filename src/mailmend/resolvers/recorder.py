"""Recordings: answers written as a world file that, loaded again, gives exactly the same answers.

What master files and the directives can say is said with them, so that people can read and edit a recording. The few
answers that they cannot say (a record that is no record, a TTL of 2^40) stand in an ``;! answer`` line of their own.
Every answer is read back before it is written, so which of the two it needs is measured, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from mailmend.errors import WorldError
from mailmend.flow import Answer, Question
from mailmend.resolvers.names import Labels, labels_of, name_text, server_key
from mailmend.resolvers.rdata import MalformedError, rdata_words, spelled
from mailmend.resolvers.verbatim import answer_json
from mailmend.resolvers.world import MAX_SERVERS, World


def recording(answers: Iterable[Answer], asked_at: datetime) -> dict[str, str]:
    """The files of a recording of ``answers`` taken at ``asked_at``: ``world.zone``, and one for each server asked.

    Where two answers are to the same question, the first is kept.
    """
    distinct = {answer.question: answer for answer in reversed(tuple(answers))}
    plain: dict[str | None, dict[tuple[Labels, str], Answer]] = {None: {}}
    verbatim: list[Answer] = []
    for answer in reversed(distinct.values()):
        key, server = _key(answer.question), answer.question.server
        place = server and server_key(server)
        room = place in plain or len(plain) <= MAX_SERVERS
        if key and room and key not in plain.get(place, {}) and _is_plain(answer):
            plain.setdefault(place, {})[key] = answer
        else:
            verbatim.append(answer)
    return _files(plain, verbatim, asked_at)


def _files(
    plain: dict[str | None, dict[tuple[Labels, str], Answer]], verbatim: Sequence[Answer], asked_at: datetime
) -> dict[str, str]:
    time = asked_at if asked_at.tzinfo else asked_at.replace(tzinfo=UTC)
    head = [";! recorded", f";! asked-at {time.astimezone(UTC).isoformat().replace('+00:00', 'Z')}"]
    files: dict[str, str] = {}
    for server, held in plain.items():
        if server is not None and held:
            file = f"server-{len(files) + 1}.zone"
            head.append(f";! server {name_text(_common([name for name, _ in held]))} {server} {file}")
            files[file] = _text([";! recorded", *_lines(held.values())])
    body = [*_lines(plain[None].values()), *(f";! answer {answer_json(answer)}" for answer in verbatim)]
    return {"world.zone": _text([*head, *body]), **files}


def _text(lines: Iterable[str]) -> str:
    return "".join(line + "\n" for line in lines)


def _lines(answers: Iterable[Answer]) -> list[str]:
    """Answers without a TTL come first: in a master file a record inherits the TTL stated before it."""
    ordered = sorted(answers, key=lambda answer: answer.ttl is not None)
    return [line for answer in ordered for line in _answer_lines(answer)]


def _answer_lines(answer: Answer) -> list[str]:
    labels, rtype = _key(answer.question) or ((), "")
    name = name_text(labels)
    if answer.outcome == "data":
        ttl = "" if answer.ttl is None else f"{answer.ttl} "
        return [f"{name} {ttl}IN {rtype} {rdata_words(rtype, value)}" for value in answer.data]
    words = [";!", answer.outcome, name, rtype]
    if answer.reason is not None:
        words.append(answer.reason)
    if answer.ttl is not None:
        words.append(f"ttl={answer.ttl}")
    if answer.failed_at not in (None, answer.question.server):
        words.append(f"failed-at={spelled(answer.failed_at or '')}")
    return [" ".join(words)]


def _is_plain(answer: Answer) -> bool:
    """Whether a world file made of this answer alone, without an ``answer`` line, gives it back."""
    key, server = _key(answer.question), answer.question.server
    if key is None:
        return False
    try:
        files = _files({None: {}, server and server_key(server): {key: answer}}, (), datetime.min.replace(tzinfo=UTC))
        world = World.parse(files["world.zone"], path="world.zone", read=files.__getitem__)
    except (WorldError, MalformedError, TypeError, ValueError, AttributeError):
        # Values of a shape that the type does not have: only an answer line can say them.
        return False
    return world.resolve((answer.question,)) == (answer,)


def _key(question: Question) -> tuple[Labels, str] | None:
    """Where a plain answer to ``question`` stands; None where its words cannot stand in a world file."""
    labels = labels_of(question.name)
    rtype = question.type.upper()
    if labels is None or not (rtype.isascii() and rtype.isalnum() and rtype[0].isalpha()):
        return None
    if question.server is not None and server_key(question.server) is None:
        return None
    return labels, rtype


def _common(names: Sequence[Labels]) -> Labels:
    """The longest name that all ``names`` are at or below."""
    shared = names[0]
    for name in names[1:]:
        while shared and name[-len(shared) :] != shared:
            shared = shared[1:]
    return shared
