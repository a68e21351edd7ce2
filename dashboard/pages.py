"""All pages of the site by group of readers; one line here adds a page."""

from collections.abc import Callable

from dashboard.sites.register import has_register
from dashboard.views import (
    calls,
    cities,
    compare_neighborhoods,
    complaints,
    data_quality,
    get_the_data,
    glossary,
    how_we_know,
    monthly_review,
    overview,
    policies,
    sql,
    trend_around_policy,
    use_of_force,
    what_changed,
    your_neighborhood,
)
from dashboard.words import Words

GROUPS: dict[str, dict[str, Callable[[Words], None]]] = {
    "everyone": {
        "overview": overview.show,
        "your_neighborhood": your_neighborhood.show,
        "what_changed": what_changed.show,
        "use_of_force": use_of_force.show,
        "complaints": complaints.show,
        "calls": calls.show,
        "policies": policies.show,
        "cities": cities.show,
        "glossary": glossary.show,
    },
    "department": {
        "monthly_review": monthly_review.show,
        "compare_neighborhoods": compare_neighborhoods.show,
        "trend_around_policy": trend_around_policy.show,
    },
    "researchers": {
        "get_the_data": get_the_data.show,
        "sql": sql.show,
        "data_quality": data_quality.show,
        "how_we_know": how_we_know.show,
    },
}
"""Groups and pages in the order of the menu; the first page of all is the front page."""


def offered() -> dict[str, dict[str, Callable[[Words], None]]]:
    """Return the pages that menus offer: Cities only where there is a register to look through.

    Its address answers all the same.
    """
    left_out = () if has_register() else ("cities",)
    return {
        group: {name: show for name, show in members.items() if name not in left_out}
        for group, members in GROUPS.items()
    }


def url_path(name: str) -> str:
    """Return the last part of a page's address."""
    return name.replace("_", "-")


def page_name(path: str) -> str:
    """Return the name of the page whose address ends with `path`; the front page for none."""
    return path.replace("-", "_") or next(iter(GROUPS["everyone"]))
