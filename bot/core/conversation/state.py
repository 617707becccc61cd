"""The stored state of a conversation, and the steps that upgrade an older version of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

VERSION = 1
"""The version of the stored state: raised when its fields change; `upgrade` then gains one documented step."""

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, as accepted text."""

    key: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """The message that an answer of the request came in, so that removing the message removes the answer."""

    key: str
    message: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Written:
    """The request's answers that a letter was filled with when it was given.

    seq  the place of its giving in the case's log
    """

    seq: int
    said: tuple[Said, ...] = field(repr=False)


Sheet = tuple[Said, ...]
"""Answers in the order they were first given."""
MOST_STEPS_BACK = 12
NOT_WRITTEN = frozenset({"consent", "check"})
"""Answers that no letter prints."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A form that is open over the request: its subject, its answers so far, and its answers before each message."""

    form: str
    about: str = ""
    said: Sheet = field(default=(), repr=False)
    before: tuple[Sheet, ...] = field(default=(), repr=False)

    @property
    def answers(self) -> Answers:
        """The form's answers by question."""
        return {said.key: said.value for said in self.said}

    @property
    def subject(self) -> tuple[str, str]:
        """The form and its subject; no two open forms have the same."""
        return self.form, self.about


@dataclass(frozen=True, slots=True)
class Aside:
    """What a conversation is at in another campaign than the one that it is about now; the fields are its own."""

    campaign: str
    said: Sheet = field(default=(), repr=False)
    before: tuple[Sheet, ...] = field(default=(), repr=False)
    revising: str | None = None
    opened: tuple[Opened, ...] = ()
    waiting: tuple[Opened, ...] = ()
    sources: tuple[Source, ...] = ()
    written: tuple[Written, ...] = field(default=(), repr=False)

    @property
    def asks(self) -> bool:
        """Whether a form is open or waits there."""
        return bool(self.opened or self.waiting)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The state of a conversation.

    language  the language of the bot's messages
    greeted   whether the person was told who speaks, without which a consent means nothing
    said      the request's answers, as accepted text; parsed again at each use
    before    those answers before each of the last messages, which `/retour` restores
    revising  the one question of the request that is asked again, or None
    opened    forms open over the request: the first is being asked, then the next
    waiting   forms to open once nothing else is asked, so that a reminder never interrupts a question
    sources   the message that each answer of the request came in
    last      the last message that answered a question of the form being asked
    shown     the question that this chat showed last; from a second account the case may have gone on since
    unread    the sentence that said why the last message was not taken: the next one is not told the same
    written   the answers that letters were filled with, the oldest first; a new entry only when an answer changes
    campaign  the campaign that all this is about; empty before there was another than the first
    aside     what stands in the person's other campaigns
    """

    language: str
    greeted: bool = False
    said: Sheet = field(default=(), repr=False)
    before: tuple[Sheet, ...] = field(default=(), repr=False)
    revising: str | None = None
    opened: tuple[Opened, ...] = ()
    waiting: tuple[Opened, ...] = ()
    sources: tuple[Source, ...] = ()
    last: str = field(default="", repr=False)
    shown: str = ""
    written: tuple[Written, ...] = field(default=(), repr=False)
    unread: str = field(default="", compare=False)  # a matter of manners: it changes nothing that was told
    campaign: str = ""
    aside: tuple[Aside, ...] = ()

    @property
    def answers(self) -> Answers:
        """The request's answers by question."""
        return {said.key: said.value for said in self.said}

    # --- What letters were filled with ------------------------------------------------------------------------------

    @property
    def _fills(self) -> Sheet:
        return tuple(said for said in self.said if said.key not in NOT_WRITTEN)

    def writing(self, seq: int) -> "Conversation":
        """The conversation that notes the present answers as those of the letters given at that place of the log."""
        same = self.written and self.written[-1].said == self._fills
        return self if same else replace(self, written=(*self.written, Written(seq, self._fills)))

    def as_written(self, seq: int) -> "Conversation":
        """The conversation with the answers of a letter given at that place of the log, as far as they are known."""
        kept = [one for one in self.written if one.seq <= seq]
        return replace(self, said=kept[-1].said) if kept else self

    # --- Forms over the request -------------------------------------------------------------------------------------

    @property
    def over(self) -> Opened | None:
        """The form that is being asked over the request, or None."""
        return self.opened[0] if self.opened else None

    def opening(self, form: Opened) -> "Conversation":
        """The conversation with that form asked now, before the others; one on the same subject is replaced."""
        others = self.without_subject(form)
        return replace(others, opened=(form, *others.opened))

    def queueing(self, form: Opened) -> "Conversation":
        """The conversation with that form waiting until nothing else is asked."""
        known = any(o.subject == form.subject for o in (*self.opened, *self.waiting))
        return self if known else replace(self, waiting=(*self.waiting, form))

    def with_next_waiting(self) -> "Conversation":
        """The conversation with the first waiting form asked now."""
        return replace(self, opened=(*self.opened, *self.waiting[:1]), waiting=self.waiting[1:])

    def bringing_forward(self, form: str, about: str) -> "Conversation":
        """The conversation with that form asked before all others, if it is open or waits."""
        found = next((o for o in (*self.opened, *self.waiting) if o.subject == (form, about)), None)
        return self.opening(found) if found else self

    def without_subject(self, form: Opened) -> "Conversation":
        """The conversation without any form on the same subject."""
        opened = tuple(o for o in self.opened if o.subject != form.subject)
        return replace(self, opened=opened, waiting=tuple(o for o in self.waiting if o.subject != form.subject))

    def without(self, *forms: str) -> "Conversation":
        """The conversation without these forms, whatever their subject, in any campaign."""
        here, aside = _without(self, forms), tuple(_without(one, forms) for one in self.aside)
        return here if aside == self.aside else replace(here, aside=aside)

    def closing(self) -> "Conversation":
        """The conversation without the form that is being asked."""
        return replace(self, opened=self.opened[1:])

    def postponing(self) -> "Conversation":
        """The conversation with its open forms waiting until nothing else is asked."""
        return replace(self, opened=(), waiting=(*self.opened, *self.waiting))

    # --- Answers ----------------------------------------------------------------------------------------------------

    @property
    def current(self) -> Answers:
        """The answers of the form that is being asked."""
        return self.over.answers if self.over else self.answers

    def saying(self, sets: Mapping[str, str], drops: Iterable[str] = ()) -> "Conversation":
        """The conversation with the answers of `sets`, which keep their order, and without those of `drops`."""
        gone = set(drops) - set(sets)
        if over := self.over:
            now = _merge(over.said, sets, gone)
            over = replace(over, said=now, before=_remembering(over.before, over.said, now))
            return replace(self, opened=(over, *self.opened[1:]))
        now = _merge(self.said, sets, gone)
        return replace(self, said=now, before=_remembering(self.before, self.said, now))

    @property
    def can_unsay(self) -> bool:
        """Whether the form being asked has an answer that `/retour` can take back."""
        return bool(self.over.before if self.over else self.before)

    def unsaying(self) -> "Conversation":
        """The conversation as it was before the last message that answered a question of the form being asked."""
        if over := self.over:
            over = replace(over, said=over.before[-1], before=over.before[:-1])
            return replace(self, opened=(over, *self.opened[1:]))
        return replace(self, said=self.before[-1], before=self.before[:-1], revising=None)

    def back_to(self, key: str) -> "Conversation":
        """The conversation with the request as it last was with that question answered, as far as is remembered."""
        for number in reversed(range(len(self.before))):
            if any(said.key == key for said in self.before[number]):
                return replace(self, said=self.before[number], before=self.before[:number], revising=None)
        return self

    def unchanged_since(self, key: str) -> bool:
        """Whether the answers are those of the time when that question was last answered, as far as is remembered."""
        sheets = ({said.key: said.value for said in sheet} for sheet in self.before)
        return any(key in sheet and sheet == self.answers for sheet in sheets)

    def learned(self, earlier: "Conversation", message: str) -> "Conversation":
        """The conversation that notes `message` as the source of the answers that `earlier` did not have."""
        new = {said.key for said in set(self.said) - set(earlier.said)}
        kept = tuple(source for source in self.sources if source.key in self.answers and source.key not in new)
        sources = (*kept, *(Source(key, message) for key in sorted(new) if message))
        same, before = self._sheet == earlier._sheet, (self.over or self).before
        answered = before != (earlier.over or earlier).before
        return replace(self, sources=sources, last="" if not same else message if answered else self.last)

    @property
    def _sheet(self) -> tuple[str, str] | None:
        """The form and the subject of what is being asked; None for the request."""
        return self.over.subject if self.over else None

    def learned_in(self, message: str) -> frozenset[str]:
        """The questions whose answers came in that message."""
        return frozenset(source.key for source in self.sources if source.message == message)

    def unlearning(self, keys: Iterable[str]) -> "Conversation":
        """The conversation without those answers and their history, so that `/retour` does not restore them."""
        gone = set(keys)
        said = tuple(s for s in self.said if s.key not in gone)
        written = tuple(replace(one, said=tuple(s for s in one.said if s.key not in gone)) for one in self.written)
        return replace(self, said=said, written=written, before=(), revising=None)

    def settled(self) -> "Conversation":
        """The conversation without its history: the request is complete, and `/retour` has nothing to restore."""
        return replace(self, before=(), revising=None)


