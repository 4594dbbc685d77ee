"""The user interface, on Textual."""
