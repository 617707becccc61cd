"""The people: each has a home, a network, a name nobody else has, and a way of typing.

A person looks at the question (`View`) and answers it: mostly well, sometimes not at all. What they know of the world
is what came in their post (`Answer`); what they want is to get on with it, or to do something else entirely.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bot.core.ports.incoming import Arrived, Content, Edited, Media, Pressed, Text, Unreadable
from tests.simulation.bodies import Answer
from tests.simulation.life import Option, View

HOMES = {
    "Paris": ("75011", "75011 Paris"),
    "Strasbourg": ("67000", "67000 Strasbourg"),
    "La Réunion": ("97400", "97400 Saint-Denis"),
    "Mayotte": ("97600", "97600 Mamoudzou"),
    "MSA Alsace": ("MSA Alsace", "67000 Strasbourg"),
}
FIRST_NAMES = ("Camille", "Dominique", "Claude", "Sacha", "Maxime", "Lou", "Alex", "Noa")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SMALL_TALK = (
    "euh", "pourquoi ?", "je ne sais pas", "c’est long…", "merci beaucoup", "ok", "??", "😀", "oui mais non", "42",
    "le 31 février", "31/12/2999", "bla bla bla", "1 85 05 78 006 084 36", "", "/inconnu", "quoi", "ça va ?",
)  # fmt: skip
HEDGES = (
    "oui mais pas mon nom", "oui ?", "ok c’est quoi", "oui je suis contre", "non je suis d’accord", "bof ok",
    "oui enfin je sais pas", "d’accord mais pourquoi vous gardez ?", "je suis d’accord sauf pour l’adresse",
    "oui si c’est gratuit", "oui sauf les lettres", "oui mais plus tard", "non mais oui",
)  # fmt: skip
"""What must never act where only a plain yes or no does."""
STRICT = {"consent", "reminders", "erase", "sure"}
COMMANDS = (
    "/dossier", "/rappels", "/aide", "/retour", "/annuler", "dossier", "/lettres", "/confidentialite", "/exporter",
    "/start", "!dossier", "retour", "/langue", "/pause",
)  # fmt: skip


def secret_name(number: int, seed: int) -> str:
    """Words that no other person's messages may hold."""
    code = "".join(LETTERS[(seed // 26**i + number * 7) % 26] for i in range(4)) + LETTERS[number]
    return f"Exemple-{code.capitalize()}"


@dataclass
class Mind:
    """One person: their temper, and what they have in hand."""

    rng: Random
    home: str
    name: str
    street: str
    noise: float = 0.12
    diligence: float = 0.8
    post: list[Answer] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    """Of messages that were shown before, to be tapped again."""
    telling: Answer | None = None
    searched: bool = False
    changing: bool = False
    """Whether they said that an answer is to be changed: the address of the caisse, more often than not."""

    def chance(self, of: float) -> bool:
        return self.rng.random() < of

    def greets(self) -> Content:
        return self.rng.choice((Text("bonjour"), Arrived(), Text("/start"), Text("salut")))

    # --- What is said next ------------------------------------------------------------------------------------------

    def says(self, view: View, today: date, *, taps: bool) -> Content | None:
        """The next thing they send; None when they have nothing more to say for now."""
        if not view.form:
            return self.greets()
        self.buttons = [*self.buttons[-30:], *(f"{view.scope}={value}" for value in view.values)]
        if view.question in STRICT and self.chance(0.08):
            return Text(self.rng.choice(HEDGES))
        if self.chance(self.noise):
            return self._noise()
        honest = self._honest(view, today)
        if honest is None:
            return None
        option = next((o for o in view.options if o.value == honest), None)
        return self._as_typed(view, option, taps=taps) if option else Text(honest)

    def _as_typed(self, view: View, option: Option, *, taps: bool) -> Content:
        if taps and self.chance(0.6):
            return Pressed(f"{view.scope}={option.value}")
        number = view.options.index(option) + 1
        if view.numbered and self.chance(0.6):
            return Text(self.rng.choice((f"{number}", f"{number}.", f" {number} ", f"le {number}")))
        manner = self.rng.choice(("{}", "{}", "{}", "{} svp", "  {}"))
        return Text(manner.format(option.label if self.chance(0.8) else option.label.upper()))

    def _noise(self) -> Content:
        match self.rng.randrange(7):
            case 0 | 1:
                return Text(self.rng.choice(SMALL_TALK))
            case 2 | 3 | 4:
                return Text(self.rng.choice(COMMANDS))
            case 5 if self.buttons:
                data = self.rng.choice(self.buttons)
                return Text("non") if data.endswith((":erase=yes", "consent=no", "consent=blank")) else Pressed(data)
            case _:
                return self.rng.choice((Media(Unreadable.VOICE), Edited("oups"), Arrived(), Media(Unreadable.STICKER)))

    def _honest(self, view: View, today: date) -> str | None:
        match view.form:
            case "request":
                return self._request(view)
            case "sent" | "delivery" | "left":
                return self._sent(view, today)
            case "outcome":
                return self._outcome(view, today)
            case "correct":
                return self._correct(view, today)
            case "home":
                return self._at_home(view)
            case "reminders":
                return "yes" if self.chance(0.9) else "no"
            case "pause":
                return self.rng.choice((*view.values, f"{today + timedelta(days=self.rng.randint(1, 90)):%d/%m/%Y}"))
            case "erase":
                return "yes" if self.chance(0.7) else "no"
            case _:
                return self.rng.choice(view.values)

    def _request(self, view: View) -> str:  # noqa: C901  one line for each question
        rng = self.rng
        match view.question:
            case "consent":
                return rng.choices(("yes", "no", "blank"), (96, 2, 2))[0]
            case "search":
                if self.searched and self.chance(0.5):  # they moved, or were wrong
                    self.home = rng.choice(tuple(HOMES))
                self.searched = True
                return HOMES[self.home][0]
            case "caisse_address":
                return "keep" if self.chance(0.6) else "correct"
            case "which" | "address_doubt":
                return view.values[0] if view.question == "which" else "keep"
            case "body":
                return "Caisse de prévoyance des Exemples"
            case "body_address" | "body_address_more":
                number = rng.randint(1, 9)
                return (
                    rng.choice(("skip", f"{number} place de l’Essai\n75011 Paris")) if "skip" in view.values else "done"
                )
            case "name":
                return self.name
            case "address":
                return f"{self.street}\n{HOMES[self.home][1]}"
            case "address_more":
                return HOMES[self.home][1]
            case "check":
                changes, self.changing = self.changing, False
                if changes and self.chance(0.6):
                    return "body-address" if "body-address" in view.values else rng.choice(view.values)
                return "good" if self.chance(0.94) else rng.choice(view.values)
            case _:
                return view.values[0]

    def _day(self, day: date, today: date) -> str:
        """How a day is typed."""
        if day == today:
            return self.rng.choice(("today", "aujourd’hui"))
        if day == today - timedelta(days=1):
            return self.rng.choice(("yesterday", "hier"))
        return self.rng.choice((f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}", f"le {day:%d/%m/%Y}"))

    def _sent(self, view: View, today: date) -> str:
        rng = self.rng
        match view.question:
            case "left":
                return rng.choices(
                    ("yes", "later", "never", "oui, hier, par courriel"), (50, 30, 6, 14)
                )[0]  # fmt: skip
            case "letter" | "medium":
                return rng.choice(view.values)
            case "day":
                return self._day(today - timedelta(days=rng.choice((0, 0, 0, 1, 1, 2, 3, 8))), today)
            case "delivered":
                back = timedelta(days=rng.choice((0, 0, 1, 2, 5, 12)))
                return "later" if self.chance(0.5) else self._day(today - back, today)
            case _:
                return rng.choice(view.values)

    def _outcome(self, view: View, today: date) -> str:
        match view.question:
            case "answer" | "rare":
                return self._more(view)
            case "what":
                return self._what(view)
            case "when" if self.telling:
                wrong = timedelta(days=self.rng.choice((0, 0, 0, 0, 0, 1, 4)))
                return self._day(min(self.telling.dated - wrong, today), today)
            case "when":
                return self._day(today, today)
            case "sure":
                return "yes" if self.chance(0.9) else "no"
            case "access":
                return "yes" if self.chance(0.5) else "no"
            case "reasons":
                return "yes" if self.telling is None or self.telling.reasons else "no"
            case "exclusions":
                return self.telling.exclusions if self.telling else "unsure"
            case "until":
                later = today + timedelta(days=self.rng.randint(1, 50))
                return self.rng.choice(("tomorrow", "week", f"{later:%d/%m/%Y}"))
            case _:
                return self.rng.choice(view.values)

    def _what(self, view: View) -> str:
        """What they have to tell of a track, or that they have nothing."""
        self.telling = next((a for a in self.post if a.track == view.about), None)
        if self.telling:
            self.post.remove(self.telling)
            return self._more(view)
        wanted = self.rng.choices(("nothing", "snooze", "close"), (80, 14, 3))[0]
        return wanted if wanted in view.values else self.rng.choice(view.values)

    def _more(self, view: View) -> str:
        """What came: among the choices, or one question further."""
        if self.telling and self.telling.says in view.values:
            return self.telling.says
        further = [value for value in ("answered", "more") if value in view.values]
        return further[0] if further and self.telling else self.rng.choice(view.values)

    def _correct(self, view: View, today: date) -> str:
        match view.question:
            case "which":
                self.changing = "answers" in view.values and self.chance(0.4)
                return "answers" if self.changing else self.rng.choice(view.values)
            case "how":
                return "date" if self.chance(0.7) else "forget"
            case _:
                return self._day(today - timedelta(days=self.rng.choice((0, 1, 2, 3, 7, 20, 45))), today)

    def _at_home(self, view: View) -> str | None:
        """What they came for, if they came for something."""
        for value in view.values:
            action, _, about = value.partition(".")
            match action:
                case "sent" if self.chance(self.diligence):
                    return value
                case "outcome" if any(a.track == about for a in self.post):
                    return value
                case "letter" | "complaint" if self.chance(0.25):
                    return value
                case "delivery" | "reminders" if self.chance(0.2):
                    return value
                case "appeal" | "case" | "letters" if self.chance(0.06):
                    return value
                case "correct" | "change" if self.chance(0.08):
                    return value
                case "outcome" if self.chance(0.04):
                    return value
                case _:
                    pass
        return None
