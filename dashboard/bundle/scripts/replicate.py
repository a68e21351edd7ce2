"""Count each comparison again from these records, and compute its rates, ratio and range.

    python code/replicate.py

Needs Python 3.10 or newer, numpy and scipy; reads nothing but the files of this bundle. It shares
no code with Accord: the method is written down in README.md and again here. The last line says how
many comparisons came out the same; the exit code is 1 if any did not.
"""

import csv
import datetime as dt
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy import optimize, special

FOLDER = Path(__file__).resolve().parent.parent
CLOSE = 1e-6  # share of a number by which computers may differ
ALPHA = 0.05
DAYS_A_YEAR = 365.25
CORRELATIONS = np.linspace(0, 0.9, 10)  # of neighbouring months, beyond chance
SURPLUSES = np.concatenate([[0.0], 0.05 * 1.6 ** np.arange(22)])  # variance beyond chance


def rows_of(path):
    """Return the rows of a CSV file, one after the other."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def meets(row, conditions):
    """Return whether a record meets all conditions of an event."""
    return all(
        holds(row[field], condition, values) for (field, condition), values in conditions.items()
    )


def holds(value, condition, values):
    """Return whether a cell meets one condition; an empty cell meets none."""
    match condition:
        case "in":
            return value in values
        case "known":
            return value not in ("", "unknown")
        case "least":
            return value != "" and float(value) >= float(values[0])
        case "most":
            return value != "" and float(value) <= float(values[0])
        case "until":
            return value != "" and value[:10] <= values[0]
    raise ValueError(f"this script knows no condition {condition}")


def count_days(records, events):
    """Return the number of records by day (text) of each event.

    `events` has, by name, the column of the day and the conditions.
    """
    days = {name: Counter() for name in events}
    for row in records:
        for name, (day, conditions) in events.items():
            if row[day] and meets(row, conditions):
                days[name][row[day][:10]] += 1
    return days


def inside(days, first, last):
    """Return the number of records from the first to the last day."""
    return float(sum(n for day, n in days.items() if first <= day <= last))


def length(first, last):
    """Return a period in years."""
    return ((dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1) / DAYS_A_YEAR


# ---------- how much more months vary than chance alone


def design(calendar, since):
    """Return the terms of a month's level: month of the year, step at the change, slow waves."""
    count = len(calendar)
    if count >= 36:
        terms = [calendar == month for month in range(12)]
    else:
        angle = 2 * np.pi * calendar / 12
        terms = [np.ones(count), np.sin(angle), np.cos(angle)]
    along = (np.arange(count) + 0.5) / count
    waves = [np.cos(np.pi * wave * along) for wave in range(1, count // 60 + 1)]
    return np.column_stack([*terms, since, *waves]).astype(float)


def expected(terms, events, exposure, since):
    """Return the expected counts: Poisson regression by iterated weighted least squares."""
    used = exposure > 0
    x, y, offset = terms[used], events[used], np.log(exposure[used])
    level = np.log(np.maximum(y, 0.5))
    for _ in range(50):
        mean = np.exp(np.clip(level, -20, 20))
        root = np.sqrt(mean)
        target = root * (level - offset + (y - mean) / mean)
        following = offset + x @ np.linalg.lstsq(root[:, None] * x, target, rcond=None)[0]
        step = np.abs(following - level).max()
        level = following
        if step < 1e-8:
            break
    counts = np.zeros(len(events))
    counts[used] = np.exp(np.clip(level, -20, 20))
    for part in (~since, since):  # the months before, and since, add up to what was counted
        if counts[part].sum() > 0:
            counts[part] *= events[part].sum() / counts[part].sum()
    return counts


def inflation(events, exposure, first_month, before, after, is_share):
    """Return by how much the variance of the log ratio exceeds that of independent months.

    A month's residual, in units of chance, is noise of variance 1 plus a surplus that lasts: an
    autoregression. Both are weighed by restricted likelihood over all values that are possible.
    """
    count = len(events)
    since = np.logical_or.accumulate(after)
    terms = design((first_month - 1 + np.arange(count)) % 12, since)
    counts = expected(terms, events, exposure, since)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = counts * (1 - counts / exposure) if is_share else counts
        known = (exposure > 0) & (counts > 0) & (chance > 0)
        residuals = np.where(known, (events - counts) / np.sqrt(chance), 0.0)
    basis, sizes, _ = np.linalg.svd(terms, full_matrices=True)
    free = basis[:, int((sizes > 1e-8 * sizes[0]).sum()) :]
    apart = np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
    difference = after / max(after.sum(), 1) - before / max(before.sum(), 1)
    prior = np.log(np.gradient(np.log1p(SURPLUSES))) - 0.5 * np.log1p(SURPLUSES)
    likelihood, inflations = [], []
    for correlation in CORRELATIONS:
        related = correlation**apart
        spectrum, rotation = np.linalg.eigh(free.T @ related @ free)
        variance = 1 + np.outer(SURPLUSES, spectrum)
        squares = (residuals @ free @ rotation) ** 2
        likelihood.append(-0.5 * (np.log(variance) + squares / variance).sum(axis=1) + prior)
        lasting = difference @ related @ difference / (difference @ difference)
        inflations.append(1 + SURPLUSES * lasting)
    weights = np.exp(np.array(likelihood) - np.max(likelihood))
    weights /= weights.sum()
    z = -special.ndtri(ALPHA / 2)

    def beyond(half_width):
        return (weights * special.ndtr(-half_width / np.sqrt(inflations))).sum() - ALPHA / 2

    if beyond(z) <= 0:
        return 1.0
    widest = z * np.sqrt(np.max(inflations))
    return (optimize.brentq(beyond, z, widest, xtol=1e-13) / z) ** 2


# ---------- the range of a ratio


def mid_p(x0, n0, x1, n1):
    """Return the mid-P range of (x1/n1)/(x0/n0), given the sum of both counts."""

    def tail(share, x, rest):
        """Return P(X > x) + half of P(X = x); counts need not be whole."""
        more = special.betainc(x + 1, rest, share) if rest > 0 else 0.0
        return (special.betainc(x, rest + 1, share) + more) / 2

    def odds(x, rest):
        if x <= 0:
            return 0.0
        share = optimize.brentq(
            lambda part: tail(part, x, rest) - ALPHA / 2, 1e-15, 1 - 1e-15, xtol=1e-16
        )
        return share / (1 - share)

    high = odds(x0, x1)
    return odds(x1, x0) * n0 / n1, n0 / n1 / high if high else np.inf


def score(x0, n0, x1, n1):
    """Return Koopman's score range of the ratio of two shares."""
    z = -special.ndtri(ALPHA / 2)

    def distance(log_ratio, x0, n0, x1, n1):
        ratio = np.exp(log_ratio)
        part, rest = ratio * (n1 + x0), x1 + n0
        root = np.sqrt((part - rest) ** 2 + 4 * ratio * (n0 - x0) * (n1 - x1))
        p0 = min(2 * (x0 + x1) / (part + rest + root), 1 - 2.0**-53)
        p1 = min(ratio * p0, 1 - 2.0**-53)
        square = (x0 - n0 * p0) ** 2 / (n0 * p0 * (1 - p0)) + (x1 - n1 * p1) ** 2 / (
            n1 * p1 * (1 - p1)
        )
        return np.sign(x1 * n0 - ratio * x0 * n1) * np.sqrt(square) - z

    def lower(*counts):
        if counts[2] <= 0:
            return 0.0
        return np.exp(optimize.brentq(distance, -30, 30, args=counts, xtol=1e-13))

    high = lower(x1, n1, x0, n0)
    return lower(x0, n0, x1, n1), 1 / high if high else np.inf


def numbers(row, months, days):
    """Return the numbers of a comparison, from the records as far as they hold them."""
    windows = [(row[f"{side}_from"], row[f"{side}_to"]) for side in ("before", "after")]
    counted = days[row["numerator"]]
    (x0, x1) = (inside(counted, *window) for window in windows)
    events = np.array([inside(counted, month["month"], month["last_day"]) for month in months])
    if row["denominator"]:  # both counts come from these records
        at_risk = days[row["denominator"]]
        (n0, n1) = (inside(at_risk, *window) for window in windows)
        exposure = [inside(at_risk, month["month"], month["last_day"]) for month in months]
    elif row["exposure"] == "none":  # the exposure is time
        (n0, n1) = (length(*window) for window in windows)
        exposure = [length(month["month"], month["last_day"]) for month in months]
    else:  # given: these records do not hold it
        n0, n1 = float(row["before_exposure"]), float(row["after_exposure"])
        exposure = [float(month["exposure"]) for month in months]
    is_share = row["kind"] == "share"
    before, after = (
        np.array([month["window"] == side for month in months]) for side in ("before", "after")
    )
    first_month = int(months[0]["month"][5:7])
    times = inflation(events, np.array(exposure), first_month, before, after, is_share)
    limits = score if is_share else mid_p
    low, high = limits(
        x0 / times, n0 / times if is_share else n0, x1 / times, n1 / times if is_share else n1
    )
    scale = float(row["scale"])
    return {
        "before_events": x0,
        "before_exposure": n0,
        "before_rate": x0 / n0 * scale,
        "after_events": x1,
        "after_exposure": n1,
        "after_rate": x1 / n1 * scale,
        "ratio": (x1 / n1) / (x0 / n0) if x0 else np.inf,
        "ratio_low": low,
        "ratio_high": high,
    }


def main():
    """Print each comparison; return 1 if any differs from what Accord shows."""
    tables = FOLDER / "replication"
    comparisons = list(rows_of(tables / "comparisons.csv"))
    conditions = {}
    for row in rows_of(tables / "conditions.csv"):
        tests = conditions.setdefault(row["event"], {})
        tests.setdefault((row["field"], row["condition"]), []).append(row["value"])
    months = {}
    for row in rows_of(tables / "months.csv"):
        months.setdefault((row["policy"], row["measure"]), []).append(row)
    events = {}
    for row in comparisons:
        for name in (row["numerator"], row["denominator"]):
            if name:
                events[name] = row["day"], conditions.get(name, {})
    [path] = (FOLDER / "data").glob("*.csv")
    days = count_days(rows_of(path), events)
    same = 0
    for row in comparisons:
        computed = numbers(row, months[row["policy"], row["measure"]], days)
        differing = [
            f"{name} {value:.10g} instead of {row[name]}"
            for name, value in computed.items()
            if row[name] and not np.isclose(value, float(row[name]), rtol=CLOSE, atol=0)
        ]
        same += not differing
        print(
            f"{row['policy']} {row['measure']}: "
            f"{computed['before_events']:.0f} before, {computed['after_events']:.0f} after; "
            f"{computed['before_rate']:.4f} and {computed['after_rate']:.4f}; "
            f"ratio {computed['ratio']:.6f} "
            f"({computed['ratio_low']:.6f} to {computed['ratio_high']:.6f})"
        )
        for text in differing:
            print(f"  differs: {text}")
    print(f"{same} of {len(comparisons)} comparisons are the same.")
    return int(same < len(comparisons))


if __name__ == "__main__":
    sys.exit(main())
