"""The one question that a conversation is asking, and the turn that asks it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.core.case.case import Case
from bot.core.case.event import Event
from bot.core.case.track import DONE
from bot.core.conversation.aside import turned_to
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.actions import ACTIONS
from bot.core.conversation.forms.besides import BESIDES
from bot.core.conversation.forms.correct import CORRECT
from bot.core.conversation.forms.files import FILES
from bot.core.conversation.forms.home import HOME, MORE
from bot.core.conversation.forms.meant import MEANT
from bot.core.conversation.forms.outcome.form import OUTCOME
from bot.core.conversation.forms.pause import PAUSE
from bot.core.conversation.forms.report import REPORT
from bot.core.conversation.forms.request import REQUEST
from bot.core.conversation.forms.sending import sendable
from bot.core.conversation.forms.sent import (
    DELIVERY,
    LEFT,
    SENT,
)
from bot.core.conversation.forms.settings import ERASE, LANGUAGE, REMINDERS, STOP
from bot.core.conversation.forms.tell import TELL
from bot.core.conversation.linking import Linking
from bot.core.conversation.question import AddressReport, Asked, Form, Question, asking
from bot.core.conversation.state import Conversation, Opened
from bot.core.conversation.timeline import in_short
from bot.core.conversation.world import World
from bot.core.ports.message import Message, Say, Words, as_said_in, say, within

_ALL = (
    REQUEST,
    SENT,
    LEFT,
    DELIVERY,
    OUTCOME,
    CORRECT,
    FILES,
    REPORT,
    REMINDERS,
    PAUSE,
    STOP,
    LANGUAGE,
    ERASE,
    MORE,
    BESIDES,
    TELL,
    MEANT,
    ACTIONS,
    HOME,
)
FORMS = {form.key: form for form in _ALL}


@dataclass(frozen=True, slots=True)
class Turn:
    """The result of a step: the new conversation, the events of the case, and the messages to the person.

    forget  whether to erase everything stored of this person: conversation, cases, messages that wait
    campaign  the campaign whose case the events belong to
    elsewhere  events of the person's other cases, by campaign
    ends    the campaign whose case is erased, and nothing else; empty for none
    leaves  whether the bot then leaves the chat, where it leaves any: the person asked for it and was told
    report  a wrong address, to be stored without the person who reported it
    link    what the person asks about the accounts of the case; whoever carries it out writes the answer
    unread  the key of the sentence that says why the message was not taken; empty where it was
    cleans  whether to remove the messages that tell who the person is from this chat, before these messages
    """

    conversation: Conversation
    events: tuple[Event, ...] = ()
    messages: tuple[Message, ...] = ()
    forget: bool = False
    report: AddressReport | None = None
    link: Linking | None = None
    cleans: bool = False
    unread: str = ""
    campaign: str = ""
    elsewhere: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    ends: str = ""
    leaves: bool = False

    @property
    def shows(self) -> str:
        """The scope of the question that the turn ends with; empty when it asks nothing."""
        scopes = [message.scope for message in self.messages if isinstance(message, Words) and message.scope]
        return scopes[-1] if scopes else ""

    def after(self, *messages: Message) -> "Turn":
        """The same turn, with these messages before its own."""
        return replace(self, messages=(*messages, *self.messages))


@dataclass(frozen=True)
class Scene:
    """The input of a step: a conversation, its case, and the world around."""

    conversation: Conversation
    case: Case
    world: World

    @property
    def asked(self) -> Asked:
        """The view of the request's answers, for code that belongs to no form in particular."""
        return Asked(self.conversation.answers, "", self.conversation, self.case, self.world)

    def asked_by(self, form: Opened) -> Asked:
        """The view of an open form's answers."""
        return Asked(form.answers, form.about, self.conversation, self.case, self.world)

    def now(self, conversation: Conversation) -> "Scene":
        """The same scene with another state of the conversation."""
        return Scene(conversation, self.case, self.world)

    def turned_to(self, campaign: str) -> "Scene":
        """The scene of that campaign: the conversation as it was left there, and its case."""
        if campaign == self.world.about:
            return self
        conversation = turned_to(self.conversation, campaign, self.world.about)
        case = self.world.case_of(campaign)
        return Scene(conversation, case, self.world.turned_to(campaign, self.case))

    @property
    def begun(self) -> tuple[str, ...]:
        """The campaigns in which something of the person is kept, in their order."""
        aside = {one.campaign for one in self.conversation.aside if one.said}
        cases = {campaign for campaign, case in self.world.cases.items() if case.log}
        here = {self.world.about} if self.conversation.said or self.case.log else set[str]()
        return tuple(campaign for campaign in self.world.books if campaign in {*aside, *cases, *here})

    @property
    def other(self) -> str:
        """The first other campaign in which something of the person is kept; empty for none."""
        return next((campaign for campaign in self.begun if campaign != self.world.about), "")


