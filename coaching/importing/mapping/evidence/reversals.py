"""Does a label or a header say that a sale was taken back?"""

from __future__ import annotations

from coaching.importing.remembered import remembered
from coaching.importing.values.normalize import normalize

#: How the words for taking a sale back begin, normalized, in the languages that are read.
_BEGINNINGS = (
    *("refund", "revers", "chargeback", "charged back", "clawback", "clawed back", "credited", "credit note", "void"),
    *("returned", "rescind", "withdrawn", "taken back", "bounced", "cancelled after", "canceled after", "churned"),
    *("rembours", "avoir", "retracta", "annule apres", "erstatt", "ruckerstatt", "storn", "gutschrift", "widerruf"),
    *(
        "reembols",
        "devuel",
        "devoluc",
        "devolvid",
        "estorn",
        "abono",
        "rimbors",
        "storno",
        "terugbetaal",
        "gecrediteerd",
    ),
    *(
        "iade",
        "возврат",
        "сторн",
        "zwrot",
        "zwrocon",
        "返金",
        "返品",
        "환불",
        "반품",
        "退款",
        "退货",
        "dikembalikan",
        "pengembalian",
    ),
    *("مرتجع", "مسترد", "استرداد", "استرجاع", "مسترجع", "اشعار دائن", "المبلغ المعاد"),
)


@remembered
def speaks_of_taking_back(text: str) -> bool:
    """Return whether a text holds a word for a refund, a reversal or a return."""
    normalized = f" {normalize(text)}"
    return any(
        (beginning if ord(beginning[0]) > 0x3000 else f" {beginning}") in normalized for beginning in _BEGINNINGS
    )
