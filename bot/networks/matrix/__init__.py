"""Matrix as a network: matrix-nio with a sync loop and a cross-signing of our own, and a guard before every send."""
