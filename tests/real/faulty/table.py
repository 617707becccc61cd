"""The page docs/faults.md: what was promised, what was measured, where."""

from collections.abc import Iterable

from tests.real.faulty.row import RECOVERS_WITHIN, Row
from tests.real.faulty.scenario import LASTS

HEAD = f"""# When the network fails

`make faults` wrote this page on {{day}} ({{machine}}).

The program as it runs, a Bot API server of our own or a real Synapse, and between the two a proxy that commits one
fault. Somebody goes on talking past it: a line as the fault begins, one in its middle, one at its end after
{LASTS:.0f} s, one right as the network returns. It returns at the worst moment: just after one more try has failed,
when the pause until the next is longest.

Promised, and checked in every row: no answer is lost, none comes twice, the network is asked less than
once a second while it is down, and within {RECOVERS_WITHIN} s of its return all that waited is answered.

- **receiving**: the fault strikes `getUpdates` or `/sync`; **sending**: the messages of the bot. Where no connection is
  made no request can be told from another: every try to connect is counted, and « sending » is a fault that begins
  once the bot was given a message.
- **uncertain**: Telegram knows no message again. What may have arrived is not sent a second time: the person is told
  once, at the next contact, that a message may be missing. The figure is how many answers really were. On Matrix a
  message has a number of its own, and is sent again until it is known to be there.
- **401** is no passing trouble: that network ends, with one line for the operator and exit status 2. What
  was said meanwhile is answered after the next start, with the trouble mended.

| network | while | fault | requests/s | recovered in | lost | doubled | uncertain |
| --- | --- | --- | --: | --: | --: | --: | --- |
"""


def page(rows: Iterable[Row], day: str, machine: str) -> str:
    """All of it, ready to be written."""
    return HEAD.format(day=day, machine=machine) + "".join(f"{line(row)}\n" for row in rows)


def line(row: Row) -> str:
    """One row, as Markdown."""
    case, outage, answers = row.case, row.outage, row.answers
    rate = f"{outage.requests} in all" if case.lasting else f"{outage.rate:.2f}"
    recovered = "never" if answers.recovered is None else f"{answers.recovered:.1f} s"
    if case.lasting:
        recovered = f"ends in {outage.seconds:.1f} s"
    uncertain = f"{answers.missing}, told" if case.uncertain and answers.told else "–"
    cells = (
        case.network.capitalize(),
        case.direction,
        case.fault,
        rate,
        recovered,
        row.lost,
        answers.doubled,
        uncertain,
    )
    return f"| {' | '.join(map(str, cells))} |"
