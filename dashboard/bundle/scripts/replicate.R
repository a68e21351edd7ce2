# Counts each comparison again from the records of this bundle, and computes its rates, ratio and
# range.
#
#     Rscript code/replicate.R
#
# Needs R 4 and no package; reads nothing but the files of this bundle. It shares no code with
# Accord: the method is written down in README.md and again here. The last line says how many
# comparisons came out the same; the exit code is 1 if any did not.

argument <- grep("^--file=", commandArgs(), value = TRUE)
folder <- if (length(argument)) dirname(dirname(normalizePath(sub("^--file=", "", argument)))) else "."
close_to <- 1e-6 # share of a number by which computers may differ
alpha <- 0.05
days_a_year <- 365.25
correlations <- seq(0, 0.9, length.out = 10) # of neighbouring months, beyond chance
surpluses <- c(0, 0.05 * 1.6^(0:21)) # variance beyond chance

rows_of <- function(path) {
  read.csv(path, colClasses = "character", na.strings = character(), encoding = "UTF-8",
           check.names = FALSE)
}

# whether each record meets all conditions of an event
meets <- function(records, conditions) {
  holds <- rep(TRUE, nrow(records))
  for (key in unique(paste(conditions$field, conditions$condition))) {
    rows <- conditions[paste(conditions$field, conditions$condition) == key, ]
    value <- records[[rows$field[1]]]
    number <- suppressWarnings(as.numeric(value))
    holds <- holds & switch(rows$condition[1],
      "in" = value %in% rows$value,
      known = !(value %in% c("", "unknown")),
      least = !is.na(number) & number >= as.numeric(rows$value[1]),
      most = !is.na(number) & number <= as.numeric(rows$value[1]),
      until = value != "" & substr(value, 1, 10) <= rows$value[1]
    )
  }
  holds
}

inside <- function(days, first, last) sum(days >= first & days <= last)

years <- function(first, last) (as.numeric(as.Date(last) - as.Date(first)) + 1) / days_a_year

# ---------- how much more months vary than chance alone

# the terms of a month's level: month of the year, step at the change, slow waves
design <- function(calendar, since) {
  count <- length(calendar)
  if (count >= 36) {
    terms <- sapply(0:11, function(month) calendar == month)
  } else {
    angle <- 2 * pi * calendar / 12
    terms <- cbind(1, sin(angle), cos(angle))
  }
  along <- (seq_len(count) - 0.5) / count
  waves <- count %/% 60
  terms <- cbind(terms, since)
  for (wave in seq_len(waves)) terms <- cbind(terms, cos(pi * wave * along))
  matrix(as.numeric(terms), nrow = count)
}

# the least-squares coefficients of smallest length, also where terms depend on each other
least_squares <- function(x, y) {
  parts <- svd(x)
  keep <- parts$d > .Machine$double.eps * max(dim(x)) * parts$d[1]
  parts$v[, keep, drop = FALSE] %*%
    ((t(parts$u[, keep, drop = FALSE]) %*% y) / parts$d[keep])
}

# the expected counts: Poisson regression by iterated weighted least squares
expected <- function(terms, events, exposure, since) {
  used <- exposure > 0
  x <- terms[used, , drop = FALSE]
  y <- events[used]
  offset <- log(exposure[used])
  level <- log(pmax(y, 0.5))
  for (round in 1:50) {
    mean <- exp(pmin(pmax(level, -20), 20))
    root <- sqrt(mean)
    target <- root * (level - offset + (y - mean) / mean)
    following <- offset + as.vector(x %*% least_squares(root * x, target))
    step <- max(abs(following - level))
    level <- following
    if (step < 1e-8) break
  }
  counts <- rep(0, length(events))
  counts[used] <- exp(pmin(pmax(level, -20), 20))
  # the months before, and since, add up to what was counted
  for (part in list(!since, since)) {
    if (sum(counts[part]) > 0) counts[part] <- counts[part] * sum(events[part]) / sum(counts[part])
  }
  counts
}

# by how much the variance of the log ratio exceeds that of independent months
inflation <- function(events, exposure, first_month, before, after, is_share) {
  count <- length(events)
  since <- cumsum(after) > 0
  terms <- design((first_month - 1 + seq_len(count) - 1) %% 12, since)
  counts <- expected(terms, events, exposure, since)
  chance <- if (is_share) counts * (1 - counts / exposure) else counts
  known <- exposure > 0 & counts > 0 & is.finite(chance) & chance > 0
  residuals <- ifelse(known, (events - counts) / sqrt(ifelse(known, chance, 1)), 0)
  parts <- svd(terms, nu = count)
  free <- parts$u[, -seq_len(sum(parts$d > 1e-8 * parts$d[1])), drop = FALSE]
  apart <- abs(outer(seq_len(count), seq_len(count), "-"))
  difference <- after / max(sum(after), 1) - before / max(sum(before), 1)
  logs <- log1p(surpluses)
  last <- length(logs)
  widths <- c(logs[2] - logs[1], (logs[3:last] - logs[1:(last - 2)]) / 2, logs[last] - logs[last - 1])
  prior <- log(widths) - 0.5 * logs
  likelihood <- inflations <- matrix(0, length(correlations), length(surpluses))
  for (row in seq_along(correlations)) {
    related <- correlations[row]^apart
    parts <- eigen(t(free) %*% related %*% free, symmetric = TRUE)
    variance <- 1 + outer(surpluses, parts$values)
    squares <- as.vector(residuals %*% free %*% parts$vectors)^2
    likelihood[row, ] <- prior - 0.5 * rowSums(log(variance) + t(squares / t(variance)))
    lasting <- sum(difference * (related %*% difference)) / sum(difference^2)
    inflations[row, ] <- 1 + surpluses * lasting
  }
  weights <- exp(likelihood - max(likelihood))
  weights <- weights / sum(weights)
  z <- -qnorm(alpha / 2)
  beyond <- function(half_width) sum(weights * pnorm(-half_width / sqrt(inflations))) - alpha / 2
  if (beyond(z) <= 0) return(1)
  (uniroot(beyond, c(z, z * sqrt(max(inflations))), tol = 1e-13)$root / z)^2
}

