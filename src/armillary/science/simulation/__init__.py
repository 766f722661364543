"""Learners and courses whose truth is known, for tests, benchmarks and the demo school."""

from .answers import SimulatedLearner, SimulatedLog, simulate_answer, simulate_log
from .course import SimulatedCourse, simulate_course
from .knowledge import KnowledgeFamily, KnowledgeLearner, simulate_knowledge_learners
from .logistic import LogisticFamily, LogisticLearner, simulate_logistic_learners

__all__ = [
    "KnowledgeFamily",
    "KnowledgeLearner",
    "LogisticFamily",
    "LogisticLearner",
    "SimulatedCourse",
    "SimulatedLearner",
    "SimulatedLog",
    "simulate_answer",
    "simulate_course",
    "simulate_knowledge_learners",
    "simulate_log",
    "simulate_logistic_learners",
]
