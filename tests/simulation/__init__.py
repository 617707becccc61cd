"""A simulator of whole lives of cases: one seed gives people, bodies, networks, crashes. See docs/simulation.md."""
