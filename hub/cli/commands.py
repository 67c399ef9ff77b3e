"""All commands in one."""

import typer

from hub.cli import (
    bundle,
    calendar,
    connectors,
    credentials,
    engine,
    escalation,
    figures,
    reference,
    report,
    roles,
    routing,
    schema,
    survey,
)
from hub.cli.demo import demo
from hub.cli.failing import plainly

app = typer.Typer(
    name="hub",
    help="GraphQL gateway over the complaint systems of Indonesian agencies.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(roles.serve)
app.command("worker")(roles.worker)
app.command("demo")(demo)
app.command("migrate")(roles.migrate)
app.command("keys")(roles.new_keys)
app.command("schema")(schema.schema)
app.add_typer(reference.app, name="reference")
app.add_typer(calendar.app, name="calendar")
app.add_typer(credentials.app, name="credentials")
app.add_typer(bundle.app, name="bundle")
app.add_typer(escalation.app, name="escalation")
app.add_typer(survey.app, name="survey")
app.add_typer(figures.app, name="figures")
app.add_typer(connectors.app, name="connectors")
app.add_typer(routing.app, name="routing")
app.add_typer(report.app, name="report")
app.add_typer(engine.app, name="engine")


def main() -> None:
    """Run the command the process was started with."""
    with plainly():
        app()
