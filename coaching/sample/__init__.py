"""A made-up sales team with known strengths and weaknesses, exported the way CRMs do it."""

from coaching.sample.exports import FORMATS, make, write
from coaching.sample.team import Sample, invent

__all__ = ["FORMATS", "Sample", "invent", "make", "write"]