def scene_of(asked: Asked) -> Scene:
    """The scene that a question's view was made from."""
    return Scene(asked.conversation, asked.case, asked.world)


def standing(scene: Scene) -> tuple[Form, Question, Asked]:
    """The one question that is being asked, with its form and its view: an open form's, the request's, or home's."""
    conversation = scene.conversation
    if over := conversation.over:
        form, asked = FORMS[over.form], scene.asked_by(over)
        if question := asking(form, asked):
            return form, question, asked
        raise ValueError(f"the form {over.form} is complete and still open")
    revised = next((q for q in REQUEST.every(scene.asked) if q.key == conversation.revising), None)
    if question := revised or asking(REQUEST, scene.asked):
        return REQUEST, question, scene.asked
    return HOME, HOME.questions[0], replace(scene.asked, answers={})


def moved_on(scene: Scene) -> bool:
    """Whether the question being asked is another than the one that this chat showed last."""
    scene = settled(scene)
    form, question, asked = standing(scene)
    return scene.conversation.shown not in {"", scope_of(scene.world, form.key, asked.about, question.key)}


def settled(scene: Scene) -> Scene:
    """The scene with the next waiting form opened, when nothing else is being asked.

    A form that this release does not know, has no question left for, or whose letter was withdrawn, is closed.
    """
    conversation = scene.conversation
    while over := conversation.over:
        if over.form in FORMS and _still(over, scene) and asking(FORMS[over.form], scene.asked_by(over)):
            return scene.now(conversation)
        conversation = conversation.closing()
    scene = scene.now(conversation)
    if conversation.revising or asking(REQUEST, scene.asked):
        return scene
    if conversation.waiting:
        return settled(scene.now(conversation.with_next_waiting()))
    elsewhere = next((one.campaign for one in conversation.aside if one.asks and one.campaign in scene.world.books), "")
    return settled(scene.turned_to(elsewhere)) if elsewhere else scene


def _still(form: Opened, scene: Scene) -> bool:
    """Whether the track or letter that a form is about still exists: the person may have withdrawn it since."""
    if form.form in {SENT.key, LEFT.key}:
        return not form.about or form.about in sendable(scene.asked)
    if form.form not in {OUTCOME.key, DELIVERY.key}:
        return True
    track = scene.case.track(form.about, scene.world.campaign)
    return track is not None and track.status(person_today(scene.asked)) not in DONE


def scope_of(world: World, form: str, about: str, question: str) -> str:
    """The beginning of a button's data: the campaign, the form, what it is about, and the question that is answered.

    The first campaign is not named, as in the buttons that were sent before there was another.
    """
    of = "" if world.about == world.first else f"{world.about}~"
    return f"{of}{form}@{about}:{question}"


def ask(scene: Scene, *notes: Say, briefly: bool = False, discreetly: bool = False) -> Turn:
    """The turn that says these notes, then asks the current question; a newcomer is first told who speaks.

    briefly     whether to ask in short: the person has just read the question and answered something else
    discreetly  whether to leave out what the person told of themselves
    """
    notes = tuple(within(note, scene.world.about) for note in notes)
    return ask_here(settled(scene), *notes, briefly=briefly, discreetly=discreetly)


def ask_here(scene: Scene, *notes: Say, briefly: bool = False, discreetly: bool = False) -> Turn:
    """The same in a scene that is settled."""
    if not scene.conversation.greeted:
        run_by = (say("start.run-by", controller=scene.world.controller),) if scene.world.controller else ()
        notes = (*notes, say("start.who"), *run_by, say("start.does"), say("start.more"))
        scene = scene.now(replace(scene.conversation, greeted=True))
    form, question, asked = standing(scene)
    scope = scope_of(scene.world, form.key, asked.about, question.key)
    words = (briefly and question.repeat) or (discreetly and question.discreet) or question.ask
    choices = tuple(choice for choice in question.choices(asked) if not (discreetly and choice.tells))
    said = Words((*notes, *words(asked)), choices, scope, numbered=question.numbered)
    return Turn(scene.conversation, (), (as_said_in(said, scene.world.about),), campaign=scene.world.about)


def start(scene: Scene) -> Turn:
    """The turn that tells a newcomer who speaks, and anybody else at which question they are."""
    if scene.begun:
        stands = _in_short(scene)
        return ask(scene, say("start.back", lines=stands) if stands else say("start.resume"))
    return ask(scene, say("start.again"), briefly=True) if scene.conversation.greeted else ask(scene)


def _in_short(scene: Scene) -> tuple[Say, ...]:
    """Where each of the person's cases stands, a line each."""
    turned = (scene.turned_to(campaign) for campaign in scene.begun)
    return tuple(within(line, there.world.about) for there in turned for line in in_short(there.asked))


def open_form(scene: Scene, form: str, about: str = "") -> Turn:
    """The turn that asks the questions of a form now, before those that were being asked."""
    return ask(scene.now(scene.conversation.opening(Opened(form, about))))
