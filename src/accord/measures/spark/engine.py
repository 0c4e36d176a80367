"""A Spark cluster as an engine of measures, and which of them it is trusted with."""

from collections.abc import Mapping
from datetime import datetime

from pyspark.sql import functions as spark

from accord.journey.versions import Chain
from accord.measures.leads import Whose
from accord.measures.measured import FOLDED, Engine
from accord.measures.mirror import Mirror
from accord.measures.spark.credit import credit_on_spark
from accord.measures.spark.fold import fold_on_spark
from accord.vocabulary.errors import Refused

# Each has a test that it says there what it says on one machine.
ON_SPARK = ("fold", "funnel", "kpis", "follow_up", "quality", "credit", "markov")


def check_on_spark(name: str) -> None:
    """Raises `Refused` for a measure that no test holds equal on both engines."""
    if name not in ON_SPARK:
        raise Refused(
            "spark.measure",
            f'"{name}" is not reckoned on a cluster',
            f"leave --engine out, or ask for one of: {', '.join(ON_SPARK)}",
        )


def _fold(mirror: Mirror, chain: Chain, as_of: datetime, whose: Whose) -> Mapping[int, tuple[int, ...]]:
    leads = fold_on_spark(mirror, chain, as_of, "leads", whose)
    figures = (
        spark.count("*"), spark.count("qualified_at"), spark.count("won_at"),
        spark.coalesce(spark.sum("fit_now"), spark.lit(0)), spark.coalesce(spark.sum("engagement_now"), spark.lit(0)),
    )  # fmt: skip
    named = [each.alias(name) for name, each in zip(FOLDED, figures, strict=True)]
    rows = leads.groupBy("stage").agg(*named).collect()
    return {row["stage"]: tuple(row[name] for name in FOLDED) for row in rows}


SPARK = Engine("spark", _fold, credit_on_spark)
