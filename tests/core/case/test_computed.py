"""A property that is computed once."""

from dataclasses import dataclass

from bot.core.case.computed import computed

ASKED: list[int] = []


@dataclass(frozen=True)
class Squared:
    of: int

    @computed
    def square(self) -> int:
        """Its square."""
        ASKED.append(self.of)
        return self.of**2


def test_it_is_computed_once_for_each_value_and_compared_by_none() -> None:
    three, four = Squared(3), Squared(4)
    assert [three.square, three.square, four.square] == [9, 9, 16]
    assert ASKED == [3, 4]
    assert three == Squared(3)
    assert hash(three) == hash(Squared(3))
    assert Squared.square.__doc__ == "Its square."
