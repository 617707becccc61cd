"""Social security numbers are recognised however they are typed; what people type beside them is not."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.core.ports.nir import looks_like_nir
from tests.folded import folded

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
MONTHS = st.one_of(st.integers(1, 12), st.integers(20, 42), st.integers(50, 99))
WORDS = st.sampled_from(["", "mon numéro est ", "Dupont Anne, ", "12 rue des Lilas ", "n° ", "née en ", "voilà : "])
AFTER = st.sampled_from(["", " merci", ".", " 12 rue des Lilas, 75011 Paris", " 75011 Paris", ", voilà", " !"])


@st.composite
def numbers(draw: st.DrawFn) -> list[str]:
    """The seven groups of a well-formed number, or six without its key."""
    corsica = st.sampled_from(["2A", "2B", "2a", "2b"])
    groups = [
        draw(st.sampled_from("123478")),
        f"{draw(st.integers(0, 99)):02}",
        f"{draw(MONTHS):02}",
        draw(st.one_of(st.integers(1, 99).map("{:02}".format), corsica)),
        f"{draw(st.integers(1, 999)):03}",
        f"{draw(st.integers(1, 999)):03}",
        f"{draw(st.integers(1, 97)):02}",
    ]
    return groups if draw(st.booleans()) else groups[:-1]


@st.composite
def typed(draw: st.DrawFn) -> str:
    groups = draw(numbers())
    separators = [draw(st.sampled_from(["", " ", ".", "-", "\n"])) for _ in groups[1:]]
    number = groups[0] + "".join(map(str.__add__, separators, groups[1:]))
    if draw(st.booleans()):
        number = number.translate(FULL_WIDTH)
    return draw(WORDS) + number + draw(AFTER)


@given(typed())
def test_a_well_formed_number_is_caught_however_it_is_typed(text: str) -> None:
    assert looks_like_nir(text)


@folded(
    "text",
    [
        "1 85 05 78 006 084 36",
        "185057800608436",
        "1850578006084",
        "2.99.12.2A.004.118",
        "2-99-12-2b-004-118-27",
        "1 85 05 99 351 084",  # born abroad
        "2 85 05 97 411 084 36",  # born overseas
        "7 85 05 78 006 084",  # a provisional number
        "1 85 05\n78 006\n084 36",
        "1\u00a085\u202f05 78 006 084 36",  # spaces that do not break
        "1  85 - 05 / 78 006 084 36",
        "١٨٥٠٥٧٨٠٠٦٠٨٤",
        "NIR:185057800608436",
        "12 rue X, 185057800608436",
        "né le 12/05/1985, 1 85 05 78 006 084 36",
    ],
)
def test_these_numbers_are_caught(text: str) -> None:
    assert looks_like_nir(text)


@folded(
    "text",
    [
        "",
        "Anne-Marie Dupont",
        "Jean-Baptiste 2B",
        "12 rue des Lilas, 75011 Paris",
        "12 bis, avenue du 8 mai 1945, bâtiment 2A, 59000 Lille",
        "Résidence 3, appartement 1204, 14 rue du 11 Novembre 1918\nBP 20321\n56021 Vannes Cedex",
        "CS 50005, 59895 Lille Cedex 9",
        "TSA 80715, 75334 Paris Cedex 07",
        "06 12 34 56 78",
        "0612345678",
        "+33 6 12 34 56 78",
        "0033612345678",
        "01.23.45.67.89 / 06.12.34.56.78",
        "75011",
        "2A004",
        "12/05/1985",
        "12.05.1985",
        "1985-05-12",
        "le 24 novembre 2026 à 15 h 30",
        "2026-11-24 15:30:00",
        "12/05/1985, 75011 Paris",
        "Dupont Anne, 12/05/1985, 12 rue des Lilas, 75011 Paris",
        "né le 28-11-1964 - 13001 Marseille",
        "FR76 3000 6000 0112 3456 7890 189",
        "FR7630006000011234567890189",
        "IBAN : FR76 1234 1850 5780 0608 4361 189",
        "fr14 2004 1010 0505 0001 3M02 606",
        "FR76 1027 8060 3100 0204 4550 112",
        "123 456 789 00012",  # a company's SIRET
        "RK 12 345 678 9 FR",  # a registered letter
        "1A 123 456 7890 1",  # a registered letter, the French way
        "1000 2000 3000",
        "123456789012",  # twelve digits
        "1234567890123456",  # sixteen
    ],
)
def test_what_people_type_beside_one_is_not_caught(text: str) -> None:
    assert not looks_like_nir(text)


@given(
    st.dates(date(1900, 1, 1), date(2026, 12, 31)),
    st.sampled_from(["/", ".", "-"]),
    st.integers(1000, 98999),
    st.sampled_from([" ", ", ", "\n"]),
)
def test_a_date_of_birth_before_a_postcode_is_not_caught(
    born: date, separator: str, postcode: int, between: str
) -> None:
    text = f"{born:%d/%m/%Y}".replace("/", separator)
    assert not looks_like_nir(f"{text}{between}{postcode:05} Paris")


@given(st.lists(st.sampled_from("0123456789"), min_size=23, max_size=23).map("".join), st.booleans())
def test_a_french_iban_is_not_caught(digits: str, spaced: bool) -> None:
    iban = f"FR76{digits}"
    text = " ".join(iban[n : n + 4] for n in range(0, 27, 4)) if spaced else iban
    assert not looks_like_nir(text)


@given(st.text())
def test_no_text_is_too_odd_to_look_at(text: str) -> None:
    assert looks_like_nir(text) in {True, False}
