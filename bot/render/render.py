"""Messages of the core to payloads of a network: in a language, with its markup, limits, and buttons or numbers."""

from collections.abc import Iterable
from dataclasses import replace

from bot.content.catalogues import Catalogue
from bot.core.ports.capabilities import Capabilities, Markup
from bot.core.ports.message import Bundle, Choice, Document, Message, Paper, Picture, Say, Verbatim, Words, say
from bot.core.ports.outgoing import ArchiveFile, Button, DrawnFile, File, LetterFile, Payload, Recipe, TextFile
from bot.render.markup import Style, speak
from bot.render.picture import worded
from bot.render.split import length, split

_PLAIN = Style(Markup.NONE, "/")
_AT_MOST = 4
"""How much a character counts in whatever unit a network has."""


def wording(said: Say, catalogue: Catalogue) -> str:
    """A catalogue entry as plain words."""
    return speak(said, catalogue, _PLAIN)


def render(message: Message, catalogue: Catalogue, can: Capabilities) -> tuple[Payload, ...]:
    """The payloads of one message; several when it is too long for one."""
    match message:
        case Words():
            return _words(message, catalogue, can)
        case Verbatim(text=text):
            return tuple(Payload(piece) for piece in split(text.strip("\n"), can.text_limit, can.unit))
        case Document():
            return _document(message, catalogue, can)
        case Paper():
            return _paper(message, catalogue, can)
        case Bundle():
            return _bundle(message, catalogue, can)
        case Picture():
            return _picture(message, catalogue, can)


def _words(words: Words, catalogue: Catalogue, can: Capabilities) -> tuple[Payload, ...]:
    plain, styled = Style(Markup.NONE, can.prefix), Style(can.markup, can.prefix)
    said = [(speak(p, catalogue, plain), speak(p, catalogue, styled)) for p in words.paragraphs]
    if words.choices and not can.buttons:
        listed = _listed(words, catalogue)
        said.append((listed, styled.plain(listed)))
    buttons = (*_copies(words, catalogue, can), *(_buttons(words, catalogue) if can.buttons else ()))
    groups = _grouped(said, can)
    return tuple(
        _payload(group, can, styled, buttons if group is groups[-1] else (), personal=words.personal)
        for group in groups
    )


def _grouped(said: list[tuple[str, str]], can: Capabilities) -> list[list[tuple[str, str]]]:
    """Paragraphs in as few messages as the limit allows; one too long by itself is cut, and loses its markup."""
    if _AT_MOST * sum(len(plain) + 2 for plain, _ in said) <= can.text_limit:
        return [said] if said else []
    groups: list[list[tuple[str, str]]] = [[]]
    style = Style(can.markup, can.prefix)
    for plain, html in said:
        if length(plain, can.unit) > can.text_limit:
            groups += [[(piece, style.plain(piece))] for piece in split(plain, can.text_limit, can.unit)]
            continue
        together = "\n\n".join([*(text for text, _ in groups[-1]), plain])
        if groups[-1] and length(together, can.unit) > can.text_limit:
            groups.append([])
        groups[-1].append((plain, html))
    return [group for group in groups if group]


def _payload(
    group: list[tuple[str, str]], can: Capabilities, style: Style, buttons: tuple[Button, ...], *, personal: bool
) -> Payload:
    text = "\n\n".join(plain for plain, _ in group)
    html = None if can.markup is Markup.NONE else style.plain("\n\n").join(html for _, html in group)
    return Payload(text, html, buttons, personal=personal)


def _buttons(words: Words, catalogue: Catalogue) -> tuple[Button, ...]:
    return tuple(Button(label, f"{words.scope}={c.value}") for c, label in _labelled(words, catalogue))


def _copies(words: Words, catalogue: Catalogue, can: Capabilities) -> tuple[Button, ...]:
    fitting = (copy for copy in words.copies if 0 < len(copy.text) <= can.copies)
    return tuple(Button(wording(copy.label, catalogue), copy=copy.text) for copy in fitting)


