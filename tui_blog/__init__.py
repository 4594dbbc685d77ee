"""Read blogs and their comment threads in the terminal, and answer them."""

__version__ = "0.1.0"
