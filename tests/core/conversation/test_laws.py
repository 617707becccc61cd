"""What holds of every conversation, whatever anybody sends, in whatever order, with whatever pauses.

The machine below sends texts, taps, media, commands and silence to `step` with the bot's real content, and looks at
each turn with `Talker.lawful`. The laws that need a before and an after are rules of their own.
"""

import re
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.core.case.body import BodyTrack
from bot.core.case.case import Case
from bot.core.case.event import Event
from bot.core.case.letter_event import Posted, Prepared
from bot.core.conversation.aside import turned_to
from bot.core.conversation.asking import Scene
from bot.core.conversation.commands import command_of
from bot.core.conversation.reading import clean
from bot.core.conversation.request import request_of
from bot.core.conversation.state import Conversation
from bot.core.conversation.step import step
from bot.core.ports.capabilities import Capabilities, LengthUnit
from bot.core.ports.incoming import Arrived, Edited, Left, Media, Pressed, Text, Unreadable
from bot.core.ports.message import Verbatim
from bot.networks.matrix.capabilities import MATRIX
from bot.networks.telegram.capabilities import TELEGRAM
from bot.networks.terminal import TERMINAL
from bot.render.render import render
from bot.store.records import dump_conversation, dump_event
from tests.core.talk import NAME, TO_BOTH_SENT, TO_THE_CHECK, TO_THE_LETTERS, TO_THE_REMINDERS, Talk
from tests.core.what_people_send import ANSWERS, LATER, NIR, NIRS, TEXTS
from tests.letters.written import content

BEGINNINGS = ((), ("bonjour", "oui"), TO_THE_CHECK, TO_THE_LETTERS, TO_THE_REMINDERS, TO_BOTH_SENT)
NETWORKS = (TELEGRAM, MATRIX, TERMINAL)
REFUSALS = ("request@:consent=no", "request@:consent=blank", "erase@:erase=yes")  # rules of their own
JUDGES = {"confirmed", "accessed", "declined", "partial", "unidentified", "returned", "closed"}
CHANGES = {"name": ("Dominique Exemple", "passer"), "address": ("1 rue de l’Essai\n59000 Lille", "passer")}


def long(text: str, unit: LengthUnit) -> int:
    return len(text.encode("utf-16-le")) // 2 if unit is LengthUnit.UTF16 else len(text.encode())


def place(asked: str) -> str:
    """The form in which a question is asked, and what it is about."""
    return asked.rpartition(":")[0]


def undone(before: Conversation, after: Conversation) -> bool:
    """Whether one is as the other was, but for what is too long ago to go back to."""
    kept = len(after.before)
    over_kept = len(after.over.before) if after.over else 0
    expected = replace(before, before=before.before[-kept:] if kept else (), revising=None)
    if before.over:
        over = replace(before.over, before=before.over.before[-over_kept:] if over_kept else ())
        expected = replace(expected, opened=(over, *before.opened[1:]))
    return after == expected


