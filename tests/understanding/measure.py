"""`python -m tests.understanding.measure [LIST]`: how much of a list is understood, and what is not."""

import sys
from collections import Counter

from tests.understanding.judge import acts_wrongly, came, offered, right, rows


def main(name: str = "list-a") -> int:
    """Measure a list, aloud."""
    good: Counter[str] = Counter()
    every: Counter[str] = Counter()
    wrong = asked = 0
    for row in rows(name):
        led = came(row)
        every[row.language] += 1
        every[row.moment] += 1
        if acts_wrongly(row, led):
            wrong += 1
            print(f"WRONG {row.moment} {row.language} | {row.text} | {row.written} -> {sorted(led.keys)} {led.over}")
        elif right(row, led):
            good[row.language] += 1
            good[row.moment] += 1
            asked += offered(row, led)
        else:
            print(f"miss {row.moment} {row.language} | {row.text} | {row.written} -> {sorted(led.keys)[:5]} {led.over}")
    for key in every:
        print(f"{key}: {good[key]} of {every[key]}, {100 * good[key] / every[key]:.0f} %")
    print(f"of these, asked which of two was meant: {asked}")
    print(f"wrong acts: {wrong}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
