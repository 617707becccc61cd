"""Every crash point, enumerated: kill -9 at each boundary of a journey, and a judge who compares what came of it."""
