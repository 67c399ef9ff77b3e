"""What the subscribers ask: the same fields of the same event, in distinct documents."""

COUNT = 20
FIELDS = (
    "id cursor sequence type actor status note occurredAt case { id trackingNumber title status version }"
)


def operations(field: str, fields: str = FIELDS) -> list[str]:
    """As many documents as there are operations, alike in length."""
    return [f"subscription Watch{number:02} {{ {field} {{ {fields} }} }}" for number in range(COUNT)]
