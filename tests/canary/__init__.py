"""The canary: somebody who cannot be mistaken lives a journey while everything breaks, and is looked for everywhere."""
