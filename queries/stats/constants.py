"""Every threshold of the methods, once, with its reason; the methods page prints them from here."""

ALPHA = 0.05
"""Two-sided error rate of every interval and test; ranges are 95 % ranges."""

SPREAD_MARGIN = 1.6
"""Days are taken to scatter so many times as much as they did: a few years hold few bursts."""

SEASON_MONTHS = 36
"""From three years on every month of the year has its own level; before, a wave of one year."""

TREND_MONTHS = 60
"""Five years of record let the level swing slowly once; what returns sooner counts as scatter."""

COMMON_DF = 20
"""An area's scatter is drawn towards that of all areas as if so many more months were theirs."""

STAND_OUT_WINDOWS = 4
"""Other dates whose months hold fewer windows side by side decide nothing."""

TREND_LEAST = 24
"""A trend is carried on only from two years before the change or more."""

HIGH_BEFORE = 0.9
"""A window before is unusually high if nine in ten windows of the record are lower."""

LONG_TRANSITION_DAYS = 366
"""A longer time between the windows lets much else change."""

LATEST_MONTHS = 12
"""The last settled months, whose level is told beside a comparison that ended before them."""

RANK_DATES = 20
"""From so many other dates on, a date that stands out must also rank among one in twenty."""

POWER = 0.80
"""A change counts as one that could have been seen if it would be seen four times in five."""

CAUTION_EVENTS = 12
"""Fewer events have a relative standard error over 30 %: interpret with caution."""

MIN_EVENTS = 20
"""With fewer events in all, only a fall to almost nothing would be seen."""

MIN_EACH_SIDE = 10
"""Under this on both sides, likewise."""

ABOUT_SAME = (0.80, 1.25)
"""A difference in placing that alone moves an area's ratio out of these is none of its own."""

HALVING = 0.5
"""Where only a halving or more could have been seen, a lack of change says nothing."""

DISPERSION_ALPHA = 0.05
"""Monthly counts that vary more than chance at this level widen the interval."""

MIN_MONTHS = 4
"""With fewer months on both sides together their scatter cannot be judged."""

JUMP_SHARE = 0.15
"""A field filled this much less or more often than usual, as a share of records, has jumped."""

JUMP_P = 0.001
"""And only if so few, or so many, filled records would come by chance less often than this."""

JUMP_MONTHS = 12
"""Usual is the median of as many months before."""

JUMP_SHORTEST = 6
"""With fewer months before there is no usual."""

FILLED_DIFFERS = 0.10
"""Before and after that differ by this much in their share of filled records get a caution."""

PLACED_DIFFERS = 0.05
"""Before and after whose placing alone moves an area's ratio this far from 1 get a caution."""

FUNNEL_TAILS = (0.025, 0.001)
"""Chance beyond one side of the inner and of the outer limits of a funnel."""

FUNNEL_WINSORISED = 0.10
"""The outermost tenth of areas on each side do not decide how wide the funnel is."""

FUNNEL_MIN_AREAS = 20
"""With fewer areas their differences cannot be told from chance, and no limits are widened."""

SERIES_MIN_BEFORE = 12
"""A time series needs a whole year before the change to know its seasons."""

SERIES_MIN_AFTER = 6
"""With fewer months after it a level after the change cannot be told from a run of months."""

SERIES_MOST_MONTHS = 60
"""More on a side is cut off: a straight trend does not last longer, and invents changes."""

SERIES_MIN_MONTHLY = 5.0
"""Under this many events a month the range of a level change spans a factor of two or three."""

TWO_HARMONICS_MONTHS = 24
"""Seasons get a second harmonic once every calendar month was seen twice before the change."""

SLOPE_MONTHS = 24
"""A change of slope is looked for only with two years after the change."""

RESIDUAL_LAG = 12
"""Residuals are tested for dependence up to a year apart, and at most a fifth of the series."""

NEWEY_WEST_LAG = 3
"""Months over which dependent residuals are allowed to widen a range."""

PANDEMIC_FROM = "2020-03"
"""A main time series ends before this month; with it the result is a flagged sensitivity."""

MIN_CLUSTERS = 20
"""With fewer areas, errors clustered by area are too small, and areas are permuted instead."""

MIN_CHANGED = 10
"""Likewise with fewer areas on either side of whether a policy reached them."""

PERMUTATIONS = 10_000
"""Orders of the areas that are tried, the real one among them; all where there are fewer."""

PLACEBO_GROUPS = 199
"""Groups of areas without a policy that are put in its place; with its own they are 200."""

SYNTHETIC_MIN_OTHERS = 19
"""With fewer other places even the first rank among them has a chance of over 1 in 20."""

SYNTHETIC_MIN_BEFORE = 24
"""Months before from which a synthetic control takes its weights: two of every calendar month."""

SYNTHETIC_FIT = 0.10
"""A control that misses the months before by more than this, as a share of them, is none."""

CHART_BASELINE = 24
"""Months that set a control chart's limits: two of every calendar month."""

TRIAL_POINTS = 12
"""Limits that rest on fewer points are trial limits."""

CHART_LEAST = 6
"""With fewer points, such as just after a policy, there are no limits at all."""

RUN_LENGTH = 7
"""So many points on one side of the centre, or rising, or falling, are a signal."""

CHART_TAIL = 0.00135
"""Chance beyond one side of three standard deviations, for charts with exact limits."""

MONTHLY_CHART_EVENTS = 1.0
"""Under one event a month an area is charted by quarters or by days between events."""

MIN_BENCHMARKS = 2
"""A disparity is never shown against one benchmark alone: the choice of it decides the answer."""

FALLS_TO_SEE = (0.10, 0.25, 0.50)
"""Falls for which it is said how many more months would show them."""

SPREAD = 2
"""A hidden count has three possible values or more, as far as its row and column hold so many."""

NARROW_SHOWN = 3
"""A narrow row of so many times the smallest cell says that its largest cell is large."""

LEVEL_MONTHS = 12
"""A month's usual level is that of so many months before it at most: a year has all seasons."""

SCATTER_LEAST = 12
"""Until a year of months was expected, their scatter and season are not known, nor what is far."""

SCATTER_MONTHS = 60
"""How far months scatter is judged by at most so many months before."""

SEASON_SIZE = 0.1
"""A season that lifts and lowers months by a tenth is usual, before any record."""

MOST_CORRELATION = 0.6
"""More of a month is never expected to be repeated by the next one."""

USUAL_SHARE = 0.9
"""Nine in ten months keep to the range that is called usual for them."""

CUSUM_ALLOWANCE = 1.0
"""A month is evidence of a change as far as it lies more than one standard deviation away."""

FALSE_ALARMS_A_YEAR = 4
"""Signals a year of a whole city, all measures and areas together, if nothing changes."""

CITYWIDE_PART = 0.5
"""Half of them may come from the whole city's rows, the other half from all areas together."""
