"""The command that brings a city up to date: from its portals to the report that is sent."""

import sys
from functools import partial

import typer

from dashboard.commands.console import City, clear_errors, err, need_city
from dashboard.commands.exit_codes import CHECKS_FAILED
from dashboard.standing.chain import ALREADY_DONE, DONE, NOTHING_TO_DO, Outcome, Step, run
from dashboard.standing.files import report_folder
from dashboard.standing.mail import send_report
from dashboard.standing.notify import notify_webhook
from dashboard.standing.report import SIGNALS, report_of, write_report
from dashboard.standing.settings import settings
from data import build as builder
from data import check as checker
from data import fetch as fetcher
from data import publish as publisher
from data.config import read_city
from data.errors import BuildRefused
from data.inputs import is_built
from queries import warehouse
from queries.errors import NoAnswer
from queries.vintage.opened import opened


class ChecksFailed(Exception):
    """A vintage that cannot be published because of its checks."""


def update(city: City) -> None:
    """Fetch, build, check, publish, report and send: each step only as far as it is not done."""
    steps = (fetch, build, check, publish, report, notify, mail)
    with clear_errors():
        need_city(city)
        try:
            run(city, [Step(step.__name__, partial(step, city)) for step in steps], _log)
        except ChecksFailed as error:
            err.print(str(error), markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(CHECKS_FAILED) from error


def fetch(city: str) -> Outcome:
    """Fetch today's snapshot of every source that has a portal."""
    sources = [source for source in read_city(city).sources if source.portal is not None]
    if not sources:
        return NOTHING_TO_DO, "no source has a portal"
    snapshots = [fetcher.fetch(city, source, None, _show_no_rows, _show) for source in sources]
    new = [snapshot.source for snapshot, is_new in snapshots if is_new]
    return (DONE, ", ".join(new)) if new else (ALREADY_DONE, "today's snapshots are there")


def build(city: str) -> Outcome:
    """Build a vintage, unless the newest one was built of the same files, pack and program."""
    existing = warehouse.vintages(city)
    if existing and is_built(read_city(city), existing[-1]):
        return ALREADY_DONE, existing[-1]
    return DONE, builder.build(city)


def check(city: str) -> Outcome:
    """Run all checks again on the newest vintage, unless it is the published one."""
    newest = _newest(city)
    if newest == warehouse.current(city):
        return ALREADY_DONE, newest
    failures = checker.failures(checker.check_vintage(city, newest))
    if failures:
        rules = "".join(f"\n  - {failure['rule']}" for failure in failures)
        raise ChecksFailed(
            f"Vintage {newest} of {city} has failed checks and is not published.{rules}\n"
            f"  what to do: `accord check {city}` shows the rows"
        )
    return DONE, newest


def publish(city: str) -> Outcome:
    """Publish the newest vintage, unless it is published or an operator took it back."""
    newest = _newest(city)
    if newest == warehouse.current(city):
        return ALREADY_DONE, newest
    if publisher.is_taken_back(city, newest):
        return NOTHING_TO_DO, f"{newest} was taken back"
    return DONE, publisher.publish(city, newest)


def report(city: str) -> Outcome:
    """Write the report of the published vintage's latest month."""
    vintage = opened(city)
    folder = report_folder(city, vintage.vintage)
    if (folder / SIGNALS).is_file():
        return ALREADY_DONE, vintage.vintage
    try:
        made = report_of(vintage)
    except NoAnswer as reason:
        return NOTHING_TO_DO, reason.code
    write_report(made, folder, settings(city).site)
    return DONE, f"{made.month.month:%Y-%m}: {len(made.new)} new, {len(made.withdrawn)} withdrawn"


def notify(city: str) -> Outcome:
    """Post the report to the webhook of the city's settings, once for each vintage with news."""
    return notify_webhook(opened(city), settings(city))


def mail(city: str) -> Outcome:
    """Send the report to the city's subscribers, once for each vintage with news."""
    return send_report(opened(city), settings(city))


def _newest(city: str) -> str:
    existing = warehouse.vintages(city)
    if not existing:
        raise BuildRefused(f"There is no vintage of {city} that can be read.")
    return existing[-1]


def _log(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _show(text: str) -> None:
    err.print(text, markup=False, highlight=False, soft_wrap=True)


def _show_no_rows(part: str, fetched: int, rows: int) -> None:
    """Say nothing of rows: a log has one line for each step."""
