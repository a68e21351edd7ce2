"""Files of people and allegations join to those of incidents and complaints, and tell no more."""

import polars as pl
import pytest

from queries.declared.fields import Dataset, datasets
from queries.records import extracts
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import HomeOf, at_home

CHILDREN = [dataset for dataset in datasets().values() if dataset.parent]
CITIES = (
    "sample",
    "chicago",
    "minneapolis",
    "new_orleans",
    "cincinnati",
    "seattle",
    "portland",
    "asheville",
)
SHARED = ("area_id", "area")


def released(vintage: Vintage, name: str, layer: str) -> pl.DataFrame:
    """Return all records of a dataset as they leave, in one layer."""
    columns = [field.name for field in datasets()[name].fields if field.is_public]
    query, bound = extracts.statement(vintage, Filter(vintage.city_id, name, layer), columns)
    return vintage.reader.frame(query, bound)


def test_the_links_are_declared() -> None:
    """A child's id is the column that holds its parent's, and part of its own key."""
    links = {child.name: (child.parent, child.id, child.key) for child in CHILDREN}
    assert links == {
        "persons": ("force", "incident_id", ("incident_id", "person_no")),
        "allegations": ("complaints", "complaint_id", ("complaint_id", "allegation_no")),
    }
    for child in CHILDREN:
        parent = datasets()[str(child.parent)]
        assert parent.key == (parent.id,) == (child.id,)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("child", CHILDREN, ids=lambda child: child.name)
def test_every_key_is_in_the_parents_file(city: str, child: Dataset, home_of: HomeOf) -> None:
    """In every layer a key is once in the parent's file as it leaves, with its day and area."""
    with at_home(home_of(city)):
        vintage = open_city(city)
    parent = datasets()[str(child.parent)]
    if parent.name not in vintage.manifest.datasets:
        return
    shared = [child.day, *SHARED]
    for layer in vintage.city.layers:
        rows = released(vintage, child.name, layer.id)
        parents = released(vintage, parent.name, layer.id)
        assert parents[parent.id].is_unique().all()
        assert not parents[parent.id].null_count()
        linked = rows.drop_nulls(child.id)
        joined = linked.join(parents, on=child.id, how="left", suffix="_of_parent")
        assert linked.select(child.key).is_unique().all()
        for column in shared:
            assert joined[column].eq_missing(joined[f"{column}_of_parent"]).all(), layer.id
        assert len(joined.filter(pl.col(f"{child.day}_of_parent").is_null())) == 0


def test_no_join_gives_back_what_a_coarser_record_hides(chicago_home: object) -> None:
    """Allegations without a key are those of the complaints with a number of Accord's own."""
    with at_home(chicago_home):  # type: ignore[arg-type]
        vintage = open_city("chicago")
    layer = vintage.layer().id
    complaints = released(vintage, "complaints", layer)
    allegations = released(vintage, "allegations", layer)
    own = complaints.filter(pl.col("complaint_id").str.contains(r"^\d{4}-\d\d \d{6}$"))
    hidden = allegations.filter(pl.col("complaint_id").is_null())
    assert len(own) > 1000 < len(hidden)
    numbers = vintage.reader.frame("select complaint_id from complaints")
    assert own.join(numbers, on="complaint_id").is_empty()
    assert allegations.join(own, on="complaint_id").is_empty()
    assert int(own["allegations_n"].sum()) == len(hidden)
    assert (hidden["received_on"].dt.day() == 1).all()
    assert (
        hidden.group_by("counted_on")
        .agg(pl.col("allegation_no").n_unique() == pl.len())["allegation_no"]
        .all()
    )
