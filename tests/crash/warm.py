"""What the process that forks all others imports: it is warm afterwards. Nobody else does, for it changes `ssl`."""

from tests.crash.child import warm_up

warm_up()
