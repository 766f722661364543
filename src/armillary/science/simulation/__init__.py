"""Learners and courses whose truth is known, for tests, benchmarks and the demo school."""

from .answers import SimulatedLearner, SimulatedLog, simulate_answer, simulate_log
from .course import SimulatedCourse, simulate_course
from .knowledge import KnowledgeFamily, KnowledgeLearner, simulate_knowledge_learners
from .logistic import LogisticFamily, LogisticLearner, simulate_logistic_learners
from .memory import (
    Habits,
    MemoryFamily,
    MemoryLearner,
    Mind,
    activation_of,
    add_trace,
    mean_recall,
    practise_skill,
    recall_chance,
    right_chance,
    simulate_memory_learners,
)

__all__ = [
    "Habits",
    "KnowledgeFamily",
    "KnowledgeLearner",
    "LogisticFamily",
    "LogisticLearner",
    "MemoryFamily",
    "MemoryLearner",
    "Mind",
    "SimulatedCourse",
    "SimulatedLearner",
    "SimulatedLog",
    "activation_of",
    "add_trace",
    "mean_recall",
    "practise_skill",
    "recall_chance",
    "right_chance",
    "simulate_answer",
    "simulate_course",
    "simulate_knowledge_learners",
    "simulate_log",
    "simulate_logistic_learners",
    "simulate_memory_learners",
]
