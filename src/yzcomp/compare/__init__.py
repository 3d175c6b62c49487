"""Two rulebooks side by side: what they say differently, by their trees and not by the text of their files."""
