"""What to practise next, when to come back to it, and when it is enough."""

from .choice import (
    POLICY,
    Candidate,
    Choice,
    Policy,
    Reason,
    Situation,
    choice_probabilities,
    choose_item,
)
from .replay import replay_reviews
from .reviews import (
    Memory,
    Reviews,
    ReviewsError,
    due_skills,
    new_reviews,
    pack_reviews,
    review_after,
    review_day,
    unpack_reviews,
    update_reviews,
)
from .session import SESSION_RULE, SessionEnd, SessionRule, session_end

__all__ = [
    "POLICY",
    "SESSION_RULE",
    "Candidate",
    "Choice",
    "Memory",
    "Policy",
    "Reason",
    "Reviews",
    "ReviewsError",
    "SessionEnd",
    "SessionRule",
    "Situation",
    "choice_probabilities",
    "choose_item",
    "due_skills",
    "new_reviews",
    "pack_reviews",
    "replay_reviews",
    "review_after",
    "review_day",
    "session_end",
    "unpack_reviews",
    "update_reviews",
]
