"""The list of the app's pages, which the menu, the access rules, the documentation and the tests read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

#: The entries of the menu, in order; each leads to the first of its pages that the viewer may open.
ENTRIES = ("team", "rep", "follow_up", "calculator", "data")


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes
    ----------
    key : str
        Its name in the catalogues (``nav.<key>``) and in the access matrix (``coaching.access``).
    path : str
        Its file below ``pages``, without the ending.
    icon : str
        A Material symbol.
    entry : str
        The menu entry that it belongs to.
    needs_data : bool
        Whether it is empty without data.
    only_signed_in : bool
        Whether it is listed only if people sign in.
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
        """The path of the page's file, for ``st.switch_page``."""
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

#: Addresses of earlier versions, with the page that replaced them and the parameters to add to its address.
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
    """Return the page named ``key``; raises ``KeyError`` if there is none."""
    for page in PAGES:
        if page.key == key:
            return page
    raise KeyError(key)
