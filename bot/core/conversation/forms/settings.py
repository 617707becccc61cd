"""The short forms: the consent to reminders, the language, erasing everything."""

from collections.abc import Iterable

from bot.core.case.event import Event, RemindersAccepted, RemindersStopped
from bot.core.case.reminder import (
    Reminder,
    ReminderKind,
    next_of_each,
    reminders,
    unsent,
)
from bot.core.conversation.dates import named, person_today
from bot.core.conversation.forms.actions import begun_elsewhere, title_of
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import request_of
from bot.core.conversation.titles import (
    title_in,
)
from bot.core.conversation.world import World
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice, Say, Words, say


def coming(asked: Asked, *, if_accepted: bool = False) -> tuple[Reminder, ...]:
    """The next reminder on each subject; `if_accepted`: those that would come if the person agreed now."""
    world, request = asked.world, request_of(asked)
    zone = request.zone(world.zone)
    case = asked.case
    if if_accepted:
        case = case.adding((RemindersAccepted(world.today(zone), world.campaign.terms),))
    called_for = reminders(case, world.campaign, zone, request.territory)
    found = (r for r in unsent(called_for, case, world.ledger) if r.due > world.now)
    # What fell due before a pause has come already, or comes at its end without having been announced.
    return next_of_each(r for r in found if r.usual > world.now or (case.pause and r.usual.date() > case.pause.on))


def next_word(found: Iterable[Reminder]) -> tuple[Say, ...]:
    """The sentence on the day of the first of these reminders, if there is one."""
    first = next(iter(found), None)
    return (say("reminders.next", day=first.due.date()),) if first else ()


def reminder_lines(asked: Asked, found: tuple[Reminder, ...]) -> tuple[Say, ...]:
    """One line for each reminder: its day and its subject."""
    return tuple(say("reminders.line", day=r.due.date(), to=_about(asked, r)) for r in found)


def _about(asked: Asked, reminder: Reminder) -> "str | Say":
    if reminder.letter:
        return title_in(asked.case, asked.campaign, reminder.letter.key)
    track = asked.case.track(reminder.track, asked.campaign)
    if track is None:
        return ""
    return say("reminders.before-appeal", to=named(track)) if reminder.kind is ReminderKind.APPEAL else named(track)


def _yes_no(key: str) -> "tuple[Choice, Choice]":
    return Choice("yes", say(f"{key}.yes")), Choice("no", say(f"{key}.no"))


def _read_yes_no(key: str, value: str) -> Reading:
    return Taken({key: value}) if value in {"yes", "no"} else NotTaken((say("assent.unclear"),))


def _ask_reminders(asked: Asked) -> tuple[Say, ...]:
    lines = reminder_lines(asked, coming(asked, if_accepted=True))
    dates = (say("reminders.would", lines=lines),) if lines else (say("reminders.would-later"),)
    return say("reminders.offer"), *dates, say("reminders.terms"), say("reminders.question")


REMINDERS_CONSENT = Question(
    "reminders",
    ask=_ask_reminders,
    read=lambda value, _: _read_yes_no("reminders", value),
    choices=lambda _: _yes_no("reminders"),
    strict=lambda _: (say("assent.unclear"),),
)


def _finish_reminders(asked: Asked) -> Finished:
    today = person_today(asked)
    if asked.answers["reminders"] == "no":
        return Finished(messages=(Words((say("reminders.refused"),)),))
    event: Event = RemindersAccepted(today, asked.world.campaign.terms)
    return Finished((event,), (Words((say("reminders.accepted"),)),))


REMINDERS = Form("reminders", (REMINDERS_CONSENT,), finish=_finish_reminders)


def stop(asked: Asked) -> Finished:
    """End all reminders at once."""
    if not asked.reminding:
        return Finished(messages=(Words((say("stop.none"),)),))
    return Finished((RemindersStopped(person_today(asked)),), (Words((say("stop.done"),)),))


