"""What was promised, to whom it falls, by when."""

from enum import StrEnum


class Department(StrEnum):
    """Who carries out what was promised ("Who", domain.md)."""

    AFTER_SALES = "after_sales"
    SUPPLY = "supply"
    LOGISTICS = "logistics"
    OPERATIONS = "operations"
    FINANCE = "finance"
