"""Keeping what is here and what is there in step: drafts, outbox, blogs."""
