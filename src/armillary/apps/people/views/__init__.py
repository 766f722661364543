"""Pages of the people app: signing in, classes, learners, cards, computers and staff."""
