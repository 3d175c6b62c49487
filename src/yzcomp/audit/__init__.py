"""The auditor's side: what was recorded against what the measure gives, why they differ, and what looks odd."""
