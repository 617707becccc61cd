"""The person's other campaigns: those that they have begun, and those that they can begin."""

from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.ports.message import Choice, Say, Words, say, within


def begun_elsewhere(asked: Asked) -> tuple[str, ...]:
    """The other campaigns in which something of the person is kept, in their order."""
    world = asked.world
    answered = {one.campaign for one in asked.conversation.aside if one.said}
    there = {campaign for campaign, case in world.cases.items() if case.log} | answered
    return tuple(campaign for campaign in world.books if campaign in there and campaign != world.about)


def to_begin(asked: Asked) -> tuple[str, ...]:
    """The campaigns in which nothing of the person is kept."""
    world = asked.world
    begun = {world.about, *begun_elsewhere(asked)}
    return tuple(campaign for campaign in world.books if campaign not in begun)


def title_of(campaign: str) -> Say:
    """The name of a campaign in a few words."""
    return within(say("action.title"), campaign)


def told(campaign: str) -> tuple[Say, ...]:
    """What a campaign does, whom it writes to, and how long it takes: a line each."""
    return tuple(within(line, campaign) for line in (say("action.what"), say("action.whom"), say("action.long")))


def introduced(campaign: str) -> Words:
    """The words before the first question of another campaign: what the consent that is asked then is about."""
    return Words((say("actions.begins", title=title_of(campaign)), within(say("start.does"), campaign)))


def _ask(asked: Asked) -> tuple[Say, ...]:
    new = to_begin(asked)
    lines = (say("actions.about", title=title_of(campaign), lines=told(campaign)) for campaign in new)
    return *lines, say("actions.question")


def _choices(asked: Asked) -> tuple[Choice, ...]:
    begun = tuple(Choice(one, say("actions.go-on", title=title_of(one))) for one in begun_elsewhere(asked))
    return *begun, *(Choice(one, title_of(one)) for one in to_begin(asked)), Choice("stay", say("actions.stay"))


def _read(value: str, asked: Asked) -> Reading:
    known = value in {choice.value for choice in _choices(asked)}
    return Taken({"to": value}) if known else NotTaken((say("choice.expected"),))


def _finish(asked: Asked) -> Finished:
    to = asked.answers["to"]
    if to == "stay":
        return Finished()
    return Finished(messages=(introduced(to),) if to in to_begin(asked) else (), turns_to=to)


ACTIONS = Form("actions", (Question("to", ask=_ask, read=_read, choices=_choices),), finish=_finish)
