"""The commands as the user sees them: names, options and help. What they do stands beside this folder."""
