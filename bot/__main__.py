"""`objecteur`, and `python -m bot`, which is the same."""

import sys

from bot.loading import unswept


def main() -> int:
    """Run the command of the command line, as `bot.cli.main` does. Returns the exit status."""
    with unswept():
        from bot.cli import main as command  # noqa: PLC0415  this loads nearly everything
        from bot.logs import keep_words_out  # noqa: PLC0415
    keep_words_out()
    return command()


if __name__ == "__main__":
    sys.exit(main())
