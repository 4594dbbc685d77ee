"""Text: cleaning what is foreign, one block model for all that is read, and its layout."""
