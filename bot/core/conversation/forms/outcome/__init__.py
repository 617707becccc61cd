"""What a recipient answered: opened by a reminder, or by the person; each answer is one typed event.

Each track is asked about what can come on it: what is settled is not asked as if it were open. What ends or judges a
track is said back, with whom it is about, and recorded only once it is confirmed.
"""
