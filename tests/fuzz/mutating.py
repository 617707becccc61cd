"""Making senseless inputs out of sensible ones: of bytes, of texts, of JSON."""

import json
from random import Random

MARKS = (
    "", " ", "\0", "\x1b[31m", "\ufeff", "\u2028", "\u202e", "\ud800", "\udfff", "\U0010ffff", "é\u0301" * 40,
    "🦓" * 60, "ﷺ", "İ", "ß", "-1", "0", "1", "999999999999999999999999", "1e400", "0x10", "²", "٣", "①", "1/0", "NaN",
    "Infinity", "None", "true", "31/02/2026", "2026-13-01", "0000-00-00", "9999-12-31", "hier", "/effacer", "!aide",
    "oui", "%s", "%(n)d", "{", "{text}", "{{ 7*7 }}", "<b>", "&amp;", "&#0;", "*_`[", "'", '"', "\\", "\\u0000", "';--",
    "../../etc/passwd", "a" * 5000, "\n" * 300, "(" * 300, "75011", "@skipped",
)  # fmt: skip
_ODD: tuple[object, ...] = (
    None, True, False, 0, -1, 1, 2**31, 10**12, 10**17, 2**63, -(2**63) - 1, 10**30, 1.5, -0.0, 1e308, "", [], {}, [[]],
    {"": None}, [None] * 3, {"type": "m.room.message"}, {"id": 1},
)  # fmt: skip


def mutated_bytes(random: Random, seed: bytes) -> bytes:
    """A few bytes changed, moved, cut out, put in or repeated."""
    made = bytearray(seed)
    for _ in range(random.choice((1, 1, 2, 3, 8, 30))):
        at = random.randrange(len(made) + 1)
        upto = min(len(made), at + random.choice((1, 1, 2, 4, 16, 64, 512)))
        match random.randrange(7):
            case 0 if at < len(made):
                made[at] ^= 1 << random.randrange(8)
            case 1:
                made[at:upto] = random.randbytes(upto - at)
            case 2:
                del made[at:upto]
            case 3:
                made[at:at] = made[at:upto] * random.choice((1, 2, 50))
            case 4:
                made[at:at] = random.choice(MARKS).encode("utf-8", "surrogatepass")
            case 5:
                made[at:upto] = bytes((random.choice((0, 0xFF, 0x7F, 0x80)),)) * (upto - at)
            case _:
                other = random.randrange(len(made) + 1)
                made[at:at] = made[other : other + random.choice((1, 4, 32, 256))]
    return bytes(made) if random.random() < 0.95 else bytes(made[: random.randrange(len(made) + 1)])


def mutated_text(random: Random, seed: str) -> str:
    """A text with a mark in it, a piece of it twice or missing, in another case, or another text."""
    at = random.randrange(len(seed) + 1)
    upto = random.randrange(at, len(seed) + 1)
    match random.randrange(9):
        case 0:
            return random.choice(MARKS)
        case 1:
            return seed[:at] + random.choice(MARKS) + seed[at:]
        case 2:
            return seed[:at] + seed[upto:]
        case 3:
            return seed[:upto] + seed[at:]
        case 4:
            return seed.swapcase() if random.random() < 0.5 else seed[::-1]
        case 5:
            return seed[:at] + chr(random.randrange(0x110000)) + seed[upto:]
        case 6:
            return seed + random.choice((" ", "\n", ", ", " et ", " ou ", ". ")) + random.choice(MARKS)
        case 7:
            return (seed + random.choice("\n ;")) * random.choice((2, 20))
        case _:
            return seed


def mutated_json(random: Random, seed: object) -> object:
    """The same value with some of its parts replaced, missing, doubled, or under another name."""
    match seed:
        case dict():
            return _object(random, dict(seed))
        case list() if seed and random.random() < 0.8:
            made = list(seed)
            at = random.randrange(len(made))
            changes = (lambda: [mutated_json(random, made[at])], list, lambda: [made[at]] * 3, lambda: [_odd(random)])
            made[at : at + 1] = random.choice(changes)()
            return made
        case str() if random.random() < 0.7:
            return mutated_text(random, seed)
        case _:
            return _odd(random)


def _object(random: Random, made: dict[str, object]) -> object:
    if not made or random.random() < 0.05:
        return _odd(random)
    for _ in range(random.choice((1, 1, 2, 4))):
        name = random.choice(list(made) or [""])
        match random.randrange(8):
            case 0:
                made.pop(name, None)
            case 1:
                made[random.choice((*MARKS[:20], "type", "content", "kind", "v"))] = made.get(name)
            case 2:
                made[name] = _odd(random)
            case _:
                made[name] = mutated_json(random, made.get(name))
    return made


def _odd(random: Random) -> object:
    if random.random() < 0.02:
        deep: object = 1
        for _ in range(random.choice((50, 600, 3000))):
            deep = [deep] if random.random() < 0.5 else {"a": deep}
        return deep
    return random.choice(_ODD) if random.random() < 0.7 else random.choice(MARKS)


def json_of(value: object) -> bytes:
    """JSON, of whatever depth; lone surrogates are escaped, as a sender may do."""
    try:
        return json.dumps(value).encode()
    except RecursionError:
        return b"[" * 3000 + b"]" * 3000


def mutated_document(random: Random, seed: bytes) -> bytes:
    """A JSON document changed as a value, and sometimes as bytes too."""
    made = json_of(mutated_json(random, json.loads(seed)))
    return mutated_bytes(random, made) if random.random() < 0.2 else made


def mutated_lines(random: Random, seed: bytes) -> bytes:
    """A text file with fields and lines changed, or bytes."""
    if random.random() < 0.3:
        return mutated_bytes(random, seed)
    lines = seed.decode().splitlines(keepends=True)
    for _ in range(random.choice((1, 1, 2, 5))):
        at = random.randrange(len(lines))
        match random.randrange(5):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[random.randrange(len(lines))])
            case _:
                for mark in (",", '"', "=", " "):
                    if mark in lines[at] and random.random() < 0.6:
                        fields = lines[at].split(mark)
                        field = random.randrange(len(fields))
                        fields[field] = mutated_text(random, fields[field])
                        lines[at] = mark.join(fields)
                        break
                else:
                    lines[at] = mutated_text(random, lines[at])
        if not lines:
            lines = ["\n"]
    return "".join(lines).encode("utf-8", "surrogatepass")
