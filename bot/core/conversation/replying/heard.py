"""The question that stands and what a message means, for whoever replies to it."""

from dataclasses import dataclass, field, replace

from bot.core.conversation.asking import Scene, Turn, ask, scene_of
from bot.core.conversation.finishing import finish
from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.forms.home import HOME, offered
from bot.core.conversation.question import Asked, Form, Question
from bot.core.ports.message import Say
from bot.core.understanding.meaning import Meaning


@dataclass(frozen=True)
class Heard:
    """The question that stands, and what a message means, the weightiest first; the message, where it is known."""

    form: Form
    question: Question
    asked: Asked
    found: tuple[Meaning, ...]
    text: str = field(default="", repr=False)

    @property
    def scene(self) -> Scene:
        """The scene in which the question is asked."""
        return scene_of(self.asked)


def says(heard: Heard, *notes: Say) -> Turn:
    """These sentences, and the question again, in short."""
    return ask(heard.scene, *notes, briefly=True)


def is_home(scene: Scene) -> bool:
    """Whether the first letters were given: before that, nothing can have happened to them."""
    return CHECK.key in scene.conversation.answers or bool(scene.case.log)


def at_home(scene: Scene, value: str) -> Turn | None:
    """As if that choice of the home menu were taken; None where it is not offered now."""
    asked = replace(scene.asked, answers={})
    if value not in {choice.value for choice in offered(asked)}:
        return None
    return finish(scene, HOME.finish(replace(asked, answers={"next": value})))
