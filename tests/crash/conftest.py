"""The homeserver of the other tests against real programs."""

from tests.real.conftest import synapse

__all__ = ["synapse"]
