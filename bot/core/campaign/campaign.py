"""A campaign: one action that people can take, as values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property

from bot.core.campaign.delay import Delays
from bot.core.campaign.fact import Fact
from bot.core.campaign.letter_name import RECIPIENT, LetterKind, LetterName
from bot.core.campaign.recipient import Recipient, Role, Timing

FRENCH = "fr"
"""The language of the letters, and of whatever nobody said in another."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Days that a person's data are kept after their last message.

    unanswered  before the consent
    request     with answers given and no letter marked as sent
    agreed      `request` for people who agreed to earlier terms, by version: the promise of that time holds
    case        with a letter marked as sent
    closed      once every track is closed
    replay      keyed hashes of message ids, kept so that a replay is known
    """

    unanswered: int
    request: int
    case: int
    closed: int
    replay: int
    agreed: Mapping[int, int] = field(default_factory=dict)

    def request_for(self, terms: int) -> int:
        """The days for somebody who agreed to that version of the terms, with no letter marked as sent."""
        return self.agreed.get(terms, self.request)

    @property
    def longest(self) -> int:
        """The days that nothing of anybody is kept beyond, whatever they did."""
        return max(self.unanswered, self.request, self.case, self.closed, *self.agreed.values())


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the law in the letters, of which people with an open case and an earlier letter are told.

    templates  the version of the letters that brought it
    letters    the letters that it is about, by name
    says       what to tell, by language; in French at least

    Raises ValueError when it is not told in French.
    """

    templates: int
    letters: tuple[str, ...]
    says: Mapping[str, str]
    fact: Fact

    def __post_init__(self) -> None:
        if FRENCH not in self.says:
            raise ValueError(f"what changed is not told in {FRENCH}")

    def told(self, language: str) -> str:
        """What to tell in a language, or else in French."""
        return self.says.get(language, self.says[FRENCH])


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A closed question of a campaign's own. Raises ValueError for one that leaves no choice.

    key      stored with the answer: never renamed, never reused
    choices  the values of its answers, which the letters see; the words are `question.<key>` and, for each choice,
             `question.<key>.<choice>`
    """

    key: str
    choices: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(set(self.choices)) < 2 or len(self.choices) > len(set(self.choices)):
            raise ValueError("choices: at least two, each another")


STANDARD = ("recipient", "recipient-address", "capacity", "name", "address", "check")
"""The standard questions of a request, by which a campaign orders them."""


@dataclass(frozen=True, eq=False)
class Campaign:
    """One action that people can take. Raises ValueError for what is missing in it, or contradicts another part.

    rank    its place among the campaigns: newcomers begin with the first
    asked   the questions of its request, in their order: standard ones and its own
    rests_on  the two facts that its first letters rest on, for whoever asks for the law
    court   the sheet on the court that hears of the authority's refusals; empty where there is none
    named_in_block_until  the last version of the letters whose layout named a body, its head and its officer in one
            line; zero: none did
    since   the first day on which its letters can have been sent: the law that they rest on did not apply before
    """

    id: str
    rank: int
    terms: int
    templates: int
    facts: Mapping[str, Fact]
    recipients: Mapping[str, Recipient]
    delays: Delays
    retention: Retention
    asked: tuple[str, ...]
    rests_on: tuple[str, str]
    questions: tuple[OwnQuestion, ...] = ()
    changes: tuple[Change, ...] = ()
    court: str = ""
    named_in_block_until: int = 0
    since: date = date.min

    def __post_init__(self) -> None:
        for problem in (*_of_recipients(self), *_of_questions(self)):
            raise ValueError(problem)
        if unknown := next((key for key in self.rests_on if key not in self.facts), None):
            raise ValueError(f"rests_on: {unknown} is no fact")
        if any(change.templates > self.templates for change in self.changes):
            raise ValueError("a change bears a version of the letters that is not there yet")

    # --- Recipients -------------------------------------------------------------------------------------------------

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The recipients that get a request, in the order of the file."""
        return tuple(key for key, to in self.recipients.items() if to.role is not Role.AUTHORITY)

    @cached_property
    def authority(self) -> str:
        """The recipient that takes the complaint."""
        return next(key for key, to in self.recipients.items() if to.role is Role.AUTHORITY)

    @cached_property
    def chosen(self) -> str | None:
        """The body that the person says, if there is one."""
        return next((key for key in self.bodies if self.recipients[key].chosen and not self.recipients[key].same), None)

    def is_chosen(self, key: str) -> bool:
        """Whether a recipient is the body that the person says, also for a second request to it."""
        return self.chosen is not None and self.chosen in {key, self.recipients[key].same}

    # --- Letters ----------------------------------------------------------------------------------------------------

    @property
    def first(self) -> tuple[LetterName, ...]:
        """The letters that are given at once."""
        given = (key for key in self.bodies if self.recipients[key].given is Timing.FIRST)
        return tuple(LetterName.of(LetterKind.REQUEST, key) for key in given)

    @property
    def complaint(self) -> LetterName:
        """The letter to the authority that opens its track."""
        return LetterName.of(LetterKind.COMPLAINT, self.authority)

    @cached_property
    def letters(self) -> tuple[LetterName, ...]:
        """All letters, those of one kind together: in the order in which their kinds follow each other."""
        return tuple(
            LetterName.of(kind, key) for kind in LetterKind for key in self._by_timing if self._writes(kind, key)
        )

    @property
    def _by_timing(self) -> tuple[str, ...]:
        timings = list(Timing)
        return tuple(sorted(self.recipients, key=lambda key: timings.index(self.recipients[key].given or Timing.FIRST)))

    def _writes(self, kind: LetterKind, key: str) -> bool:
        to = self.recipients[key]
        return kind in to.letters if not kind.opens else kind.to_authority == (to.role is Role.AUTHORITY)

    def letter(self, kind: LetterKind, key: str) -> LetterName | None:
        """The letter of a kind to a recipient; None where the campaign has none."""
        return LetterName.of(kind, key) if self._writes(kind, key) else None

    # --- Facts ------------------------------------------------------------------------------------------------------

    def overdue(self, today: date) -> tuple[str, ...]:
        """The ids of facts, recipients and delays whose review date has passed, for `objecteur check`."""
        facts = [f"facts.{key}" for key, fact in self.facts.items() if fact.stale(today)]
        recipients = [f"recipients.{key}" for key, to in self.recipients.items() if today > to.review_by]
        named = ((one.name, self.delays.named(one.name)) for one in fields(self.delays))
        delays = [f"delays.{key}" for key, delay in named if delay.fact.stale(today)]
        return (*facts, *recipients, *delays)


