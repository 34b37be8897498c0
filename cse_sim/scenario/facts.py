"""What every group of facts in a file has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Share = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

Unit = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]

MOST_WEEKS = 1040
UNIT = "unit the values are in, which must be that of the input; nothing is converted"
"""A unit is compared when a file is read and not kept: it changes nothing in a study."""


class Facts(BaseModel):
    """A frozen group of facts; an unknown key, a NaN and an infinity are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        populate_by_name=True,
        serialize_by_alias=True,
    )


class Override(Facts):
    """A model parameter with another value than its default, and the reason."""

    value: float = Field(description="value, in the unit of the parameter")
    because: Reason = Field(description="the reason")
    unit: Unit | None = Field(default=None, exclude=True, description=UNIT)
