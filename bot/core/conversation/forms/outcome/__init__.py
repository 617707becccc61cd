"""The form on what a recipient answered, opened by a reminder or by the person; each answer is one typed event.

It offers the answers that can come on the track in its present state. An answer that ends or judges a track is
repeated to the person, with the body it is about, and recorded only once they confirm it.
"""