def _of_recipients(campaign: Campaign) -> Iterator[str]:
    """What is wrong with the recipients, each in one line."""
    found = campaign.recipients
    roles = [to.role for to in found.values()]
    if roles.count(Role.AUTHORITY) != 1:
        yield f"recipients: {roles.count(Role.AUTHORITY)} with the role authority, not one"
    for key, to in found.items():
        if not RECIPIENT.fullmatch(key) or (to.asks and LetterName.of(LetterKind.REQUEST, key).kind.to_authority):
            yield f"recipients.{key}: is no key of a body, or begins like the name of a letter"
        for of in filter(None, (to.same, to.instead_of)):
            if of not in found or of == key or found[of].role is Role.AUTHORITY:
                yield f"recipients.{key}: names {of}, which is no other body"
        if to.same in found and found[to.same].where is not to.where:
            yield f"recipients.{key}: comes from elsewhere than {to.same}, which it is"
    if not any(to.given is Timing.FIRST for to in found.values()):
        yield 'recipients: none has given = "first", so that no letter would be given'
    if len({to.same or key for key, to in found.items() if to.chosen}) > 1:
        yield "recipients: the person can be asked about one body, not about several"
    if any(to.chosen for to in found.values() if to.role is Role.AUTHORITY):
        yield "recipients: an authority is fixed"


def _of_questions(campaign: Campaign) -> Iterator[str]:
    """What is wrong with the questions, each in one line."""
    own = [question.key for question in campaign.questions]
    if twice := next((key for key in own if own.count(key) > 1 or key in STANDARD), None):
        yield f"questions: {twice} is there twice, or the key of a standard question"
    if unknown := next((key for key in campaign.asked if key not in {*own, *STANDARD}), None):
        yield f"asked: {unknown} is no question"
    if twice := next((key for key in campaign.asked if campaign.asked.count(key) > 1), None):
        yield f"asked: {twice} is there twice"
    if missing := next((key for key in (*own, "name", "address", "check") if key not in campaign.asked), None):
        yield f"asked: {missing} is missing"
    if campaign.asked[-1:] != ("check",):
        yield "asked: check comes last"
    for key in ("recipient", "recipient-address"):
        if (key in campaign.asked) != (campaign.chosen is not None):
            yield f"asked: {key} is asked where the person chooses the body, and nowhere else"
