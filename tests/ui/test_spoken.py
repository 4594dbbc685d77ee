"""What is said of comments in plain mode."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import START, a_comment, a_summary
from tui_blog.model.comment import (
    CommentKind,
    CommentStatus,
    Delivery,
    DeliveryState,
)
from tui_blog.model.filtering import Action
from tui_blog.model.freshness import EDITED, SEEN, UNREAD
from tui_blog.model.ids import ChangeId
from tui_blog.model.post import Author
from tui_blog.model.siblings import Place
from tui_blog.text.age import DateStyle
from tui_blog.text.blocks import Paragraph
from tui_blog.text.runs import Run
from tui_blog.ui.widgets.comment_head import CommentHead
from tui_blog.ui.widgets.spoken import line_of, spoken_lines, spoken_pieces

NOW = START + timedelta(hours=3)
BEN = a_comment(author="Ben")


HEAD = CommentHead(
    comment=BEN,
    post=None,
    is_folded=False,
    hidden_count=0,
    freshness=SEEN,
    hidden_unread=0,
    reply_to=None,
    is_orphan=False,
    level=1,
    blocks=[Paragraph((Run("First words."),))],
)
PARKED = Delivery(change_id=ChangeId("1"), state=DeliveryState.PARKED, reason="too long")
MARA = Author(name="Mara", id="1")
LINES = [
    (
        HEAD._replace(freshness=UNREAD, reply_to="Ana", level=2),
        "reply 3 of 7, level 2, to Ana, new, by Ben, 3 hours ago",
    ),
    (HEAD._replace(freshness=UNREAD), "comment 3 of 7, new, by Ben, 3 hours ago"),
    (
        HEAD._replace(is_folded=True, hidden_count=5, hidden_unread=2),
        "comment 3 of 7, folded, 5 replies, 2 new, by Ben, 3 hours ago: First words.",
    ),
    (
        HEAD._replace(is_folded=True, hidden_count=1),
        "comment 3 of 7, folded, 1 reply, by Ben, 3 hours ago: First words.",
    ),
    (HEAD._replace(hidden_count=2), "comment 3 of 7, by Ben, 2 replies, 3 hours ago"),
    (
        HEAD._replace(freshness=EDITED),
        "comment 3 of 7, changed since you read it, by Ben, 3 hours ago",
    ),
    (
        HEAD._replace(is_orphan=True),
        "comment 3 of 7, to a comment that is not here, by Ben, 3 hours ago",
    ),
    (
        HEAD._replace(reply_to="", level=3),
        "reply 3 of 7, level 3, to Anonymous, by Ben, 3 hours ago",
    ),
    (
        HEAD._replace(
            filtered=(Action.HIDE, "rule 2"),
            is_hidden=True,
            level=2,
            hidden_count=2,
            keys_to_it="gw says why, Enter shows it",
        ),
        "reply 3 of 7, level 2, hidden by rule 2, 2 replies, gw says why, Enter shows it",
    ),
    (
        HEAD._replace(filtered=(Action.HIDE, "rule 2")),
        "comment 3 of 7, shown in spite of rule 2, by Ben, 3 hours ago",
    ),
    (
        HEAD._replace(filtered=(Action.HIGHLIGHT, "friends")),
        "comment 3 of 7, highlighted: friends, by Ben, 3 hours ago",
    ),
    (
        HEAD._replace(filtered=(Action.HIGHLIGHT, "highlighted")),
        "comment 3 of 7, highlighted, by Ben, 3 hours ago",
    ),
    (HEAD._replace(filtered=(Action.FOLD, "")), "comment 3 of 7, by Ben, 3 hours ago"),
    (HEAD._replace(comment=a_comment(own=True)), "comment 3 of 7, by you, 3 hours ago"),
    (
        HEAD._replace(comment=a_comment(author=MARA), post=replace(a_summary(), author=MARA)),
        "comment 3 of 7, by Mara, the post's author, 3 hours ago",
    ),
    (
        HEAD._replace(comment=a_comment(kind=CommentKind.MENTION, author="A blog")),
        "mention 3 of 7, by A blog, 3 hours ago",
    ),
    (
        HEAD._replace(comment=a_comment(author="Ben", delivery=PARKED, minutes=None)),
        "comment 3 of 7, by Ben, not accepted: too long",
    ),
    (
        HEAD._replace(comment=a_comment(author="", status=CommentStatus.DELETED)),
        "comment 3 of 7, deleted, 3 hours ago",
    ),
    (
        HEAD._replace(comment=a_comment(author="Ben", status=CommentStatus.HELD)),
        "comment 3 of 7, by Ben, held for moderation, 3 hours ago",
    ),
    (
        HEAD._replace(comment=replace(BEN, modified_at=NOW)),
        "comment 3 of 7, by Ben, 3 hours ago, edited",
    ),
    (
        HEAD._replace(comment=a_comment(author="B" * 50), reply_to="A" * 50, level=2),
        f"reply 3 of 7, level 2, to {'A' * 21}..., by {'B' * 21}..., 3 hours ago",
    ),
]


@pytest.mark.parametrize(("head", "expected"), LINES, ids=[expected for _, expected in LINES])
def test_head_says_all_that_signs_show(head: CommentHead, expected: str) -> None:
    """What is only to be seen would not be known to who listens."""
    pieces = spoken_pieces(head, Place(3, 7), NOW, DateStyle.WORDS)
    assert "".join(text for text, _ in pieces) == expected


def test_what_is_said_is_parted_into_lines_that_keep_all_of_it() -> None:
    """The end would not be spoken."""
    pieces = [("reply 3 of 7, to Ana", "meta"), (", new", "badge"), (", by 花子 花子", "author")]

    lines = spoken_lines(pieces, 16)

    assert ["".join(words for words, _ in line) for line in lines] == [
        "reply 3 of 7, to",
        "Ana, new, by 花",
        "子 花子",
    ]
    assert lines[1] == [("Ana", "meta"), (", new", "badge"), (", by 花", "author")]
    assert spoken_lines([], 16) == [[]]


def test_where_there_is_too_little_room_the_last_line_has_the_rest() -> None:
    """What did not fit would be dropped, where it can only be cut."""
    lines = [[("a", "meta")], [("b", "meta")], [("c", "meta")]]

    said = ["".join(words for words, _ in line_of(lines, number, 2)) for number in range(2)]

    assert said == ["a", "b c"]
    assert line_of(lines, 4, 6) == []