_At = TypeVar("_At", Conversation, Aside)


def _without(at: _At, forms: Collection[str]) -> _At:
    if all(one.form not in forms for one in (*at.opened, *at.waiting)):
        return at  # nearly always
    opened, waiting = (tuple(one for one in some if one.form not in forms) for some in (at.opened, at.waiting))
    return replace(at, opened=opened, waiting=waiting)


def terms_of(conversation: Conversation) -> int:
    """The version of the terms that the person agreed to (2 for « 2@2026-11-28 »); zero before they agreed to any."""
    version = conversation.answers.get("consent", "").partition("@")[0]
    return int(version) if version.isascii() and version.isdigit() else 0


def _merge(said: Sheet, sets: Mapping[str, str], gone: set[str]) -> Sheet:
    kept = tuple(Said(s.key, sets.get(s.key, s.value)) for s in said if s.key not in gone)
    known = {s.key for s in kept}
    return (*kept, *(Said(key, value) for key, value in sets.items() if key not in known))


def _remembering(before: tuple[Sheet, ...], said: Sheet, now: Sheet) -> tuple[Sheet, ...]:
    return before if now == said else (*before, said)[-MOST_STEPS_BACK:]


def upgrade(stored: dict[str, object]) -> dict[str, object]:
    """Bring a stored conversation to the present VERSION, one step a version.

    Raises ValueError for a version from the future, or none at all: an operator's problem, never a lost answer.
    """
    version = stored.get("v")
    if version != VERSION:
        raise ValueError(f"a stored conversation has version {version!r}; this release reads {VERSION}")
    return {key: value for key, value in stored.items() if key != "v"}
