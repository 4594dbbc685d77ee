"""The figures, as a table and as JSON."""

import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scripts.benchmark.steps import Target


@dataclass(slots=True)
class Figure:
    """One thing that was measured several times."""

    name: str
    unit: str
    target: Target | None = None
    floor: "Figure | None" = None
    """What the least Textual program, or a peer, takes for the like."""
    samples: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle of the samples."""
        return statistics.median(self.samples)

    @property
    def worst(self) -> float:
        """The largest sample."""
        return max(self.samples)

    @property
    def ratio(self) -> float | None:
        """The median over that of the floor."""
        return None if self.floor is None else self.median / self.floor.median

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; `None` without one."""
        if self.target is None:
            return None
        if self.target.is_ratio:
            return self.ratio is not None and self.ratio <= self.target.median
        worst = self.target.worst
        return self.median <= self.target.median and (worst is None or self.worst <= worst)


def print_table(figures: Sequence[Figure]) -> None:
    """Print a line for each figure."""
    print(f"{'':46}{'median':>9}{'worst':>9}{'n':>5}{'x floor':>9}   target")
    for figure in figures:
        digits = 2 if figure.unit == "x" else 1
        numbers = f"{figure.median:9.{digits}f}{figure.worst:9.{digits}f}{len(figure.samples):5}"
        label = f"{figure.name} ({figure.unit})"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        print(f"{label:46}{numbers}{ratio:>9}   {_verdict(figure)}")
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"load {load} on {os.cpu_count()} processors; one run's ratios are surer than its times")


def as_json(figures: Sequence[Figure], conditions: Mapping[str, object]) -> dict[str, object]:
    """Return everything measured, with each sample."""
    return {
        "conditions": {**conditions, "load": os.getloadavg(), "processors": os.cpu_count()},
        "figures": [
            {
                "name": figure.name,
                "unit": figure.unit,
                "median": figure.median,
                "worst": figure.worst,
                "floor": figure.floor.name if figure.floor else None,
                "ratio": figure.ratio,
                "samples": figure.samples,
                "target_median": figure.target.median if figure.target else None,
                "target_worst": figure.target.worst if figure.target else None,
                "is_met": figure.is_met,
            }
            for figure in figures
        ],
    }


def _verdict(figure: Figure) -> str:
    if figure.target is None:
        return ""
    worst = "" if figure.target.worst is None else f", worst {figure.target.worst:g}"
    return f"{figure.target.median:g}{worst}: {'met' if figure.is_met else 'MISSED'}"