# ---------- the range of a ratio

# the mid-P range of (x1/n1)/(x0/n0), given the sum of both counts
mid_p <- function(x0, n0, x1, n1) {
  tail_of <- function(share, x, rest) {
    more <- if (rest > 0) pbeta(share, x + 1, rest) else 0
    (pbeta(share, x, rest + 1) + more) / 2
  }
  odds <- function(x, rest) {
    if (x <= 0) return(0)
    share <- uniroot(function(part) tail_of(part, x, rest) - alpha / 2, c(1e-15, 1 - 1e-15),
                     tol = 1e-15, maxiter = 10000)$root
    share / (1 - share)
  }
  c(odds(x1, x0) * n0 / n1, n0 / n1 / odds(x0, x1))
}

# Koopman's score range of the ratio of two shares
score <- function(x0, n0, x1, n1) {
  z <- -qnorm(alpha / 2)
  distance <- function(log_ratio, x0, n0, x1, n1) {
    ratio <- exp(log_ratio)
    part <- ratio * (n1 + x0)
    rest <- x1 + n0
    root <- sqrt((part - rest)^2 + 4 * ratio * (n0 - x0) * (n1 - x1))
    p0 <- min(2 * (x0 + x1) / (part + rest + root), 1 - 2^-53)
    p1 <- min(ratio * p0, 1 - 2^-53)
    square <- (x0 - n0 * p0)^2 / (n0 * p0 * (1 - p0)) + (x1 - n1 * p1)^2 / (n1 * p1 * (1 - p1))
    sign(x1 * n0 - ratio * x0 * n1) * sqrt(square) - z
  }
  lower <- function(x0, n0, x1, n1) {
    if (x1 <= 0) return(0)
    exp(uniroot(distance, c(-30, 30), x0 = x0, n0 = n0, x1 = x1, n1 = n1, tol = 1e-13,
                maxiter = 10000)$root)
  }
  c(lower(x0, n0, x1, n1), 1 / lower(x1, n1, x0, n0))
}

# ---------- all comparisons

tables <- file.path(folder, "replication")
comparisons <- rows_of(file.path(tables, "comparisons.csv"))
conditions <- rows_of(file.path(tables, "conditions.csv"))
all_months <- rows_of(file.path(tables, "months.csv"))
records <- rows_of(list.files(file.path(folder, "data"), "[.]csv$", full.names = TRUE)[1])
same <- 0
for (at in seq_len(nrow(comparisons))) {
  row <- comparisons[at, ]
  months <- all_months[all_months$policy == row$policy & all_months$measure == row$measure, ]
  is_counted <- function(event) meets(records, conditions[conditions$event == event, ])
  day <- substr(records[[row$day]], 1, 10)
  counted <- day[day != "" & is_counted(row$numerator)]
  by_month <- function(days) {
    as.numeric(table(factor(substr(days, 1, 7), levels = substr(months$month, 1, 7))))
  }
  x <- c(inside(counted, row$before_from, row$before_to), inside(counted, row$after_from, row$after_to))
  events <- by_month(counted)
  if (row$denominator != "") { # both counts come from these records
    at_risk <- day[day != "" & is_counted(row$denominator)]
    n <- c(inside(at_risk, row$before_from, row$before_to), inside(at_risk, row$after_from, row$after_to))
    exposure <- by_month(at_risk)
  } else if (row$exposure == "none") { # the exposure is time
    n <- c(years(row$before_from, row$before_to), years(row$after_from, row$after_to))
    exposure <- years(months$month, months$last_day)
  } else { # given: these records do not hold it
    n <- as.numeric(c(row$before_exposure, row$after_exposure))
    exposure <- as.numeric(months$exposure)
  }
  is_share <- row$kind == "share"
  times <- inflation(events, exposure, as.integer(substr(months$month[1], 6, 7)),
                     months$window == "before", months$window == "after", is_share)
  range <- if (is_share) {
    score(x[1] / times, n[1] / times, x[2] / times, n[2] / times)
  } else {
    mid_p(x[1] / times, n[1], x[2] / times, n[2])
  }
  rates <- x / n * as.numeric(row$scale)
  computed <- c(before_events = x[1], before_exposure = n[1], before_rate = rates[1],
                after_events = x[2], after_exposure = n[2], after_rate = rates[2],
                ratio = (x[2] / n[2]) / (x[1] / n[1]), ratio_low = range[1], ratio_high = range[2])
  shown <- suppressWarnings(as.numeric(unlist(row[names(computed)])))
  differs <- !is.na(shown) & computed != shown & abs(computed - shown) > close_to * abs(shown)
  same <- same + !any(differs)
  cat(sprintf("%s %s: %.0f before, %.0f after; %.4f and %.4f; ratio %.6f (%.6f to %.6f)\n",
              row$policy, row$measure, x[1], x[2], rates[1], rates[2], computed["ratio"],
              range[1], range[2]))
  for (name in names(computed)[differs]) {
    cat(sprintf("  differs: %s %.10g instead of %s\n", name, computed[name], row[[name]]))
  }
}
cat(sprintf("%d of %d comparisons are the same.\n", same, nrow(comparisons)))
quit(status = as.integer(same < nrow(comparisons)))
