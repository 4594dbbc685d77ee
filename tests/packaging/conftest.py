"""Checkouts to try the scripts in."""

from pathlib import Path

import pytest

from tests.packaging.checkout import Checkout, add_python, make_checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout that was never set up, on a machine with a suitable Python."""
    checkout = make_checkout(tmp_path, "it's a $HOME clone")
    add_python(checkout)
    return checkout


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Checkout:
    """A checkout on a machine without any Python."""
    return make_checkout(tmp_path, "clone")
