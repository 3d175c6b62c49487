"""Asking for a household question by question: only what the rules look at, each answer checked at once."""

from yzcomp.interview.dialogue import Dialogue, EndOfAnswers, yes_no
from yzcomp.interview.draft import Draft
from yzcomp.interview.household import Answers, Interview, ask_household

__all__ = ["Answers", "Dialogue", "Draft", "EndOfAnswers", "Interview", "ask_household", "yes_no"]
