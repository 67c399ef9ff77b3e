"""What a log line may say about an unexpected error: its class and where it arose, never its text."""

from traceback import extract_tb


def told(error: BaseException) -> dict[str, str]:
    """`code` and `at` (file:line of ours). Messages of foreign libraries quote values, so they stay out."""
    code = getattr(error, "code", None)
    name = code if isinstance(code, str) else type(error).__name__
    frames = extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/hub/" in frame.filename] or frames[-1:]
    place = f"{ours[-1].filename.rpartition('/')[2]}:{ours[-1].lineno}" if ours else "?"
    return {"code": name, "at": place}