STOP_QUESTION = Question(
    "stop",
    ask=lambda _: (say("stop.question"),),
    read=lambda value, _: _read_yes_no("stop", value),
    choices=lambda _: (Choice("yes", say("stop.yes")), Choice("no", say("stop.no"))),
    strict=lambda _: (say("assent.unclear"),),
)
STOP = Form(
    "stop",
    (STOP_QUESTION,),
    finish=lambda asked: (
        stop(asked) if asked.answers["stop"] == "yes" else Finished(messages=(Words((say("stop.kept"),)),))
    ),
)
"""The end of all reminders, asked for in a sentence; `/stop` does it at once."""


# --- Language -------------------------------------------------------------------------------------------------------


def _read_language(value: str, asked: Asked) -> Reading:
    named = (code for code, names in asked.world.languages.items() if fold(value) in {code, *map(fold, names)})
    code = next(named, None)
    return Taken({"language": code}) if code else NotTaken((say("choice.expected"),))


LANGUAGE_QUESTION = Question(
    "language",
    ask=lambda _: (say("language.question"),),
    read=_read_language,
    choices=lambda asked: tuple(
        Choice(code, say("verbatim", text=names[0])) for code, names in asked.world.languages.items()
    ),
)


def _finish_language(asked: Asked) -> Finished:
    return Finished(messages=(Words((say("language.changed"),)),), language=asked.answers["language"])


LANGUAGE = Form("language", (LANGUAGE_QUESTION,), finish=_finish_language)


# --- Erasing --------------------------------------------------------------------------------------------------------


def _left_in_the_chat(world: World) -> tuple[Say, ...]:
    clean = (say("erase.clean", hours=world.removes_hours),) if world.removes_hours else ()
    return *clean, say("erase.letters-too" if world.leaves else "erase.letters")


def _only_one(asked: Asked) -> tuple[Choice, ...]:
    """The choice to erase the present case alone, for whoever has another."""
    title = title_of(asked.world.about)
    return (Choice("one", say("erase.one", title=title)),) if begun_elsewhere(asked) else ()


ERASE_QUESTION = Question(
    "erase",
    ask=lambda asked: (
        say("erase.what" if not begun_elsewhere(asked) else "erase.what-all"),
        *(say(f"erase.also-{network}") for network in asked.world.beside),
        *_left_in_the_chat(asked.world),
        say("erase.question"),
    ),
    read=lambda value, asked: (
        Taken({"erase": "one"}) if value == "one" and begun_elsewhere(asked) else _read_yes_no("erase", value)
    ),
    choices=lambda asked: (*_yes_no("erase"), *_only_one(asked)),
    strict=lambda _: (say("erase.unclear"),),
)


def _finish_erase(asked: Asked) -> Finished:
    if asked.answers["erase"] == "no":
        return Finished(messages=(Words((say("erase.kept"),)),))
    if asked.answers["erase"] == "one":
        done_one = say("erase.one-done", title=title_of(asked.world.about))
        return Finished(messages=(Words((done_one,)),), ends=True)
    aside = sum(len(one.said) for one in asked.conversation.aside)
    elsewhere = sum(len(case.log) for case in asked.world.cases.values())
    answers, events = len(asked.conversation.said) + aside, len(asked.case.log) + elsewhere
    done = (say("erase.done"), say("erase.answers", n=answers), say("erase.events", n=events))
    # Neutral: what keeps personal words back must not keep back what is erased.
    after = what_stays(asked.world) if asked.world.leaves else (say("erase.after"),)
    return Finished(messages=(Words((*done, *after), personal=False),), erase=True)


def what_stays(world: World) -> tuple[Say, ...]:
    """What stays where the bot cannot reach once it left the chat, and how to come back."""
    return say("erase.stays"), say("erase.left", link=world.link(""))


ERASE = Form("erase", (ERASE_QUESTION,), finish=_finish_erase)
