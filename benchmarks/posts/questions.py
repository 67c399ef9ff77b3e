"""What is asked of every contender of the posts workload, and what the answer is."""

from typing import Any

import orjson

from benchmarks.load import SLOT
from benchmarks.posts.data import GREETING, POSTS, post, user
from benchmarks.workloads import Workload, request

FIELDS = "posts { id userId title user { id name email } }"


def _asked(name: str, title: str, query: str, expect: str) -> Workload:
    return Workload(name, title, (request(query),), expect)


HEADLINE = _asked("headline", "100 posts with their users, from REST", f"{{ {FIELDS} }}", "@example.org")
FLAT = _asked("flat", "titles of 100 posts, from REST", "{ posts { title } }", '"title"')
GREET = _asked("greet", "a constant", "{ greet }", GREETING)
COLD = _asked("cold", "headline, every document new", f"{{ {FIELDS} new{SLOT}: greet }}", "@example.org")
COLD_GREET = _asked("cold-greet", "greet, every document new", f"{{ new{SLOT}: greet }}", GREETING)

QUESTIONS = {one.name: one for one in (HEADLINE, FLAT, GREET, COLD, COLD_GREET)}


def answers() -> dict[bytes, bytes]:
    """The one right answer to each body that never changes."""
    posts = [post(number) for number in range(1, POSTS + 1)]
    whole = [
        {
            "id": one["id"],
            "userId": one["userId"],
            "title": one["title"],
            "user": {key: user(one["userId"])[key] for key in ("id", "name", "email")},
        }
        for one in posts
    ]
    said: dict[str, Any] = {
        "headline": {"posts": whole},
        "flat": {"posts": [{"title": one["title"]} for one in posts]},
        "greet": {"greet": GREETING},
    }
    return {QUESTIONS[name].bodies[0].encode(): orjson.dumps({"data": data}) for name, data in said.items()}
