"""The planted effect of each policy, and the expected result of comparing its windows."""

from typing import Any

import numpy as np

from data.sample.rates import Sample, between


def policies(sample: Sample, calls: int) -> dict[str, Any]:
    """Return the planted ratios, expected counts and expected ratios in the windows, by policy.

    All are calculated from the rates, not from the drawn records. The expected ratio differs a
    little from the planted ratio if trend, dip or weekdays differ between the windows.
    """
    plan, rates = sample.plan, sample.rates
    policy, widened = plan["deescalation"], plan["show_of_force"]
    windows = {
        "before": _months_from(policy["announced_on"], -policy["months"]),
        "after": _months_from(policy["effective_on"], policy["months"]),
    }
    recorded = rates.force + rates.show_of_force
    daily = {
        "force": recorded * (plan["incidents"] / recorded.sum()),
        "calls": rates.calls * (calls / rates.calls.sum()),
    }
    expected = {
        event: {
            when: records[between(rates.days, *window)].sum(axis=0)
            for when, window in windows.items()
        }
        for event, records in daily.items()
    }
    ratios = sample.column("ratio")
    weights = sample.column("activity") * sample.column("risk")
    return {
        policy["id"]: {
            "windows": {when: {"from": span[0], "to": span[1]} for when, span in windows.items()},
            "citywide": {
                "policy_ratio": float(ratios @ weights / weights.sum()),
                **_expected(expected, slice(None)),
            },
            "areas": {
                str(area["id"]): {
                    "area": area["name"],
                    "policy_ratio": area["ratio"],
                    **_expected(expected, slice(i, i + 1)),
                }
                for i, area in enumerate(plan["neighborhoods"])
            },
            "deescalation_attempted": {
                "before": policy["attempted_before"],
                "after": policy["attempted_after"],
            },
        },
        widened["id"]: {"policy_ratio": 1.0, "recorded_ratio": 1 + widened["added"]},
        plan["mediators"]["id"]: _mediators(sample),
    }


def _mediators(sample: Sample) -> dict[str, Any]:
    """Return the effect on complaints of the policy of some areas, there and elsewhere."""
    policy, rates = sample.plan["mediators"], sample.rates
    windows = {
        "before": _months_from(policy["announced_on"], -policy["months"]),
        "after": _months_from(policy["effective_on"], policy["months"]),
    }
    is_there = np.isin(sample.column("id"), policy["areas"])
    daily = rates.complaints * (sample.plan["complaints"] / rates.complaints.sum())
    expected = {
        name: {
            when: float(daily[between(rates.days, *window)][:, is_selected].sum())
            for when, window in windows.items()
        }
        for name, is_selected in (("reached", is_there), ("others", ~is_there))
    }
    changes = {name: counts["after"] / counts["before"] for name, counts in expected.items()}
    return {
        "windows": {when: {"from": span[0], "to": span[1]} for when, span in windows.items()},
        "areas": [str(area) for area in policy["areas"]],
        "policy_ratio": policy["ratio"],
        "expected": expected,
        "expected_ratio_of_ratios": changes["reached"] / changes["others"],
    }


def _expected(expected: dict[str, Any], areas: slice) -> dict[str, Any]:
    """Return the sum of expected records of some areas, and their ratios after / before."""
    sums = {
        event: {when: float(records[areas].sum()) for when, records in spans.items()}
        for event, spans in expected.items()
    }
    ratio = {event: spans["after"] / spans["before"] for event, spans in sums.items()}
    return {
        "expected_ratio_per_call": ratio["force"] / ratio["calls"],
        "expected_ratio_of_counts": ratio["force"],
        "expected": sums,
    }


def _months_from(start: object, months: int) -> tuple[str, str]:
    """Return the first and last day of `months` months from `start`, or before it if negative."""
    day = np.datetime64(str(start), "D")
    month = day.astype("M8[M]")
    shifted = (month + months).astype("M8[D]") + (day - month.astype("M8[D]"))
    return str(min(day, shifted)), str(max(day, shifted) - 1)
