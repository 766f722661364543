"""How many answers a school's server takes in a second, and what each costs."""
