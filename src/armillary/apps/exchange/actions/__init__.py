"""Every write of the exchange app: each in a transaction, each with the clock handed in."""
