"""Asking for a household question by question: only what the rules look at, each answer checked at once."""

from yzcomp.interview.dialogue import Dialogue, EndOfAnswers
from yzcomp.interview.household import Answers, ask_household

__all__ = ["Answers", "Dialogue", "EndOfAnswers", "ask_household"]
