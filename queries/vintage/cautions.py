"""The caveats that always apply to the records of a city."""

from collections.abc import Sequence

from queries.manifest import City


def standing_codes(city: City, dataset: str, codes: Sequence[str] = ()) -> list[str]:
    """Return the codes of the caveats that always apply to a dataset of a city, in order.

    The caveats of the whole pack come first (a sample city, a pack from a catalogue), then
    `codes`, then the city's own caveat on the dataset.
    """
    return [
        *([] if city.is_real else ["sample_city"]),
        *(["from_catalogue"] if city.status == "catalogue" else []),
        *codes,
        *([city.cautions[dataset]] if dataset in city.cautions else []),
    ]
