"""Which public pages of the sample city the tests make."""

POLICY = "deescalation-2019"
AREA = f"your-neighborhood/{POLICY}/5.html"
CHANGE = f"what-changed/{POLICY}/force.html"
PATHS = (
    *("index.html", "policies.html", "glossary.html", "how-we-know.html"),
    *(f"your-neighborhood/{POLICY}/index.html", AREA, CHANGE),
)
LIVE = "https://live.example.org"
