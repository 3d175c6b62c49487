"""The catalogue of small changes of rules: what somebody could have written, or taken a rule for, instead."""