class Talker(RuleBasedStateMachine):
    """One person, who does anything at all."""

    def __init__(self) -> None:
        super().__init__()
        self.talk = Talk()
        self.buttons: list[str] = []

    @initialize(can=st.sampled_from(NETWORKS), begin=st.sampled_from(BEGINNINGS))
    def begins(self, can: Capabilities, begin: tuple[str, ...]) -> None:
        self.talk = Talk(can=can)
        for text in begin:
            self.sends(Text(text))

    def sends(self, what: "Text | Pressed | Media | Edited | Arrived | Left") -> None:
        before, case, world, asked = self.talk.conversation, self.talk.case, self.talk.world(), self.talk.asked
        about = self.talk.about
        self.talk.does(what)
        self.lawful(asks=not isinstance(what, Left))
        self.told(about, case, what.data.partition("=")[0] if isinstance(what, Pressed) else asked)
        assert step(before, case, what, world) == self.talk.turn, "the same values in, the same values out"
        if not (isinstance(what, Text) and isinstance(command_of(clean(what.text)), tuple)):
            lost = set(before.answers) - set(self.of(about).answers)
            goes_back = any(said.key == "back.done" for asked in self.talk.questions for said in asked.paragraphs)
            assert self.talk.turn.forget or goes_back or not lost & {"consent", "name"}, (
                "only a command takes these back"
            )

    def of(self, about: str) -> Conversation:
        """What is said of a campaign: an answer, and a reminder, can turn to another one."""
        return turned_to(self.talk.conversation, about, self.talk.about)

    def case_of(self, about: str) -> Case:
        return self.talk.case if about == self.talk.about else self.talk.others.get(about, Case())

    def lawful(self, *, asks: bool = True) -> None:
        """The laws of every turn."""
        turn = self.talk.turn
        assert turn
        if asks and not turn.forget and turn.link is None:  # whoever carries a link out asks about it
            assert len(self.talk.questions) == 1, "a turn asks one question"
            assert turn.messages[-1] is self.talk.questions[0], "and asks it last"
        if self.talk.asked == "home@:next":
            assert self.talk.offered, "at home there is always something to do"
        for event in turn.events:
            self.admissible(event)
        if any(isinstance(message, Verbatim) for message in turn.messages):
            assert turn.forget or "check" in self.talk.answers, "a letter comes after the check"
        self.shown_everywhere()
        stored = dump_conversation(self.talk.conversation) + b"".join(dump_event(e.event) for e in self.talk.case.log)
        assert "".join(NIR) not in re.sub(r"[^0-9]", "", stored.decode()), "a social security number was kept"

    def told(self, about: str, before: Case, answered: str) -> None:
        """The laws of what a turn records. `about`: the campaign spoken of until then; `answered`: the question."""
        turn, campaign = self.talk.turn, content().campaigns[about]
        assert turn
        kinds = {event.kind for event in turn.events}
        if judged := kinds & JUDGES:
            given_up = judged == {"closed"} and answered.startswith("left@")
            assert answered.endswith(":sure") or given_up, "what ends or judges a track is confirmed first"
        if turn.forget or turn.ends == about or kinds & {"withdrawn", "redated"}:
            return
        for track in before.tracks(campaign):
            after = self.case_of(about).track(track.key, campaign)
            assert after is not None, "a body that was written to keeps its track"
            if not kinds & {"posted", "delivered"}:
                assert after.deadline.last_day >= track.deadline.last_day, (
                    "nothing that is written moves a last day back"
                )

    def admissible(self, event: Event) -> None:
        """A complaint is given only when the CNIL can be asked; it is never about a body twice."""
        turn = self.talk.turn
        assert turn
        of = turn.campaign or self.talk.about
        before = Case(self.case_of(of).log[: -len(turn.events)])
        world = self.talk.world() if of == self.talk.about else self.talk.world().turned_to(of, self.talk.case)
        today = world.today(request_of(Scene(self.of(of), before, world).asked).zone(world.zone))
        tracks = before.tracks(world.campaign)
        bodies = [track for track in tracks if isinstance(track, BodyTrack) and not track.complained]
        match event:
            case Prepared(letters=letters) if world.campaign.complaint in letters:
                assert any(track.complaint_open(today) for track in bodies)
            case Posted(about=about, against=against) if about or against:
                assert set(about) == {track.name for track in bodies if track.opened in against}
                assert set(against) <= {track.opened for track in bodies}
            case _:
                pass

    def shown_everywhere(self) -> None:
        """Each message can be said on each network, in each language."""
        assert self.talk.turn
        for catalogue in content().catalogues.values():
            for can in NETWORKS:
                for message in self.talk.turn.messages:
                    for payload in render(message, catalogue, can):
                        assert payload.text.strip()
                        assert long(payload.text, can.unit) <= can.text_limit
                        assert all(len(button.data.encode()) <= 64 for button in payload.buttons)
                        if can is TELEGRAM:
                            self.buttons = [*self.buttons[-200:], *(button.data for button in payload.buttons)]

    # --- Anything ---------------------------------------------------------------------------------------------------

    @rule(text=TEXTS)
    def says_anything(self, text: str) -> None:
        self.sends(Text(text))

    @rule(data=st.data())
    def taps_any_button_that_was_ever_shown(self, data: st.DataObject) -> None:
        if buttons := [data for data in self.buttons if not data.endswith(REFUSALS)]:
            self.sends(Pressed(data.draw(st.sampled_from(buttons))))

    @rule(data=st.text(max_size=64))
    def taps_a_button_that_never_was(self, data: str) -> None:
        before = self.talk.answers
        self.sends(Pressed(f"{data}="))
        assert self.talk.answers == before

    @rule(what=st.one_of(st.builds(Media, st.sampled_from(Unreadable)), st.builds(Edited, TEXTS), st.just(Arrived())))
    def sends_no_words(self, what: "Media | Edited | Arrived") -> None:
        before = replace(self.talk.conversation, greeted=True)
        self.sends(what)
        assert replace(self.talk.conversation, greeted=True) == before, "what is not words changes nothing"

    @rule()
    def leaves(self) -> None:
        before = self.talk.conversation
        self.sends(Left())
        assert self.talk.conversation == before

    @rule(text=NIRS)
    def types_a_social_security_number(self, text: str) -> None:
        before = replace(self.talk.conversation, greeted=True)
        shown = self.talk.say(text)
        self.lawful()
        assert replace(self.talk.conversation, greeted=True) == before
        assert "".join(NIR) not in re.sub(r"[^0-9]", "", shown)

    @rule(days=LATER)
    def lets_days_go_by(self, days: int) -> None:
        before, about = self.talk.conversation.said, self.talk.about
        if self.talk.wait(days):
            self.lawful()
        assert self.of(about).said == before, "a reminder changes no answer"

    # --- Honest answers ---------------------------------------------------------------------------------------------

    def honest(self, data: st.DataObject) -> str:
        question = self.talk.asked.rpartition(":")[2]
        return data.draw(st.sampled_from(ANSWERS.get(question, ("bonjour",))))

    @rule(data=st.data())
    def answers(self, data: st.DataObject) -> None:
        self.sends(Text(self.honest(data)))

    @rule(data=st.data())
    def answers_more(self, data: st.DataObject) -> None:
        for _ in range(3):
            self.sends(Text(self.honest(data)))

    @rule(data=st.data())
    def taps_a_choice(self, data: st.DataObject) -> None:
        offered = [f"{self.talk.asked}={value}" for value in self.talk.offered]
        if offered := [data for data in offered if data not in REFUSALS]:
            self.sends(Pressed(data.draw(st.sampled_from(offered))))

    @precondition(lambda self: self.talk.asked == "request@:consent")
    @rule(data=st.sampled_from(REFUSALS[:2]))
    def refuses(self, data: str) -> None:
        self.sends(Pressed(data))
        assert not self.talk.conversation.said
        assert not self.talk.case.log

    @rule(data=st.data())
    def answers_and_goes_back(self, data: st.DataObject) -> None:
        """Going back is the inverse of an answer that added, changed or dropped something, and led no further."""
        before, asked, events = self.talk.conversation, self.talk.asked, len(self.talk.case.log)
        typed = self.honest(data)
        if not asked or isinstance(command_of(typed), tuple):
            return
        self.sends(Text(typed))
        after = self.talk.conversation
        changed = after.current != before.current and len(self.talk.case.log) == events
        if changed and place(self.talk.asked) == place(asked) and len(after.opened) == len(before.opened):
            self.sends(Text("/retour"))
            assert undone(before, self.talk.conversation)
            check = f"{asked.partition('request@')[0]}request@:check"
            assert self.talk.asked == (check if before.revising else asked)

    @precondition(lambda self: self.talk.asked == "home@:next")
    @rule()
    def goes_back_at_home(self) -> None:
        """Home offers to correct what was told; to think better of it changes nothing."""
        before = self.talk.conversation
        self.sends(Text("/retour"))
        assert self.talk.asked == "correct@:which"
        self.sends(Text("/retour"))
        assert self.talk.conversation == before

    @precondition(lambda self: self.talk.asked == "home@:next" and len(self.talk.case.log) > 2)
    @rule(data=st.data())
    def corrects_something(self, data: st.DataObject) -> None:
        """A correction adds one event and takes none away."""
        log = self.talk.case.log
        self.sends(Text("/retour"))
        which = data.draw(st.sampled_from([value for value in self.talk.offered if value.isdigit()] or ["nothing"]))
        self.sends(Pressed(f"correct@:which={which}"))
        if which == "nothing":
            return
        how = data.draw(st.sampled_from(["date", "forget"]))
        self.sends(Pressed(f"correct@:how={how}"))
        if how == "date":
            self.sends(Pressed("correct@:day=yesterday"))
            if self.talk.asked == "correct@:day":  # that was before its letter left, or after its answer came
                known = next(entry.event.on for entry in self.talk.case.entries if str(entry.seq) == which)
                self.sends(Text(f"{known:%d/%m/%Y}"))
        assert self.talk.case.log[: len(log)] == log
        added = self.talk.case.log[len(log) :]
        assert [entry.event.kind for entry in added] == ["redated" if how == "date" else "withdrawn"]

    @precondition(lambda self: self.talk.asked == "request@:check")
    @rule(what=st.sampled_from(sorted(CHANGES)), data=st.data())
    def changes_one_answer_at_the_check(self, what: str, data: st.DataObject) -> None:
        before = self.talk.answers
        self.sends(Pressed(f"request@:check={what}"))
        assert self.talk.asked == f"request@:{what}"
        self.sends(Text(data.draw(st.sampled_from(CHANGES[what]))))
        assert self.talk.asked == "request@:check"
        others = {key: value for key, value in before.items() if not key.startswith(what)}
        assert others.items() <= self.talk.answers.items(), "changing one answer keeps all others"

    @precondition(lambda self: self.talk.asked == "request@:check")
    @rule(what=st.sampled_from(("name", "address", "body", "body-address")))
    def thinks_better_of_a_change(self, what: str) -> None:
        before = self.talk.conversation
        self.sends(Pressed(f"request@:check={what}"))
        self.sends(Text("/retour"))
        assert self.talk.conversation == before

    @precondition(lambda self: len(self.talk.case.log) > 3)
    @rule()
    def erases(self) -> None:
        self.sends(Text("/effacer"))
        self.sends(Text("oui"))
        assert not self.talk.conversation.said
        assert not self.talk.case.log
        assert NAME not in dump_conversation(self.talk.conversation).decode()


class EveryTalker(Talker):
    """The same, three times as often."""


Talker.TestCase.settings = settings(stateful_step_count=30, max_examples=settings().max_examples // 3)
TestSomeConversations = Talker.TestCase
EveryTalker.TestCase.settings = settings(stateful_step_count=30)
TestEveryConversation = pytest.mark.long(EveryTalker.TestCase)