def _listed(words: Words, catalogue: Catalogue) -> str:
    return "\n".join(label if words.numbered else f"– {label}" for _, label in _labelled(words, catalogue))


def _labelled(words: Words, catalogue: Catalogue) -> list[tuple[Choice, str]]:
    """Each choice with its words, after the number that can be typed for it."""
    labels = [(choice, wording(choice.label, catalogue)) for choice in words.choices]
    if not words.numbered:
        return labels
    return [(choice, f"{number}. {label}") for number, (choice, label) in enumerate(labels, start=1)]


def _caption(said: Say, catalogue: Catalogue, can: Capabilities) -> str:
    return speak(said, catalogue, Style(Markup.NONE, can.prefix))


def _document(document: Document, catalogue: Catalogue, can: Capabilities) -> tuple[Payload, ...]:
    """The payload of a text file; on a network without files its text, unless the chat shows it already."""
    if can.files:
        file = File(document.name, document.media_type, document.text.encode())
        return (Payload(_caption(document.caption, catalogue, can), file=file),)
    if document.shown:
        return ()
    return tuple(Payload(piece) for piece in split(document.text.strip("\n"), can.text_limit, can.unit))


def _paper(message: Paper, catalogue: Catalogue, can: Capabilities) -> tuple[Payload, ...]:
    """The payload of a letter as a file; on a network without files, a sentence unless the chat shows its words."""
    if not can.files:
        return () if message.shown else (Payload(_caption(say("files.none-here"), catalogue, can)),)
    return (_to_make(message.caption, _letter_file(message), catalogue, can),)


def _to_make(
    caption: Say, file: LetterFile | ArchiveFile | DrawnFile, catalogue: Catalogue, can: Capabilities
) -> Payload:
    """A payload whose file is made when it leaves."""
    unprintable = _caption(say("paper.unprintable"), catalogue, can)
    failed = _caption(say("files.failed"), catalogue, can)
    return Payload(_caption(caption, catalogue, can), recipe=Recipe(file, unprintable, failed))


def _letter_file(paper: Paper) -> LetterFile:
    """What the file of a letter is made of; the facts that it relies on are in no file."""
    letter = replace(paper.letter, facts=(), stale=())
    annexes = tuple(replace(one, letter=replace(one.letter, facts=(), stale=())) for one in paper.annexes)
    return LetterFile(paper.name, paper.kind, letter, paper.email, annexes)


def _bundle(bundle: Bundle, catalogue: Catalogue, can: Capabilities) -> tuple[Payload, ...]:
    """The payload of an archive; on a network without files those of its texts that the chat does not show already."""
    if not can.files:
        return tuple(payload for document in bundle.documents for payload in render(document, catalogue, can))
    archive = ArchiveFile(bundle.name, tuple(map(_archived, bundle.documents)))
    return (_to_make(bundle.caption, archive, catalogue, can),)


def _archived(document: Document | Paper) -> TextFile | LetterFile:
    match document:
        case Document(name=name, text=text):
            return TextFile(name, text)
        case Paper():
            return _letter_file(document)


def _picture(picture: Picture, catalogue: Catalogue, can: Capabilities) -> tuple[Payload, ...]:
    if not can.pictures:
        return ()
    return (_to_make(picture.alt, DrawnFile(picture.name, worded(picture, catalogue)), catalogue, can),)


def welcome(link: str, catalogues: Iterable[Catalogue], can: Capabilities) -> Payload:
    """The message that a public room shows: what the bot is, in every language, and the link to a private chat."""
    line = Words((say("welcome.line", link=link),), personal=False)
    said = [payload for catalogue in catalogues for payload in render(line, catalogue, can)]
    html = Style(can.markup, can.prefix).plain("\n\n").join(payload.html or "" for payload in said)
    return Payload("\n\n".join(payload.text for payload in said), html or None, personal=False)


def neutral(link: str) -> Words:
    """The one message that the bot sends where others read it."""
    return Words((say("group.line", link=link),), personal=False)


def unencrypted() -> Words:
    """The message to a person who is alone with the bot in a chat that is not encrypted."""
    return Words((say("plain.line"),), personal=False)
