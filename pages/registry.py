"""The pages of the app: the one list that menu, access, documentation, benchmarks and tests read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

#: The entries of the menu, in order; each leads to its first page that is open to whoever looks.
ENTRIES = ("team", "rep", "follow_up", "calculator", "data")


@dataclass(frozen=True)
class Page:
    """One page.

    ``key`` names it in the catalogues (``nav.<key>``) and in the roles (``coaching.access``), ``path`` is its file
    below ``pages`` without ending, ``icon`` a Material symbol, ``entry`` the menu entry it belongs to. A page that
    ``needs_data`` says what to do where there is none. ``only_signed_in`` pages are listed where people sign in.
    """

    key: str
    path: str
    icon: str
    entry: str
    needs_data: bool = True
    only_signed_in: bool = False

    @property
    def address(self) -> str:
        """The last part of the page's address."""
        return self.key.replace("_", "-")

    @property
    def file(self) -> str:
        """The page's file as ``st.switch_page`` wants it."""
        return f"pages/{self.path}.py"


PAGES = (
    Page("team", "team/team", "groups", "team"),
    Page("rep", "rep/rep", "person", "rep"),
    Page("follow_up", "follow_up/follow_up", "event_repeat", "follow_up"),
    Page("calculator", "calculator/calculator", "calculate", "calculator", needs_data=False),
    Page("upload", "data/upload", "upload_file", "data", needs_data=False),
    Page("imports", "data/imports", "history", "data"),
    Page("quality", "data/quality", "fact_check", "data"),
    Page("targets", "settings/targets", "flag", "data"),
    Page("playbook", "settings/playbook", "lightbulb", "data"),
    Page("definitions", "settings/definitions", "menu_book", "data", needs_data=False),
    Page("people", "settings/people", "badge", "data", needs_data=False, only_signed_in=True),
    Page("privacy", "data/privacy", "shield_person", "data", needs_data=False),
)

#: Addresses of earlier versions: the page that took their place, and what they add to the address.
MOVED: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "leaderboard": ("team", {}),
        "funnel": ("team", {"show": "funnel"}),
        "offerings": ("team", {"show": "segments"}),
        "scorecard": ("rep", {}),
        "action-plan": ("rep", {}),
        "overview": ("follow_up", {}),
        "commitments": ("follow_up", {}),
        "trainings": ("follow_up", {}),
        "magic-number": ("calculator", {}),
    }
)


def page(key: str) -> Page:
    """Return the page named ``key``; raises ``KeyError`` where there is none."""
    for one in PAGES:
        if one.key == key:
            return one
    raise KeyError(key)
