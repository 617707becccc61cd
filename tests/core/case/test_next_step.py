"""What is offered in each state of a case, why, from which day and until which."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import (
    Accessed,
    Acknowledged,
    Closed,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Progressed,
    Redirected,
    Reopened,
    Scope,
    Silent,
    Unidentified,
)
from bot.core.case.letter_event import (
    Delivered,
    Posted,
    Prepared,
    Returned,
)
from bot.core.case.next_step import StepKind, Why, all_steps, steps
from bot.core.case.track import DONE, Status
from bot.core.case.working_days import Territory
from tests.core.days import BODY, OTHER_BODY, bodies_of, campaign, case_of, day, posted
from tests.core.histories import CASES, DAYS, DEMANDS, FIRST, demanded, honest_cases, last_day, lived_cases
from tests.folded import folded

ANY = honest_cases() | lived_cases() | CASES
CAISSE, HDH, CNIL = "caisse", "hdh", "cnil"
SENT = posted("Tue 2026-11-24")  # the last day is Thursday 24 December
ON, EARLY, LATE = day("Mon 2026-12-07"), "Mon 2026-12-14", "Mon 2026-12-28"
CHASED = posted("Mon 2026-12-28", LetterName("chase-caisse"))
AGAIN = posted("Wed 2027-01-13", LetterName("chase2-caisse"))
ANSWERED = posted("Thu 2026-12-10", LetterName("identity-answer-caisse"))
BACK = Returned(ON, LetterName("caisse"))


def filed(on: str, *about: str) -> Posted:
    return Posted(day(on), LetterName("cnil"), Medium.ONLINE, BODY, Territory.METROPOLE, about=about)


def offered(case: Case, today: date) -> list[str]:
    """Each step in one line: « letter late chase-caisse.0 2026-12-25 », with its last day behind an arrow."""
    found = []
    for step in steps(case, campaign(), today):
        what = step.letter_key if step.letter else step.track or "-"
        until = f" → {step.expires}" if step.expires else ""
        found.append(f"{step.kind} {step.why} {what} {step.opens}{until}")
    return found


CHASE = "letter late chase-caisse.0 2026-12-25"
COMPLAIN = "complaint complaint cnil 2026-12-25"
TOLD, TOLD_BY_HDH = "outcome running caisse.0 2026-11-24", "outcome running hdh.1 2026-11-24"
TABLE: list[tuple[tuple[Event, ...], str, list[str]]] = [
    # Before the last day: only what came can be told.
    ((SENT,), "Tue 2026-11-24", [TOLD]),
    ((SENT,), "Thu 2026-12-24", [TOLD]),
    # From the day after: the chase and the complaint, together.
    ((SENT,), "Fri 2026-12-25", [CHASE, COMPLAIN, TOLD]),
    ((SENT, Silent(ON, CAISSE)), LATE, [CHASE, COMPLAIN, TOLD]),
    ((SENT, Acknowledged(ON, CAISSE)), LATE, [CHASE, COMPLAIN, TOLD]),
    # One chase at a time; the second after the campaign's fifteen days; then none.
    ((SENT, CHASED), LATE, [COMPLAIN, TOLD]),
    ((SENT, CHASED), "Mon 2027-01-11", [COMPLAIN, TOLD]),
    ((SENT, CHASED), "Tue 2027-01-12", ["letter still-late chase2-caisse.0 2027-01-12", COMPLAIN, TOLD]),
    ((SENT, CHASED, AGAIN), "Mon 2027-02-15", [COMPLAIN, TOLD]),
    # A valid extension moves all of it; another moves nothing and is answered.
    ((SENT, Extended(ON, CAISSE, reasons=True)), "Wed 2027-02-24", [TOLD]),
    (
        (SENT, Extended(ON, CAISSE, reasons=True)),
        "Thu 2027-02-25",
        ["letter late chase-caisse.0 2027-02-25", "complaint complaint cnil 2027-02-25", TOLD],
    ),
    (
        (SENT, Extended(ON, CAISSE, reasons=False)),
        EARLY,
        ["letter extension extension-answer-caisse.0 2026-12-07", TOLD],
    ),
    (
        (SENT, Extended(day("Fri 2026-12-25"), CAISSE, reasons=True)),
        LATE,
        ["letter extension extension-answer-caisse.0 2026-12-25", CHASE, COMPLAIN, TOLD],
    ),
    # « Ask somebody else »: they are asked to forward it, and the national fund can be written to.
    (
        (SENT, Redirected(ON, CAISSE)),
        EARLY,
        ["letter elsewhere elsewhere-answer-caisse.0 2026-12-07", "letter alternative cnam 2026-12-07", TOLD],
    ),
    (
        (SENT, Redirected(ON, CAISSE), posted("Tue 2026-12-08", LetterName("elsewhere-answer-caisse"))),
        EARLY,
        ["letter alternative cnam 2026-12-07", TOLD],
    ),
    (
        (SENT, Redirected(ON, CAISSE), posted("Tue 2026-12-08", LetterName("cnam"))),
        EARLY,
        ["letter elsewhere elsewhere-answer-caisse.0 2026-12-07", TOLD, "outcome running cnam.2 2026-12-08"],
    ),
    # An identity asked in time: they wait for the person, nobody is late. Asked too late: nothing changes.
    ((SENT, IdentityAsked(ON, CAISSE)), EARLY, ["letter identity identity-answer-caisse.0 2026-12-07", TOLD]),
    ((SENT, IdentityAsked(ON, CAISSE)), LATE, ["letter identity identity-answer-caisse.0 2026-12-07", TOLD]),
    ((SENT, IdentityAsked(ON, CAISSE), posted("Tue 2026-12-08", LetterName("identity-answer-caisse"))), LATE, [TOLD]),
    (
        (SENT, IdentityAsked(day("Sat 2026-12-26"), CAISSE)),
        LATE,
        ["letter identity identity-answer-caisse.0 2026-12-26", CHASE, COMPLAIN, TOLD],
    ),
    (
        (
            SENT,
            IdentityAsked(day("Sat 2026-12-26"), CAISSE),
            posted("Mon 2026-12-28", LetterName("identity-answer-caisse")),
        ),
        LATE,
        [CHASE, COMPLAIN, TOLD],
    ),
    # A second demand has its own answer; the body waits for that one too.
    (
        (SENT, IdentityAsked(ON, CAISSE), ANSWERED, IdentityAsked(day("Mon 2027-01-04"), CAISSE)),
        "Mon 2027-02-15",
        ["letter identity identity-answer-caisse.0 2027-01-04", TOLD],
    ),
    # The first letter came back: it is offered anew, and nobody is chased for what they never had.
    ((SENT, BACK), LATE, ["letter returned caisse 2026-12-07"]),
    ((posted("Tue 2026-11-24", medium=Medium.REGISTERED), BACK), LATE, ["letter returned caisse 2026-12-07"]),
    ((SENT, BACK, posted("Mon 2026-12-14")), LATE, ["outcome running caisse.0 2026-12-14"]),
    (
        (SENT, CHASED, Returned(day("Mon 2027-01-04"), LetterName("chase-caisse"))),
        "Mon 2027-01-11",
        [CHASE, COMPLAIN, TOLD],
    ),
    # One answer of two: the HDH owes the other, and is late with it as with any.
    (
        (posted("Tue 2026-11-24", LetterName("hdh")), Confirmed(ON, HDH, whole=False)),
        LATE,
        ["letter late chase-hdh.0 2026-12-25", COMPLAIN, "outcome running hdh.0 2026-11-24"],
    ),
    (
        (posted("Tue 2026-11-24", LetterName("hdh")), Confirmed(ON, HDH, whole=False), Accessed(ON, HDH)),
        LATE,
        [],
    ),
    # Answers that settle it the wrong way: the CNIL at once; and an answer may still come.
    (
        (SENT, Declined(ON, CAISSE)),
        "Mon 2026-12-07",
        ["letter refusal refusal-answer-caisse.0 2026-12-07", "complaint complaint cnil 2026-12-07", TOLD],
    ),
    (
        (SENT, Declined(ON, CAISSE, Scope.EXCLUSIONS)),
        EARLY,
        ["letter refusal refusal-answer-caisse.0 2026-12-07", "complaint exclusions cnil 2026-12-07", TOLD],
    ),
    (
        (SENT, Declined(ON, CAISSE), posted("Tue 2026-12-08", LetterName("refusal-answer-caisse"))),
        LATE,
        ["complaint complaint cnil 2026-12-07", TOLD],
    ),
    (
        (SENT, Partial(ON, CAISSE)),
        EARLY,
        ["letter refusal refusal-answer-caisse.0 2026-12-07", "complaint complaint cnil 2026-12-07", TOLD],
    ),
    (
        (SENT, Unidentified(ON, CAISSE)),
        EARLY,
        ["letter unidentified unidentified-answer-caisse.0 2026-12-07", "complaint complaint cnil 2026-12-07", TOLD],
    ),
    # A body that still has time makes no reason for a complaint about the other.
    (
        (SENT, posted("Tue 2026-11-24", LetterName("hdh")), Declined(ON, HDH, Scope.EXCLUSIONS)),
        EARLY,
        ["letter refusal refusal-answer-hdh.1 2026-12-07", "complaint exclusions cnil 2026-12-07", TOLD, TOLD_BY_HDH],
    ),
    # Done with.
    ((SENT, Confirmed(ON, CAISSE)), LATE, []),
    ((SENT, Closed(ON, CAISSE)), LATE, []),
    ((SENT, Closed(ON, CAISSE), Reopened(ON, CAISSE)), LATE, [CHASE, COMPLAIN, TOLD]),
    # Given and not sent, and a registered letter whose delivery is not known.
    ((Prepared(ON, (LetterName("caisse"), LetterName("hdh")), 1),), EARLY, ["sent given - 2026-12-14"]),
    (
        (posted("Tue 2026-11-24", medium=Medium.REGISTERED),),
        EARLY,
        [TOLD, "delivery registered caisse.0 2026-11-24"],
    ),
    (
        (
            posted("Tue 2026-11-24", medium=Medium.REGISTERED),
            Delivered(day("Thu 2026-11-26"), LetterName("caisse")),
        ),
        EARLY,
        [TOLD],
    ),
    # Complained of: neither a chase nor a second complaint about the same body.
    ((SENT, filed(LATE, CAISSE)), LATE, [TOLD, "outcome running cnil.1 2026-12-28"]),
    (
        (SENT, posted("Thu 2026-12-03", LetterName("hdh")), filed(LATE, CAISSE)),
        "Wed 2027-01-06",
        [
            "letter late chase-hdh.1 2027-01-05",
            "complaint complaint cnil 2027-01-05",
            TOLD,
            "outcome running hdh.1 2026-12-03",
            "outcome running cnil.2 2026-12-28",
        ],
    ),
    # The CNIL: three months from sending, date to date; then its news and the Conseil d'État, until the safe day.
    ((filed("Mon 2027-01-11"),), "Sun 2027-04-11", ["outcome running cnil.0 2027-01-11"]),
    (
        (filed("Mon 2027-01-11"),),
        "Mon 2027-04-12",
        [
            "appeal appeal cnil.0 2027-04-12 → 2027-06-11",
            "letter authority-silent cnil-news.0 2027-04-12",
            "outcome running cnil.0 2027-01-11",
        ],
    ),
    (
        (filed("Mon 2027-01-11"),),
        "Sat 2027-06-12",
        ["letter authority-silent cnil-news.0 2027-04-12", "outcome running cnil.0 2027-01-11"],
    ),
    (
        (filed("Mon 2027-01-11"), Declined(day("Tue 2027-02-09"), CNIL)),
        "Tue 2027-02-09",
        ["appeal appeal cnil.0 2027-02-09 → 2027-04-09", "outcome running cnil.0 2027-01-11"],
    ),
    (
        (filed("Mon 2027-01-11"), Progressed(day("Tue 2027-02-09"), CNIL)),
        "Sun 2027-05-09",
        ["outcome running cnil.0 2027-01-11"],
    ),
    (
        (filed("Mon 2027-01-11"), Progressed(day("Tue 2027-02-09"), CNIL)),
        "Mon 2027-06-14",
        ["letter authority-silent cnil-news.0 2027-05-10", "outcome running cnil.0 2027-01-11"],
    ),
    (
        (
            filed("Mon 2027-01-11"),
            Progressed(day("Tue 2027-02-09"), CNIL),
            posted("Mon 2027-05-10", LetterName("cnil-news")),
        ),
        "Mon 2027-06-14",
        ["outcome running cnil.0 2027-01-11"],
    ),
    # A refusal after the time that follows the silence gives none anew.
    (
        (filed("Mon 2027-01-11"), Declined(day("Mon 2027-06-14"), CNIL)),
        "Mon 2027-06-14",
        ["outcome running cnil.0 2027-01-11"],
    ),
    # Every body has done what was asked: the CNIL can be told, once.
    (
        (SENT, filed(LATE, CAISSE), Confirmed(day("Mon 2027-02-01"), CAISSE)),
        "Mon 2027-06-14",
        ["letter granted cnil-settled.1 2027-02-01"],
    ),
    (
        (
            SENT,
            filed(LATE, CAISSE),
            Confirmed(day("Mon 2027-02-01"), CAISSE),
            posted("Tue 2027-02-02", LetterName("cnil-settled")),
        ),
        "Mon 2027-06-14",
        [],
    ),
    # Two caisses, two complaints: each its own.
    (
        (SENT, posted("Mon 2026-12-14", to=OTHER_BODY)),
        "Fri 2027-01-15",
        [CHASE, "letter late chase-caisse.1 2027-01-15", COMPLAIN, TOLD, "outcome running caisse.1 2026-12-14"],
    ),
    (
        (filed("Mon 2027-01-11"), filed("Mon 2027-02-08"), Declined(day("Mon 2027-03-01"), CNIL, opened_by=1)),
        "Mon 2027-03-15",
        [
            "appeal appeal cnil.1 2027-03-01 → 2027-04-30",
            "outcome running cnil.0 2027-01-11",
            "outcome running cnil.1 2027-02-08",
        ],
    ),
    ((filed("Mon 2027-01-11"), Confirmed(day("Tue 2027-02-09"), CNIL)), "Mon 2027-06-14", []),
    ((), LATE, []),
]


@folded(("events", "today", "expected"), TABLE)
def test_a_state_offers_its_steps_with_their_reasons_and_days(
    events: tuple[Event, ...], today: str, expected: list[str]
) -> None:
    assert offered(case_of(*events), day(today)) == expected


def test_every_reason_is_in_the_table() -> None:
    assert {why for why in Why if not any(f" {why} " in line for _, _, lines in TABLE for line in lines)} == set()


# --- Whatever happened ----------------------------------------------------------------------------------------------


@given(ANY, DAYS)
def test_only_what_is_open_is_offered_and_the_most_urgent_first(case: Case, today: date) -> None:
    found = steps(case, campaign(), today)
    order = list(StepKind)
    assert [order.index(step.kind) for step in found] == sorted(order.index(step.kind) for step in found)
    assert all(step.opens <= today and (step.expires is None or today <= step.expires) for step in found)
    assert len({(step.kind, step.track, step.letter) for step in found}) == len(found), "each is offered once"


@given(ANY, st.integers(0, 700))
def test_a_complaint_is_offered_exactly_when_one_is_admissible_and_not_yet_made(case: Case, later: int) -> None:
    today = FIRST + timedelta(days=later)
    bodies = bodies_of(case)
    admissible = [track for track in bodies if track.complaint_open(today) and not track.complained]
    found = [step for step in steps(case, campaign(), today) if step.kind is StepKind.COMPLAINT]
    assert bool(found) is bool(admissible)
    for track in admissible:
        # A refusal or its like; or the time is over and no answer on the substance came.
        assert track.settled or track.deadline.passed(today)
        assert track.status(today) not in {Status.RETURNED, Status.ASKED, *DONE}


@given(ANY, st.integers(0, 700))
def test_no_letter_that_speaks_of_a_lateness_is_offered_before_it(case: Case, later: int) -> None:
    today = FIRST + timedelta(days=later)
    for step in steps(case, campaign(), today):
        if step.why in {Why.LATE, Why.STILL_LATE}:
            track = case.track(step.track or "", campaign())
            assert isinstance(track, BodyTrack)
            assert track.key == step.track
            assert track.status(today) is Status.LATE
            assert not track.complained


@given(ANY, st.integers(0, 700))
def test_a_track_that_is_done_with_asks_nothing_more_but_that_the_cnil_be_told(case: Case, later: int) -> None:
    today = FIRST + timedelta(days=later)
    done = {t.key for t in case.tracks(campaign()) if t.status(today) in DONE}
    found = [step for step in all_steps(case, campaign(), today) if step.track in done]
    assert {step.letter for step in found} <= {LetterName("cnil-settled")}
    for step in found:
        complaint = case.track(step.track or "", campaign())
        assert isinstance(complaint, ComplaintTrack)
        assert all(body.status(today) is Status.CONFIRMED for body in complaint.against)


@given(ANY, st.integers(0, 700))
def test_a_step_names_a_track_of_the_case_and_its_letter_goes_to_that_body(case: Case, later: int) -> None:
    keys = {track.key for track in case.tracks(campaign())}
    for step in all_steps(case, campaign(), FIRST + timedelta(days=later)):
        assert step.track is None or step.track in keys
        assert (step.track is None) == (step.kind in {StepKind.SENT, StepKind.COMPLAINT} or step.why is Why.ALTERNATIVE)
        if step.letter and step.track:
            assert step.track.partition(".")[0] == step.letter.track


OPEN = {Status.WAITING, Status.LATE, Status.ASKED}


def unanswered(case: Case, track: BodyTrack) -> bool:
    """Whether no letter answers some demand for an identity on a track, counted without its help."""
    told = [e for e in case.entries if e.seq >= track.request_seq and case.opener_of(e) == track.opened]
    answers = [
        (e.event.on, e.seq) for e in told if isinstance(e.event, Posted) and e.event.letter.kind is LetterKind.IDENTITY
    ]
    demands = [(e.event.on, e.seq) for e in told if isinstance(e.event, IdentityAsked)]
    return any(not any(answer > asked for answer in answers) for asked in demands)


@given(ANY, st.integers(0, 700), DEMANDS, st.data())
def test_each_unanswered_demand_for_an_identity_has_its_letter_offered_while_the_track_is_open(
    case: Case, later: int, told: list[tuple[bool, int]], data: st.DataObject
) -> None:
    """Made in time or not, the first or the fourth, answered before or not: what is promised is offered."""
    bodies = bodies_of(case)
    assume(bodies)
    chosen = data.draw(st.sampled_from(bodies))
    case = demanded(case, chosen.name, chosen.opened, told, max(chosen.request.on, last_day(case)))
    today = last_day(case) + timedelta(days=later)
    offers = {step.letter_key for step in steps(case, campaign(), today) if step.why is Why.IDENTITY}
    for track in bodies_of(case):
        if any(isinstance(e.event, Returned) and e.event.letter.kind is LetterKind.IDENTITY for e in track.log):
            continue  # an answer that came back is none: below
        expected = track.status(today) in OPEN and unanswered(case, track)
        assert (f"{LetterName.of(LetterKind.IDENTITY, track.name)}.{track.opened}" in offers) is expected


def test_an_answer_that_came_back_leaves_the_demand_open_until_it_is_sent_again() -> None:
    sent = posted("Thu 2026-12-10", LetterName("identity-answer-caisse"), Medium.POST)
    back = case_of(SENT, IdentityAsked(ON, CAISSE), sent, Returned(day(EARLY), LetterName("identity-answer-caisse")))
    offer = "letter identity identity-answer-caisse.0 2026-12-07"
    assert offered(back, day("Mon 2026-12-21")) == [offer, TOLD]
    again = back.adding((posted("Tue 2026-12-22", LetterName("identity-answer-caisse")),))
    assert offered(again, day("Tue 2026-12-22")) == [TOLD]
